// The backends that have no package yet, as declarations, for the programs beside this file. When a package comes, its line
// goes, and the programs import the package.
import type { Accelerator, Backend } from '@heddle/core';

interface GPULike {
  requestAdapter(options?: object): Promise<unknown>;
}
interface WebGPUOptions {
  readonly gpu?: GPULike | undefined;
  readonly software?: 'avoid' | 'allow' | 'require' | undefined;
}
interface WasmOptions {
  readonly threads?: number | undefined;
  readonly workerUrl?: string | undefined;
  readonly maximumBytes?: number | undefined;
}

export declare function webgpu(options?: WebGPUOptions): Backend<Accelerator>;
export declare function wasm(options?: WasmOptions): Backend<Accelerator>;
