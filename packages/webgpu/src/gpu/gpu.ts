/**
 * The part of a GPU object (`navigator.gpu`, or the result of `create([])` of the npm package `webgpu`) that
 * a program passes. The type is structural, so that no declaration of this package needs WebGPU's types.
 */
export interface GPULike {
  requestAdapter(options?: object): Promise<unknown>;
}

/** Globals that a runtime may have and no ECMAScript library declares. */
const host = globalThis as {
  readonly navigator?: { readonly gpu?: GPULike };
  readonly isSecureContext?: boolean;
  readonly Deno?: object;
  readonly process?: { readonly versions?: { readonly node?: string } };
};

/**
 * The GPU object of this runtime, if there is one. Read at the call, never at import: a program may set it up
 * first.
 */
export function globalGpu(): GPULike | undefined {
  return host.navigator?.gpu;
}

/** The reason why this runtime has no GPU object, with the remedy that fits it. */
export function whyNoGpu(): string {
  if (host.isSecureContext === false)
    return 'navigator.gpu exists on pages served over HTTPS or from localhost only';
  if (host.Deno) return 'there is no navigator.gpu: run Deno with --unstable-webgpu';
  if (isNode()) {
    return "Node has no WebGPU of its own: pass webgpu({ gpu: create([]) }) with `create` of the npm package 'webgpu'";
  }
  return 'there is no navigator.gpu: this browser has no WebGPU, or it is turned off';
}

/** The reason why a GPU object offers no adapter, in words that fit this runtime. */
export const whyNoAdapter = (): string =>
  `requestAdapter found no adapter: ${
    host.Deno || isNode()
      ? 'no graphics driver here that WebGPU accepts (on Linux it looks for a Vulkan driver; VK_DRIVER_FILES names one)'
      : 'this browser accepts no graphics driver here, or its hardware acceleration is turned off; chrome://gpu, or about:support in Firefox, says why'
  }`;

/** Bundlers put a `process` without versions into pages. */
const isNode = (): boolean => host.process?.versions?.node !== undefined;

const held = new Map<GPULike, number>();

/**
 * Keeps a GPU object from being collected as long as a device of it is open: Dawn in Node aborts the process
 * otherwise. The returned function releases it.
 */
export function hold(gpu: GPULike): () => void {
  held.set(gpu, (held.get(gpu) ?? 0) + 1);
  return () => {
    const holders = held.get(gpu)! - 1;
    if (holders > 0) held.set(gpu, holders);
    else held.delete(gpu);
  };
}
