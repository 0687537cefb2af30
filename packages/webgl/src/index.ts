export { webgl } from './backend.ts';
export type { WebGlOptions } from './options.ts';
