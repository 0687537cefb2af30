/** Logarithms. A number is split into an exponent and a significand near 1, from sqrt(1/2) to sqrt(2). */
import type { F32 } from '../../language/index.ts';
import { f32, fn, isFinite, select, strict } from '../../language/index.ts';
import { LN2_HIGH, LN2_LOW, powerOfTwo } from './exponential.ts';
import { polynomial } from './polynomial.ts';
import type { Unary } from './signature.ts';

/** (log(1 + f) - f + f^2 / 2) / f^3 for 1 + f from sqrt(1/2) to sqrt(2). The relative error of log is 2^-30.2. */
const LOG = [
  0.33333313, -0.2500001, 0.20002072, -0.16667989, 0.14220358, -0.12406234, 0.11883549, -0.11670098,
  0.06749268,
] as const;

/** The number `(1 + f) * 2^exponent`, with 1 + f from sqrt(1/2) to sqrt(2). */
interface Parts {
  readonly significand: F32;
  /** The significand minus 1. This difference is exact, and must not be reassociated. */
  readonly f: F32;
  /** The exponent, a whole number. */
  readonly exponent: F32;
}

const BITS_OF_SQRT_HALF = 0x3f3504f3;

/** The parts of a positive number. */
export function partsOf(x: F32): Parts {
  const isSubnormal = x.lt(2 ** -126);
  const bits = select(isSubnormal, x.mul(2 ** 23), x).bitsI32();
  const exponent = bits.sub(BITS_OF_SQRT_HALF).shr(23);
  const significand = bits.sub(exponent.shl(23)).bitsF32();
  return {
    significand,
    f: strict(significand.sub(1)),
    exponent: f32(exponent).sub(select(isSubnormal, f32(23), 0)),
  };
}

/** The difference `log(1 + f) - f`. */
function tail(f: F32): F32 {
  const square = f.mul(f);
  return square.mul(f).mul(polynomial(f, LOG)).sub(square.mul(0.5));
}

/** The logarithm `log((1 + f) * 2^exponent)`. */
function natural(f: F32, exponent: F32): F32 {
  const low = tail(f).add(exponent.mul(LN2_LOW));
  return exponent.mul(LN2_HIGH).add(f.add(low));
}

/**
 * The sum `log(hi + lo) + doublings * log(2)`, for a finite `hi + lo` from 1 on with `lo` as its lesser part. From
 * 2^100 on `lo` is ignored, because it makes no difference.
 */
export function logarithmOfSum(hi: F32, lo: F32, doublings: F32): F32 {
  const bits = hi.bitsI32();
  const exponent = bits.sub(BITS_OF_SQRT_HALF).shr(23);
  const significand = bits.sub(exponent.shl(23)).bitsF32();
  const f = strict(significand.sub(1)).add(lo.mul(powerOfTwo(exponent.neg().max(-126))));
  return natural(f, f32(exponent).add(doublings));
}

/**
 * Adds the special cases of every logarithm: -Infinity for 0, Infinity for Infinity, NaN for negative numbers and
 * NaN.
 */
export function withEdges(x: F32, logarithm: F32): F32 {
  const edge = select(x.eq(0), f32(-Infinity), select(x.gt(0), x, f32(NaN)));
  return select(x.gt(0).and(isFinite(x)), logarithm, edge);
}

export const log: Unary = /* @__PURE__ */ fn('log', [f32], f32, x => {
  const { f, exponent } = partsOf(x);
  return withEdges(x, natural(f, exponent));
});

/** log2(e) minus 1. A product with log2(e) is the sum of one with this and one with 1, which has no error. */
const LOG2E_LESS_1 = Math.LOG2E - 1;

export const log2: Unary = /* @__PURE__ */ fn('log2', [f32], f32, x => {
  const { f, exponent } = partsOf(x);
  const rest = tail(f);
  return withEdges(x, rest.mul(LOG2E_LESS_1).add(f.mul(LOG2E_LESS_1)).add(rest).add(f).add(exponent));
});
