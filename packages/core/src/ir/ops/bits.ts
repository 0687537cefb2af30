import type { Scalar } from '../types.ts';

/**
 * The 32 bits of a scalar, as constants, registers and memory hold them, and the number that they stand for.
 * A NaN becomes JavaScript's one NaN on the way to a number, and the canonical 0x7fc00000 on the way back:
 * what must keep a payload moves bits and never makes a number of them.
 */
const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** As a u32. */
export function encode(scalar: Scalar, value: number): number {
  if (scalar !== 'f32') return value >>> 0;
  if (value !== value) return 0x7fc00000;
  float[0] = value;
  return word[0]!;
}

export function decode(scalar: Scalar, bits: number): number {
  switch (scalar) {
    case 'f32':
      word[0] = bits;
      return float[0]!;
    case 'i32':
      return bits | 0;
    case 'u32':
      return bits >>> 0;
    case 'bool':
      return bits === 0 ? 0 : 1;
  }
}
