/**
 * The power x^y = 2^(y * log2(x)). The exponent is up to 128, and its absolute error becomes a relative error of the
 * result. So the logarithm is computed in pairs, to about 35 bits.
 */
import type { Bool, F32 } from '../../language/index.ts';
import { f32, fn, isNan, select, strict } from '../../language/index.ts';
import type { Pair } from './error-free.ts';
import { fastTwoSum, multiplied, pairOf, twoProduct, twoSum } from './error-free.ts';
import { powerOf } from './exponential.ts';
import { partsOf } from './logarithm.ts';
import { polynomial } from './polynomial.ts';
import type { Binary } from './signature.ts';

/** (atanh(s) - s - s^3 / 3) / s^5 for |s| <= 0.1716. The relative error of atanh(s) is 2^-36.8. */
const ATANH = [0.20000076, 0.14273544, 0.11709881] as const;

/** The base-2 logarithm of a positive number, computed by `log(m) = 2 * atanh((m - 1) / (m + 1))`. */
function log2Of(x: F32): Pair {
  const { significand, f, exponent } = partsOf(x);
  const s = quotient(f, fastTwoSum(f32(1), significand));
  const square = multiplied(s, s);
  const cube = multiplied(multiplied(square, pairOf(1 / 3)), s);
  const fifth = square.hi.mul(square.hi).mul(s.hi).mul(polynomial(square.hi, ATANH));
  const sum = fastTwoSum(s.hi, cube.hi);
  const atanh = fastTwoSum(sum.hi, sum.lo.add(s.lo.add(cube.lo.add(fifth))));
  const log = multiplied(atanh, pairOf(2 * Math.LOG2E));
  const { hi, lo } = twoSum(exponent, log.hi);
  return fastTwoSum(hi, lo.add(log.lo));
}

/** The quotient as a pair. The exact remainder of the rounded quotient, divided again, is the second part. */
function quotient(a: F32, b: Pair): Pair {
  const hi = a.div(b.hi);
  const product = twoProduct(hi, b.hi);
  const rest = strict(strict(a.sub(product.hi)).sub(product.lo)).sub(hi.mul(b.lo));
  return { hi, lo: rest.div(b.hi) };
}

/** The limit of exponents. Beyond it every x but 1 yields 0 or infinity, because |log2(x)| is at least 2^-24. */
const LARGEST_EXPONENT = 2 ** 40;

function positivePower(x: F32, y: F32): F32 {
  const log = log2Of(x);
  const limited = y.max(-LARGEST_EXPONENT).min(LARGEST_EXPONENT);
  const { hi, lo } = twoProduct(limited, log.hi);
  return powerOf({ hi, lo: lo.add(limited.mul(log.lo)) });
}

const isWhole = (x: F32): Bool => x.eq(x.trunc());

/**
 * The power as C defines it. A negative x has a result if y is whole, which is negative if y is odd. 1 to the power of
 * infinity is 1, where JavaScript yields NaN.
 */
export const pow: Binary = /* @__PURE__ */ fn('pow', [f32, f32], f32, (x, y) => {
  const magnitude = x.abs();
  const ofZeroOrInfinity = select(magnitude.eq(0).ne(y.lt(0)), f32(0), f32(Infinity));
  const isEdge = magnitude.eq(0).or(magnitude.eq(Infinity));
  const power = select(isEdge, ofZeroOrInfinity, positivePower(magnitude, y));
  const isOdd = isWhole(y).and(isWhole(y.mul(0.5)).not());
  const isNegative = x.bitsU32().ge(0x80000000);
  const withSign = select(isNegative.and(isOdd), power.neg(), power);
  const isReal = x.ge(0).or(isWhole(y)).or(isEdge);
  const known = select(isReal.and(isNan(x).not()).and(isNan(y).not()), withSign, f32(NaN));
  return select(y.eq(0), f32(1), known);
});
