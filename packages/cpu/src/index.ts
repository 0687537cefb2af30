export type { CpuOptions } from './backend.ts';
export { cpu } from './backend.ts';
