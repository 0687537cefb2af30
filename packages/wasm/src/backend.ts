import type { Accelerator, Backend } from '@heddle/core';

export interface WasmOptions {
  readonly threads?: number | undefined;
  readonly workerUrl?: string | undefined;
  readonly maximumBytes?: number | undefined;
}

export function wasm(_options: WasmOptions = {}): Backend<Accelerator> {
  throw new Error('wasm: this backend is not built yet');
}
