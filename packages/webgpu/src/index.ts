export type { WebGpuOptions } from './backend.ts';
export { webgpu } from './backend.ts';
export type { GPULike } from './gpu/gpu.ts';
