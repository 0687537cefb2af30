/**
 * The hyperbolic functions, computed from e^x, and their inverses, computed from the logarithm of 1 + x. Near 0 sinh
 * and tanh are polynomials, because the difference would cancel.
 */
import type { F32 } from '../../language/index.ts';
import { f32, fn, select, strict } from '../../language/index.ts';
import { fastTwoSum, twoSum } from './error-free.ts';
import { exponential } from './exponential.ts';
import { logarithmOfSum } from './logarithm.ts';
import { polynomial } from './polynomial.ts';
import { signed, signOf } from './sign.ts';
import type { Unary } from './signature.ts';

/** (sinh(x) - x) / x^3 as a polynomial in x^2, for x up to 1. The relative error of the result is 2^-31.6. */
const SINH = [0.16666667, 0.0083333105, 0.00019842896, 2.7822132e-6] as const;
/** (tanh(x) - x) / x^3 as a polynomial in x^2, for x up to 0.625. The relative error of the result is 2^-32.3. */
const TANH = [-0.3333333, 0.13333221, -0.05394818, 0.021706894, -0.0081900135, 0.002152684] as const;

const odd = (x: F32, coefficients: typeof SINH | typeof TANH): F32 => {
  const square = x.mul(x);
  return x.mul(square).mul(polynomial(square, coefficients)).add(x);
};

export const sinh: Unary = /* @__PURE__ */ fn('sinh', [f32], f32, x => {
  const magnitude = x.abs();
  const half = exponential(magnitude, 1);
  const value = half.sub(f32(0.25).div(half));
  return signed(select(magnitude.lt(1), odd(magnitude, SINH), value), signOf(x));
});

export const cosh: Unary = /* @__PURE__ */ fn('cosh', [f32], f32, x => {
  const half = exponential(x.abs(), 1);
  return half.add(f32(0.25).div(half));
});

/** The limit above which tanh is 1: from 9.02 on the nearest f32 is 1. */
const SATURATED = 10;

export const tanh: Unary = /* @__PURE__ */ fn('tanh', [f32], f32, x => {
  const magnitude = x.abs();
  const power = exponential(magnitude.min(SATURATED).mul(2));
  const value = f32(1).sub(f32(2).div(power.add(1)));
  return signed(select(magnitude.lt(0.625), odd(magnitude, TANH), value), signOf(x));
});

/** The limit from which `x + sqrt(x * x + 1)` and `x + sqrt(x * x - 1)` are 2 * x, and x * x may overflow. */
const LARGE = 4096;

/** The logarithm `log(1 + x + more)` of a number that is at least 1. */
function logarithmOf1And(x: F32, more: F32): F32 {
  const sum = twoSum(f32(1), x);
  const { hi, lo } = fastTwoSum(sum.hi, sum.lo.add(more));
  return logarithmOfSum(hi, lo, f32(0));
}

const logarithmOfDouble = (x: F32): F32 => select(x.lt(Infinity), logarithmOfSum(x, f32(0), f32(1)), x);

export const asinh: Unary = /* @__PURE__ */ fn('asinh', [f32], f32, x => {
  const magnitude = x.abs();
  const square = magnitude.mul(magnitude);
  // sqrt(x * x + 1) - 1, without cancellation.
  const more = square.div(square.add(1).sqrt().add(1));
  const value = logarithmOf1And(magnitude, more);
  return signed(select(magnitude.gt(LARGE), logarithmOfDouble(magnitude), value), signOf(x));
});

export const acosh: Unary = /* @__PURE__ */ fn('acosh', [f32], f32, x => {
  const above = strict(x.sub(1));
  const value = logarithmOf1And(above.mul(above.add(2)).sqrt(), above);
  return select(x.lt(1), f32(NaN), select(x.gt(LARGE), logarithmOfDouble(x), value));
});

/** The inverse of tanh, `log((1 + x) / (1 - x)) / 2`. */
export const atanh: Unary = /* @__PURE__ */ fn('atanh', [f32], f32, x => {
  const magnitude = x.abs();
  const above = magnitude.mul(2).div(f32(1).sub(magnitude));
  const value = logarithmOf1And(above, f32(0)).mul(0.5);
  const edge = select(magnitude.eq(1), f32(Infinity), f32(NaN));
  return signed(select(magnitude.lt(1), value, edge), signOf(x));
});
