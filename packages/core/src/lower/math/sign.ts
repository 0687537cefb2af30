import type { F32, U32 } from '../../language/index.ts';

const SIGN = 0x80000000;

/** The sign bit of a number, also for -0 and NaN. */
export const signOf = (x: F32): U32 => x.bitsU32().and(SIGN);

/** The number, negated if the sign bit is set. */
export const signed = (x: F32, sign: U32): F32 => x.bitsU32().xor(sign).bitsF32();
