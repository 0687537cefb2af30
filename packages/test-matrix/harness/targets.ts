// The targets of every backend: vitest.config.ts makes a project of each one, conformance.ts opens it,
// conformance/environment.test.ts asserts it, and `npm test -- --target` knows these names. Data only, because browsers
// and scripts read it too.
import { type BackendName, backends } from './backends/index.ts';
import { type Runtime, runtimes } from './runtimes.ts';

export type { BackendName } from './backends/index.ts';
export type { Runtime } from './runtimes.ts';

/** The capabilities of @heddle/core, repeated here so that a mistake there cannot change what a target expects. */
export type Capability =
  | 'groups'
  | 'atomics'
  | 'scatter'
  | 'subgroups'
  | 'f16'
  | 'hostMemory'
  | 'threads'
  | 'reinterpret';

export interface Target {
  readonly name: string;
  readonly backend: BackendName;
  readonly runtime: Runtime;
  /** Options of the backend's factory. */
  readonly options: { readonly [name: string]: unknown };
  /** In Node and Deno: run with Chromium's Vulkan driver that renders on the CPU (SwiftShader). */
  readonly softwareVulkan: boolean;
  /** Environment variables of the process that runs the tests. */
  readonly env: { readonly [name: string]: string };
  /** Command-line flags of the runtime. */
  readonly flags: readonly string[];
  /** Preferences of Firefox, over those with which it makes no request of its own. */
  readonly preferences?: { readonly [name: string]: boolean };
  /** Folders of suites that no other target runs. */
  readonly suites?: readonly string[];
  /** Only `npm run matrix:full` runs it, and a command that names it. */
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

/** Properties of the platform that must hold, so that a target cannot silently test something else. */
export interface Environment {
  /** The reason that `accelerator.report` gives for the chosen backend. */
  readonly engine: RegExp;
  /** True for a page that is isolated from other origins. Only an isolated page has shared memory. */
  readonly isolated?: boolean;
}

export const targets: readonly Target[] = (Object.keys(backends) as BackendName[]).flatMap(backend =>
  backends[backend].targets.map(target => ({ ...target, backend })),
);

/** The folders of the suites that a target runs: those of every target, those of its backend, and its own. */
export const foldersOf = ({
  backend,
  suites = [],
}: Pick<Target, 'backend' | 'suites'>): readonly string[] => ['conformance', 'fuzz', backend, ...suites];

export const isPage = ({ runtime }: Pick<Target, 'runtime'>): boolean => runtimes[runtime].isPage;

export function targetNamed(name: string): Target {
  const found = targets.find(target => target.name === name);
  if (!found) throw new Error(`expected a target of packages/test-matrix/harness/backends, found '${name}'`);
  return found;
}
