export type { WasmOptions } from './backend.ts';
export { wasm } from './backend.ts';
export { emitWasm } from './emit/emit.ts';
