export type { WebGpuOptions } from './backend.ts';
export { webgpu } from './backend.ts';
export type { GPULike, Software } from './gpu.ts';
