/**
 * Powers of e and 2. The exponent is split into a whole number, which is added to the exponent of the result, and a
 * remainder.
 */
import type { F32, I32 } from '../../language/index.ts';
import { f32, fn, i32, select, strict } from '../../language/index.ts';
import type { Pair } from './error-free.ts';
import { polynomial } from './polynomial.ts';
import type { Unary } from './signature.ts';

/** ln 2 in two parts. The first has 15 bits, so that its product with a whole number below 2^9 is exact. */
export const LN2_HIGH = 0.693145751953125;
export const LN2_LOW = 1.428606765330187e-6;

/** (e^r - 1 - r) / r^2 as a polynomial in r, for |r| <= ln(2) / 2. The relative error of e^r is 2^-28.2. */
const EXP = [0.49999994, 0.16666521, 0.041668292, 0.008368719, 0.0013818728] as const;
/** (2^r - 1) / r as a polynomial in r, for |r| <= 1/2. The relative error of 2^r is 2^-28.3. */
const EXP2 = [Math.LN2, 0.24022648, 0.0555036, 0.009618506, 0.0013390806, 0.00015326463] as const;

/** The f32 2^n, for n from -126 to 127. */
export const powerOfTwo = (n: I32): F32 => n.add(127).shl(23).bitsF32();

/**
 * The product `x * 2^n`, in two steps, because 2^n may be out of range when the product is not. The first step is
 * exact, so the result is rounded once.
 */
export function scaled(x: F32, n: I32): F32 {
  const half = n.shr(1);
  return strict(x.mul(powerOfTwo(half))).mul(powerOfTwo(n.sub(half)));
}

/**
 * The quotient `e^x / 2^halvings`, which may be finite where e^x overflows. Outside of the limits it is 0 or
 * infinity.
 */
export function exponential(x: F32, halvings = 0): F32 {
  const limited = x.max(-104).min(90);
  const whole = limited.mul(Math.LOG2E).round();
  const rest = strict(limited.sub(whole.mul(LN2_HIGH))).sub(whole.mul(LN2_LOW));
  const power = rest.mul(rest).mul(polynomial(rest, EXP)).add(rest).add(1);
  return scaled(power, i32(whole).sub(halvings));
}

/** The power of 2 whose exponent is a pair. */
export function powerOf({ hi, lo }: Pair): F32 {
  const limited = hi.max(-151).min(129);
  const whole = limited.round();
  const rest = strict(limited.sub(whole)).add(select(limited.eq(hi), lo, 0));
  return scaled(rest.mul(polynomial(rest, EXP2)).add(1), i32(whole));
}

export const exp: Unary = /* @__PURE__ */ fn('exp', [f32], f32, x => exponential(x));
export const exp2: Unary = /* @__PURE__ */ fn('exp2', [f32], f32, x => powerOf({ hi: x, lo: f32(0) }));
