import {
  circularError,
  expError,
  finite,
  logError,
  logOfInexact,
  normal,
  normalOrZero,
  quotientError,
  reducedCircular,
  sqrtError,
  within,
  withoutOverflow,
} from './accuracy.ts';
import type { Accuracy, ErrorBound, Evaluate, OpRow } from './row.ts';
import { ulp32, ulps } from './row.ts';

const { abs, exp, fround, max, pow, sqrt } = Math;

/**
 * The results of JavaScript's functions, in f64 and good to about a unit there, rounded: just over half a ULP
 * of f32 off.
 */
const float = <Arity extends 1 | 2>(
  arity: Arity,
  evaluate: Evaluate,
  accuracy: Accuracy,
): OpRow<Arity, 'f32', 'same'> => ({
  arity,
  on: ['f32'],
  result: 'same',
  vectors: true,
  eval: (a, b, c) => fround(evaluate(a, b, c)),
  accuracy,
});

// ---- the portable bounds that WGSL derives from a formula

const isPower = (x: number): boolean => x !== x || (normal(x) && withoutOverflow(x));
/** exp2(y * log2(x)) of a positive x; the sign of a negative one, and what a zero yields, are chosen. */
const powError: ErrorBound = (exact, x, y) => {
  if (x === 0) return 0;
  const base = abs(x);
  const log = Math.log2(base);
  const exponent = y * log;
  const exponentError = abs(y) * logError(log, base) + ulp32(exponent) / 2;
  const argument = abs(exponent) + exponentError;
  return abs(exact) * (2 ** exponentError - 1) + expError(exact * 2 ** exponentError, argument);
};
/** sin(x) / cos(x) */
const tanError: ErrorBound = (_, x) =>
  quotientError(Math.sin(x), circularError(x), Math.cos(x), circularError(x));
/** atan2(x, sqrt(1 - x * x)): next to 1 the square's rounding of 2^-25 becomes up to 2^-12 under the root. */
const arcError =
  (absolute: number): ErrorBound =>
  exact =>
    max(absolute, 4096 * ulp32(exact) + 2 ** -12);
/** (exp(x) - exp(-x)) * 0.5 and its even twin */
const hyperbolicError = (x: number): number => {
  const [large, small] = [exp(abs(x)), exp(-abs(x))];
  return (expError(large, x) + expError(small, x) + ulp32(large)) / 2;
};
/** The worse of 1e-5 and sinh(x) / cosh(x), which is infinity by infinity for a large x. */
const tanhError: ErrorBound = (_, x) =>
  abs(x) > 88
    ? Infinity
    : max(1e-5, quotientError(Math.sinh(x), hyperbolicError(x), Math.cosh(x), hyperbolicError(x)));
/** log(x + sqrt(x * x + 1)): of a negative x the sum cancels; x * x must not overflow. */
const asinhError: ErrorBound = (exact, x) => {
  if (abs(x) > 2 ** 63) return Infinity;
  const root = sqrt(x * x + 1);
  return logOfInexact(exp(exact), sqrtError(root) + 2 * ulp32(root));
};
/** log(x + sqrt(x * x - 1)): next to 1 the root of a difference with an error of its own. */
const acoshError: ErrorBound = (exact, x) => {
  if (x > 2 ** 63) return Infinity;
  const square = x * x - 1;
  const squareError = ulp32(x * x);
  const root = sqrt(square + squareError);
  return logOfInexact(
    exp(exact),
    root - sqrt(max(0, square - squareError)) + sqrtError(root) + ulp32(exp(exact)),
  );
};
/** log((1 + x) / (1 - x)) * 0.5: one rounding each below and above, 2.5 ULP for the division. */
const atanhError: ErrorBound = (_, x) => {
  const quotient = (1 + x) / (1 - x);
  return logOfInexact(quotient, quotientError(1 + x, ulp32(1 + x) / 2, 1 - x, ulp32(1 - x) / 2)) / 2;
};

const anyFinite: [string, (a: number) => boolean] = ['finite', finite];
const largeAngle: [string, (a: number) => boolean] = ['-2^17 to 2^17', a => abs(a) <= 2 ** 17];
const unitInterval: [string, (a: number) => boolean] = ['-1 to 1', a => abs(a) <= 1];

export const math = {
  /** The square root. */
  sqrt: float(
    1,
    a => sqrt(a),
    within('0 and positive normal numbers', a => a >= 0 && normalOrZero(a), sqrtError, ulps(1)),
  ) as OpRow<1, 'f32', 'same'>,
  /** 1 / sqrt(x). */
  rsqrt: float(
    1,
    a => 1 / sqrt(a),
    within('positive normal numbers', a => a > 0 && normal(a), ulps(2), ulps(2)),
  ) as OpRow<1, 'f32', 'same'>,
  /** e to the power of x. */
  exp: float(
    1,
    a => exp(a),
    within('finite, up to 88.72', a => finite(a) && a <= 88.72, expError, ulps(2)),
  ) as OpRow<1, 'f32', 'same'>,
  /** 2 to the power of x. */
  exp2: float(
    1,
    a => pow(2, a),
    within('finite, up to 127.99', a => finite(a) && a <= 127.99, expError, ulps(2)),
  ) as OpRow<1, 'f32', 'same'>,
  /** The natural logarithm. */
  log: float(
    1,
    a => Math.log(a),
    within('positive normal numbers', a => a > 0 && normal(a), logError, ulps(3)),
  ) as OpRow<1, 'f32', 'same'>,
  /** The logarithm to base 2. */
  log2: float(
    1,
    a => Math.log2(a),
    within('positive normal numbers', a => a > 0 && normal(a), logError, ulps(3)),
  ) as OpRow<1, 'f32', 'same'>,
  /** x to the power of y; not a number where a negative x has a fractional y. */
  pow: float(
    2,
    (a, b) => pow(a, b),
    within(
      'x and y normal or 0; x^y not a number, or 0 or infinite for x = 0, or normal and up to 2^127',
      (a, b) => normalOrZero(a) && normalOrZero(b) && (a === 0 || isPower(pow(a, b))),
      powError,
      (exact, x) => (x === 0 ? 0 : ulps(4)(exact, x, 0, 0)),
    ),
  ) as OpRow<2, 'f32', 'same'>,
  /** The sine of an angle in radians. */
  sin: float(
    1,
    a => Math.sin(a),
    within(...largeAngle, (_, x) => circularError(x), reducedCircular),
  ) as OpRow<1, 'f32', 'same'>,
  /** The cosine of an angle in radians. */
  cos: float(
    1,
    a => Math.cos(a),
    within(...largeAngle, (_, x) => circularError(x), reducedCircular),
  ) as OpRow<1, 'f32', 'same'>,
  // A reduced argument that is off by d moves the tangent by d * (1 + tan^2).
  /** The tangent of an angle in radians. */
  tan: float(
    1,
    a => Math.tan(a),
    within(
      ...largeAngle,
      tanError,
      (exact, x) => 4 * ulp32(exact) + (abs(x) <= Math.PI / 4 ? 0 : 2 ** -22 * (1 + exact * exact)),
    ),
  ) as OpRow<1, 'f32', 'same'>,
  /** The angle of this sine, from -pi/2 to pi/2. */
  asin: float(1, a => Math.asin(a), within(...unitInterval, arcError(6.81e-5), ulps(4))) as OpRow<
    1,
    'f32',
    'same'
  >,
  /** The angle of this cosine, from 0 to pi. */
  acos: float(1, a => Math.acos(a), within(...unitInterval, arcError(6.77e-5), ulps(4))) as OpRow<
    1,
    'f32',
    'same'
  >,
  /** The angle of this tangent, from -pi/2 to pi/2. */
  atan: float(1, a => Math.atan(a), within(...anyFinite, ulps(4096), ulps(3))) as OpRow<1, 'f32', 'same'>,
  /** The angle of the point (x, y), of which y is the first operand. */
  atan2: float(
    2,
    (a, b) => Math.atan2(a, b),
    within(
      'a normal y, an x from 2^-126 to 2^126 in magnitude',
      (a, b) => normal(a) && abs(b) >= 2 ** -126 && abs(b) <= 2 ** 126,
      ulps(4096),
      ulps(4),
    ),
  ) as OpRow<2, 'f32', 'same'>,
  /** The hyperbolic sine. */
  sinh: float(
    1,
    a => Math.sinh(a),
    within(
      '-88 to 88',
      a => abs(a) <= 88,
      (_, x) => hyperbolicError(x),
      ulps(4),
    ),
  ) as OpRow<1, 'f32', 'same'>,
  /** The hyperbolic cosine. */
  cosh: float(
    1,
    a => Math.cosh(a),
    within(
      '-88 to 88',
      a => abs(a) <= 88,
      (_, x) => hyperbolicError(x),
      ulps(3),
    ),
  ) as OpRow<1, 'f32', 'same'>,
  /** The hyperbolic tangent. */
  tanh: float(1, a => Math.tanh(a), within(...anyFinite, tanhError, ulps(4))) as OpRow<1, 'f32', 'same'>,
  /** The inverse of sinh. */
  asinh: float(1, a => Math.asinh(a), within(...anyFinite, asinhError, ulps(3))) as OpRow<1, 'f32', 'same'>,
  /** The inverse of cosh, from 0. */
  acosh: float(
    1,
    a => Math.acosh(a),
    within('finite, from 1', a => finite(a) && a >= 1, acoshError, ulps(3)),
  ) as OpRow<1, 'f32', 'same'>,
  /** The inverse of tanh. */
  atanh: float(
    1,
    a => Math.atanh(a),
    within('-1 to 1, both excluded', a => abs(a) < 1, atanhError, ulps(4)),
  ) as OpRow<1, 'f32', 'same'>,
  /** An angle in radians, from degrees. */
  radians: float(
    1,
    a => a * (Math.PI / 180),
    within('finite, without overflow', a => finite(a) && withoutOverflow(a * 64), ulps(4), ulps(1)),
  ) as OpRow<1, 'f32', 'same'>,
  /** An angle in degrees, from radians. */
  degrees: float(
    1,
    a => a * (180 / Math.PI),
    within(
      'normal or 0, without overflow',
      a => normalOrZero(a) && withoutOverflow(a * 64),
      ulps(4),
      ulps(1),
    ),
  ) as OpRow<1, 'f32', 'same'>,
};
