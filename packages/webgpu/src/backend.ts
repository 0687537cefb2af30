import type { Accelerator, Backend } from '@heddle/core';
import { HeddleTypeError, NotSupportedError } from '@heddle/core';
import { adapterSupport, checkOptionNames, checkSoftware, type Software, showAs } from '@heddle/core/backend';
import { capabilities, WebGpuAccelerator } from './accelerator.ts';
import { findAdapter, openDevice } from './gpu/adapter.ts';
import type { GPULike } from './gpu/gpu.ts';
import { hold } from './gpu/gpu.ts';

export interface WebGpuOptions {
  /** The GPU object to use instead of `navigator.gpu`; in Node that of the npm package `webgpu`. */
  readonly gpu?: GPULike | undefined;
  /**
   * By default a software adapter is used only if no faster backend of the list works. `allow` uses it like
   * any other, `avoid` never uses it, and `require` uses no other.
   */
  readonly software?: Software | undefined;
}

/**
 * Runs kernels on WebGPU: in browsers and Deno by `navigator.gpu`, in Node by the GPU object that is passed
 * in.
 *
 * @example
 * ```ts
 * const accelerator = await createAccelerator([webgpu(), cpu()]);
 * ```
 */
export function webgpu(options: WebGpuOptions = {}): Backend<Accelerator> {
  checkOptionNames('webgpu', options, ['gpu', 'software']);
  const { gpu } = options;
  const software = checkSoftware('webgpu', options.software);
  if (gpu !== undefined && typeof gpu?.requestAdapter !== 'function') {
    throw new HeddleTypeError('webgpu: gpu: expected a GPU object with requestAdapter', {
      remedy: "In Node, pass `create([])` of the npm package 'webgpu'.",
    });
  }
  const backend: Backend<Accelerator> = {
    name: 'webgpu',
    mayHave: capabilities,
    async isSupported() {
      const found = await findAdapter(gpu, software);
      return typeof found === 'string' ? { ok: false, reason: found } : adapterSupport(found, software);
    },
    async open(openOptions) {
      const found = await findAdapter(gpu, software);
      if (typeof found === 'string') throw new NotSupportedError(`webgpu: ${found}`, 'another backend');
      const closed = hold(found.gpu);
      try {
        const device = await openDevice(found.adapter, openOptions.label);
        const note = `WebGPU on ${found.name}${found.software ? ', a software adapter' : ''}`;
        return new WebGpuAccelerator({ ...openOptions, gpu: device, software: found.software, note, closed });
      } catch (error) {
        closed();
        throw error;
      }
    },
  };
  showAs(backend, () => 'webgpu()');
  return backend;
}
