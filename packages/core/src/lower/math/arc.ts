/** The inverses of the circular functions. */
import type { F32 } from '../../language/index.ts';
import { f32, fn, select } from '../../language/index.ts';
import { polynomial } from './polynomial.ts';
import { signed, signOf } from './sign.ts';
import type { Binary, Unary } from './signature.ts';

/** (atan(t) - t) / t^3 as a polynomial in t^2, for t up to 1. The relative error of the angle is 2^-31. */
const ATAN = [
  -0.33333328, 0.19999716, -0.14280343, 0.11061233, -0.08821462, 0.06763649, -0.044983257, 0.022777617,
  -0.007425363, 0.0011345221,
] as const;
/** (asin(t) - t) / t^3 as a polynomial in t^2, for t up to 1/2. The relative error of the angle is 2^-31.6. */
const ASIN = [0.1666666, 0.07500522, 0.044513375, 0.031839095, 0.014314775, 0.037697077] as const;

const odd = (t: F32, coefficients: typeof ATAN | typeof ASIN): F32 => {
  const square = t.mul(t);
  return t.mul(square).mul(polynomial(square, coefficients)).add(t);
};
const atanUpTo1 = (t: F32): F32 => odd(t, ATAN);
const asinUpToHalf = (t: F32): F32 => odd(t, ASIN);

/** The angle `quarters * pi/2 - angle`. It adds the difference between pi/2 and the f32 nearest to it. */
function quarterTurnsLess(quarters: 1 | 2, angle: F32): F32 {
  const turn = quarters * (Math.PI / 2);
  const nearest = Math.fround(turn);
  return angle
    .sub(turn - nearest)
    .neg()
    .add(nearest);
}

export const atan: Unary = /* @__PURE__ */ fn('atan', [f32], f32, x => {
  const magnitude = x.abs();
  const isSteep = magnitude.gt(1);
  const angle = atanUpTo1(select(isSteep, f32(1).div(magnitude), magnitude));
  return signed(select(isSteep, quarterTurnsLess(1, angle), angle), signOf(x));
});

/** For two zeros or two infinities the signs decide, as in JavaScript. */
export const atan2: Binary = /* @__PURE__ */ fn('atan2', [f32, f32], f32, (y, x) => {
  // A divisor near the largest number has a reciprocal that a device may flush.
  const isLarge = x
    .abs()
    .max(y.abs())
    .ge(2 ** 120);
  const scale = select(isLarge, f32(2 ** -24), 1);
  const [height, width] = [y.abs().mul(scale), x.abs().mul(scale)];
  const isSteep = height.gt(width);
  const [lesser, greater] = [select(isSteep, width, height), select(isSteep, height, width)];
  const slope = select(height.eq(width), select(height.eq(0), f32(0), 1), lesser.div(greater));
  const angle = atanUpTo1(slope);
  const inQuadrant = select(isSteep, quarterTurnsLess(1, angle), angle);
  const isBehind = x.bitsU32().ge(0x80000000);
  return signed(select(isBehind, quarterTurnsLess(2, inQuadrant), inQuadrant), signOf(y));
});

/** The sine of half of acos(x), which is `sqrt((1 - x) / 2)`. It is used above 1/2, where 1 - x is exact. */
const halfAngle = (magnitude: F32): F32 => f32(1).sub(magnitude).mul(0.5).sqrt();

export const asin: Unary = /* @__PURE__ */ fn('asin', [f32], f32, x => {
  const magnitude = x.abs();
  const isLarge = magnitude.gt(0.5);
  const angle = asinUpToHalf(select(isLarge, halfAngle(magnitude), magnitude));
  return signed(select(isLarge, quarterTurnsLess(1, angle.mul(2)), angle), signOf(x));
});

export const acos: Unary = /* @__PURE__ */ fn('acos', [f32], f32, x => {
  const magnitude = x.abs();
  const isLarge = magnitude.gt(0.5);
  const angle = asinUpToHalf(select(isLarge, halfAngle(magnitude), x));
  const double = angle.mul(2);
  return select(isLarge, select(x.lt(0), quarterTurnsLess(2, double), double), quarterTurnsLess(1, angle));
});
