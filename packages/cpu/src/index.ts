export type { CpuOptions } from './backend.ts';
export { cpu } from './backend.ts';
export type { CheckedOptions } from './checked/options.ts';
