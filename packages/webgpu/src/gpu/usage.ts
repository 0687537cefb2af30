/**
 * The bits of `GPUBufferUsage` and `GPUMapMode` (https://www.w3.org/TR/webgpu/#namespacedef-gpubufferusage).
 * They are repeated here because a GPU object that is passed in, as in Node, may come without these globals.
 */
export const MAP_READ = 0x0001;
export const COPY_SRC = 0x0004;
export const COPY_DST = 0x0008;
export const STORAGE = 0x0080;
export const MAP_MODE_READ = 0x0001;
