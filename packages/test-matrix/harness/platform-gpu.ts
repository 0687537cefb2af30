// The GPU object of this runtime, and a way for a test to get between its device and the backend.
import type { GPULike } from '@heddle/webgpu';
import { inject } from 'vitest';
import { targetNamed } from './targets.ts';

/** Dawn, of which a process has one, held for as long as the process lives. */
let dawn: Promise<GPULike> | undefined;

export function platformGpu(): Promise<GPULike> {
  if (targetNamed(inject('target')).runtime !== 'node') {
    return Promise.resolve((globalThis as unknown as { navigator: { gpu: GPULike } }).navigator.gpu);
  }
  // by a name that bundlers cannot follow: it is native code
  const name = 'webgpu';
  dawn ??= import(/* @vite-ignore */ name).then(({ create }) => create([]));
  return dawn;
}

/** The members that tests use; only the backend is compiled with the types of WebGPU. */
export interface GpuBuffer {
  mapAsync(...args: unknown[]): Promise<void>;
}
export interface GpuDevice {
  readonly queue: { onSubmittedWorkDone(): Promise<void>; submit(buffers: unknown): void };
  createBuffer(description: { readonly label?: string; readonly size: number }): GpuBuffer;
  createCommandEncoder(description: object): {
    clearBuffer(buffer: unknown, offset: number, size: number): void;
  };
  createShaderModule(description: { readonly code: string }): object;
  destroy(): void;
}

interface GpuAdapter {
  readonly info: object;
  readonly limits: object;
  requestDevice(description: object): Promise<GpuDevice>;
}

/** The platform's GPU, whose devices `tap` sees, and may change, before the backend does. */
export async function tappedGpu(tap: (device: GpuDevice) => void): Promise<GPULike> {
  const gpu = await platformGpu();
  return {
    async requestAdapter(options) {
      const adapter = (await gpu.requestAdapter(options)) as GpuAdapter | null;
      return (
        adapter && {
          info: adapter.info,
          limits: adapter.limits,
          async requestDevice(description: object) {
            const device = await adapter.requestDevice(description);
            tap(device);
            return device;
          },
        }
      );
    },
  };
}
