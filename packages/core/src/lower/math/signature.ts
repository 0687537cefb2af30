import type { F32 } from '../../language/index.ts';

export type Unary = (x: F32 | number) => F32;
export type Binary = (x: F32 | number, y: F32 | number) => F32;
export type Ternary = (x: F32 | number, y: F32 | number, z: F32 | number) => F32;
