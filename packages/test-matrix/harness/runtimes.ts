// The runtimes that the targets run in, in the order in which one is recognised: Deno and Bun have Node's `process` too,
// and Chromium says that it is Safari. Data only, because browsers read it too.

/** The globals by which a runtime is recognised. */
export interface Globals {
  readonly navigator?: { readonly userAgent?: string };
  readonly process?: {
    readonly release?: { readonly name: string };
    readonly versions: { readonly node: string; readonly bun?: string };
  };
  readonly Deno?: { readonly version: { readonly deno: string } };
}

interface RuntimeRow {
  /** The name that documents give it. */
  readonly title: string;
  /** A page has no files and no process, and another process serves its tests. */
  readonly isPage: boolean;
  readonly minimumVersion: readonly [major: number, minor: number];
  /** Its version, or undefined where these are the globals of another one. */
  version(globals: Globals): string | undefined;
}

const page = (
  title: string,
  minimumVersion: RuntimeRow['minimumVersion'],
  userAgent: RegExp,
): RuntimeRow => ({
  title,
  isPage: true,
  minimumVersion,
  // Vitest gives pages a `process`, without a release
  version: ({ navigator, process }) =>
    process?.release ? undefined : userAgent.exec(navigator?.userAgent ?? '')?.[1],
});

const rows = {
  deno: {
    title: 'Deno',
    isPage: false,
    minimumVersion: [2, 9],
    version: ({ Deno }) => Deno?.version.deno,
  },
  bun: {
    title: 'Bun',
    isPage: false,
    minimumVersion: [1, 4],
    version: ({ process }) => process?.versions.bun,
  },
  node: {
    title: 'Node',
    isPage: false,
    minimumVersion: [20, 19],
    version: ({ process }) => (process?.release ? process.versions.node : undefined),
  },
  /** WebGPU works in headless Chromium on Linux since this version. */
  chromium: page('Chromium', [130, 0], /Chrome\/([\d.]+)/),
  firefox: page('Firefox', [140, 0], /Firefox\/([\d.]+)/),
  /** The version is that of the Safari which WebKitGTK says it is. */
  webkit: page('WebKitGTK', [18, 0], /Version\/([\d.]+) Safari\//),
} satisfies Readonly<Record<string, RuntimeRow>>;

export type Runtime = keyof typeof rows;
export const runtimes: Readonly<Record<Runtime, RuntimeRow>> = rows;

/** The fields that the targets of a runtime share. */
export const onNode = { runtime: 'node', softwareVulkan: false, env: {}, flags: [] } as const;
export const onChromium = { runtime: 'chromium', softwareVulkan: false, env: {}, flags: [] } as const;
export const onBun = { runtime: 'bun', full: true, softwareVulkan: false, env: {}, flags: [] } as const;
export const onDeno = { runtime: 'deno', softwareVulkan: false, env: {}, flags: [] } as const;

/** Mesa's llvmpipe, which renders on the CPU. LLVM would analyse some of its loops for minutes. */
const llvmpipe = { LIBGL_ALWAYS_SOFTWARE: '1', GALLIVM_PERF: 'nopt' } as const;
export const onFirefox = {
  runtime: 'firefox',
  full: true,
  softwareVulkan: false,
  env: llvmpipe,
  flags: [],
} as const;
export const onWebKit = {
  runtime: 'webkit',
  full: true,
  softwareVulkan: false,
  // isolated pages of Safari have shared memory, WebKitGTK's only with this
  env: { ...llvmpipe, JSC_useSharedArrayBuffer: '1' },
  flags: [],
} as const;
