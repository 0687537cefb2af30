// The one table of targets: vitest.config.ts makes a project of each row, conformance.ts opens it,
// conformance/environment.test.ts asserts it, and `npm test -- --target` knows these names. Data only,
// because browsers read it too. A new backend or runtime is one more member of its union; what it lacks
// elsewhere no longer compiles.

export type Runtime = 'node' | 'chromium' | 'firefox' | 'webkit' | 'deno';
export type BackendName = 'cpu' | 'wasm' | 'webgpu' | 'webgl' | 'null';
/** As in @heddle/core; spelt out, so that what a target expects cannot follow a mistake there. */
export type Capability = 'groups' | 'atomics' | 'scatter' | 'subgroups' | 'f16' | 'hostMemory' | 'threads';

export interface Target {
  readonly name: string;
  readonly backend: BackendName;
  readonly runtime: Runtime;
  /** Options of the backend's factory. */
  readonly options: { readonly [name: string]: unknown };
  /** In Node and Deno: run with the Vulkan driver that renders on the CPU, which Chromium brings. */
  readonly softwareVulkan: boolean;
  /** Environment variables of the process that runs the tests. */
  readonly env: { readonly [name: string]: string };
  /** Command-line flags of the runtime. */
  readonly flags: readonly string[];
  /** Of Firefox, over those with which it keeps still. */
  readonly preferences?: { readonly [name: string]: boolean };
  /** Folders of suites that it alone runs. */
  readonly suites?: readonly string[];
  /** Only `npm run matrix:full` runs it, or who names it. */
  readonly full?: true;
  /** Float results are those of the reference evaluation, to the last bit. */
  readonly bitExactFloat: boolean;
  /**
   * The accelerator must have exactly these. A test that needs another is skipped, with that as its reason;
   * where kernels can need it, only after it has run and been refused for that (`earned-skip.ts`).
   */
  readonly capabilities: readonly Capability[];
  readonly environment: Environment;
}

/** What must be true around the tests, so that a target cannot silently test something else. */
export interface Environment {
  /** Lowest version of the runtime. */
  readonly minimumVersion: readonly [major: number, minor: number];
  /** What `accelerator.report` says of the chosen backend. */
  readonly engine: RegExp;
  /** Of a page: whether it is isolated from other origins. Only then has it shared memory. */
  readonly isolated?: boolean;
}

const node = { runtime: 'node', softwareVulkan: false, env: {}, flags: [] } as const;
const minimumVersion = [20, 19] as const;
/** WebGPU works in headless Chromium on Linux from here on. */
const minimumChromium = [130, 0] as const;
const chromium = { runtime: 'chromium', softwareVulkan: false, env: {}, flags: [] } as const;
/** Chromium's own Vulkan driver, which computes on the CPU and so gives the same results on every machine. */
const swiftshader = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
] as const;
/** Mesa's llvmpipe, which renders on the CPU, and of whose loops LLVM would analyse some for minutes. */
const llvmpipe = { LIBGL_ALWAYS_SOFTWARE: '1', GALLIVM_PERF: 'nopt' } as const;
const firefox = {
  runtime: 'firefox',
  full: true,
  softwareVulkan: false,
  env: llvmpipe,
  flags: [],
} as const;
const minimumFirefox = [140, 0] as const;
const webkit = {
  runtime: 'webkit',
  full: true,
  softwareVulkan: false,
  // isolated pages of Safari have shared memory, WebKitGTK's only with this
  env: { ...llvmpipe, JSC_useSharedArrayBuffer: '1' },
  flags: [],
} as const;
/** As Safari counts, which WebKitGTK claims to be. */
const minimumWebKit = [18, 0] as const;
const cpu = {
  backend: 'cpu',
  bitExactFloat: true,
  capabilities: ['groups', 'atomics', 'scatter', 'hostMemory'],
} as const;

const wasm = {
  backend: 'wasm',
  options: {},
  bitExactFloat: true,
  capabilities: ['groups', 'atomics', 'scatter', 'hostMemory', 'threads'],
} as const;

const webgpu = {
  backend: 'webgpu',
  options: { software: 'require' },
  bitExactFloat: false,
  capabilities: ['groups', 'atomics', 'scatter'],
} as const;

const webgl = {
  backend: 'webgl',
  bitExactFloat: false,
  capabilities: [],
} as const;

export const targets: readonly Target[] = [
  {
    ...node,
    ...cpu,
    name: 'node-cpu',
    options: {},
    environment: { minimumVersion, engine: /generated JavaScript/ },
  },
  {
    ...node,
    ...cpu,
    name: 'node-cpu-interpreter',
    options: { engine: 'interpreter' },
    environment: { minimumVersion, engine: /interpreter/ },
  },
  {
    ...node,
    ...cpu,
    name: 'node-cpu-checked',
    // many suites read and write out of bounds, to see zeros and nothing
    options: { checked: { bounds: false } },
    suites: ['races'],
    environment: { minimumVersion, engine: /generated JavaScript, checked/ },
  },
  {
    ...node,
    ...cpu,
    name: 'node-null',
    backend: 'null',
    options: {},
    environment: { minimumVersion, engine: /interpreter, each batch in a task/ },
  },
  {
    ...node,
    ...wasm,
    name: 'node-wasm',
    environment: { minimumVersion, engine: /shared memory/ },
  },
  {
    ...node,
    ...webgpu,
    name: 'node-webgpu',
    softwareVulkan: true,
    environment: { minimumVersion, engine: /swiftshader/i },
  },
  {
    ...chromium,
    ...cpu,
    name: 'chromium-cpu',
    options: {},
    environment: { minimumVersion: minimumChromium, engine: /generated JavaScript/, isolated: true },
  },
  {
    ...chromium,
    ...wasm,
    name: 'chromium-wasm',
    environment: { minimumVersion: minimumChromium, engine: /shared memory/, isolated: true },
  },
  {
    ...chromium,
    ...wasm,
    name: 'chromium-wasm-unisolated',
    // the memory lives in a worker, where the host has no part of it
    capabilities: ['groups', 'atomics', 'scatter'],
    environment: { minimumVersion: minimumChromium, engine: /one worker/, isolated: false },
  },
  {
    ...chromium,
    ...webgpu,
    name: 'chromium-webgpu',
    flags: swiftshader,
    environment: { minimumVersion: minimumChromium, engine: /swiftshader/i, isolated: true },
  },
  {
    ...chromium,
    ...webgl,
    name: 'chromium-webgl',
    options: { software: 'require', worker: true },
    flags: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    environment: { minimumVersion: minimumChromium, engine: /in a worker, .*swiftshader/i, isolated: true },
  },
  {
    ...chromium,
    ...webgl,
    name: 'chromium-webgl-main-thread',
    options: { software: 'require', worker: false },
    flags: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    environment: { minimumVersion: minimumChromium, engine: /on the page, .*swiftshader/i, isolated: true },
  },
  {
    ...webgpu,
    name: 'deno-webgpu',
    runtime: 'deno',
    softwareVulkan: true,
    env: {},
    flags: ['--unstable-webgpu'],
    environment: { minimumVersion: [2, 9], engine: /swiftshader|llvmpipe/i },
  },
  {
    ...firefox,
    ...wasm,
    name: 'firefox-wasm',
    environment: { minimumVersion: minimumFirefox, engine: /shared memory/, isolated: true },
  },
  {
    ...firefox,
    ...webgl,
    name: 'firefox-webgl',
    options: { software: 'require', worker: true },
    preferences: { 'webgl.force-enabled': true },
    environment: { minimumVersion: minimumFirefox, engine: /in a worker, .*llvmpipe/i, isolated: true },
  },
  {
    ...firefox,
    ...webgpu,
    name: 'firefox-webgpu',
    preferences: { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true },
    // Firefox does not say which
    environment: { minimumVersion: minimumFirefox, engine: /a software adapter/, isolated: true },
  },
  {
    ...webkit,
    ...wasm,
    name: 'webkit-wasm',
    environment: { minimumVersion: minimumWebKit, engine: /shared memory/, isolated: true },
  },
  {
    ...webkit,
    ...webgl,
    name: 'webkit-webgl',
    // a worker is tried first, and has no WebGL2; WebKit calls every renderer a GPU of Apple's
    options: {},
    environment: {
      minimumVersion: minimumWebKit,
      engine: /on the page, on Apple GPU; in no worker: no canvas/,
      isolated: true,
    },
  },
];

/** Of the suites of a target: those that all have, those about what only its backend has, and its own. */
export const foldersOf = ({
  backend,
  suites = [],
}: Pick<Target, 'backend' | 'suites'>): readonly string[] => ['conformance', 'fuzz', backend, ...suites];

/** Pages have no files and no process, and another runs the server of their tests. */
export const isPage = ({ runtime }: Pick<Target, 'runtime'>): boolean =>
  runtime === 'chromium' || runtime === 'firefox' || runtime === 'webkit';

export function targetNamed(name: string): Target {
  const found = targets.find(target => target.name === name);
  if (!found)
    throw new Error(`expected a target of packages/test-matrix/harness/targets.ts, found '${name}'`);
  return found;
}
