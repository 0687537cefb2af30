import type { Scalar } from '../types.ts';

/**
 * Conversions between the 32 bits of a scalar (in constants, registers and memory) and the number that they encode.
 * A number has no NaN payload: every NaN becomes JavaScript's NaN, and that is encoded as 0x7fc00000. Code that must
 * keep a payload copies the bits and never decodes them.
 */
const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The bits of a number, as a u32. */
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
