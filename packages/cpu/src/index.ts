export { cpu } from './backend.ts';
export type { CpuOptions } from './backend.ts';
