import type { Evaluate, OpRow } from './row.ts';

/**
 * A row whose result is that of JavaScript's function, rounded to f32. The error in f64 is about a unit there, so the
 * result has an error of just over half a ULP of f32.
 */
const float = <Arity extends 1 | 2>(
  arity: Arity,
  evaluate: Evaluate,
  cost = 16,
): OpRow<Arity, 'f32', 'same'> => ({
  arity,
  on: ['f32'],
  result: 'same',
  vectors: true,
  eval: (a, b, c) => Math.fround(evaluate(a, b, c)),
  cost,
});

export const math = {
  /** The square root. */
  sqrt: float(1, Math.sqrt, 5) as OpRow<1, 'f32', 'same'>,
  /** The reciprocal of the square root, 1 / sqrt(x). */
  rsqrt: float(1, a => 1 / Math.sqrt(a)) as OpRow<1, 'f32', 'same'>,
  /** The exponential function, e to the power of x. */
  exp: float(1, Math.exp) as OpRow<1, 'f32', 'same'>,
  /** 2 to the power of x. */
  exp2: float(1, a => 2 ** a) as OpRow<1, 'f32', 'same'>,
  /** The natural logarithm. */
  log: float(1, Math.log) as OpRow<1, 'f32', 'same'>,
  /** The logarithm to base 2. */
  log2: float(1, Math.log2) as OpRow<1, 'f32', 'same'>,
  /** x to the power of y; NaN for a negative x and a fractional y. */
  pow: float(2, Math.pow) as OpRow<2, 'f32', 'same'>,
  /** The sine of an angle in radians. */
  sin: float(1, Math.sin) as OpRow<1, 'f32', 'same'>,
  /** The cosine of an angle in radians. */
  cos: float(1, Math.cos) as OpRow<1, 'f32', 'same'>,
  /** The tangent of an angle in radians. */
  tan: float(1, Math.tan) as OpRow<1, 'f32', 'same'>,
  /** The angle with this sine, from -pi/2 to pi/2. */
  asin: float(1, Math.asin) as OpRow<1, 'f32', 'same'>,
  /** The angle with this cosine, from 0 to pi. */
  acos: float(1, Math.acos) as OpRow<1, 'f32', 'same'>,
  /** The angle with this tangent, from -pi/2 to pi/2. */
  atan: float(1, Math.atan) as OpRow<1, 'f32', 'same'>,
  /** The angle of the point (x, y); y is the first operand. */
  atan2: float(2, Math.atan2) as OpRow<2, 'f32', 'same'>,
  /** The hyperbolic sine. */
  sinh: float(1, Math.sinh) as OpRow<1, 'f32', 'same'>,
  /** The hyperbolic cosine. */
  cosh: float(1, Math.cosh) as OpRow<1, 'f32', 'same'>,
  /** The hyperbolic tangent. */
  tanh: float(1, Math.tanh) as OpRow<1, 'f32', 'same'>,
  /** The inverse of sinh. */
  asinh: float(1, Math.asinh) as OpRow<1, 'f32', 'same'>,
  /** The inverse of cosh; the result is not negative. */
  acosh: float(1, Math.acosh) as OpRow<1, 'f32', 'same'>,
  /** The inverse of tanh. */
  atanh: float(1, Math.atanh) as OpRow<1, 'f32', 'same'>,
  /** An angle in radians, from degrees. */
  radians: float(1, a => a * (Math.PI / 180), 1) as OpRow<1, 'f32', 'same'>,
  /** An angle in degrees, from radians. */
  degrees: float(1, a => a * (180 / Math.PI), 1) as OpRow<1, 'f32', 'same'>,
};
