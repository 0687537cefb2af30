import type { F32, U32 } from '../../language/index.ts';

const SIGN = 0x80000000;

/** The sign alone, as a bit: that of -0 and of a NaN too. */
export const signOf = (x: F32): U32 => x.bitsU32().and(SIGN);

/** Negated where the bit is set. */
export const signed = (x: F32, sign: U32): F32 => x.bitsU32().xor(sign).bitsF32();
