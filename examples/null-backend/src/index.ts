export type { NullOptions } from './backend.ts';
export { nullBackend } from './backend.ts';
