import {
  type Accuracy,
  circularError,
  type ErrorBound,
  expError,
  finite,
  flushedFmaError,
  fmaError,
  logError,
  logOfInexact,
  normal,
  normalOrZero,
  quotientError,
  reducedCircular,
  remainderError,
  sqrtError,
  ulp32,
  ulps,
  within,
  withoutOverflow,
} from './accuracy.ts';
import type { OpName } from './table.ts';

const { abs, exp, max, pow, sqrt } = Math;

// ---- the portable bounds that WGSL derives from a formula

const isPower = (x: number): boolean => x !== x || (normal(x) && withoutOverflow(x));
/** The error of exp2(y * log2(x)) for a positive x. The sign for a negative x and the result for 0 are selected. */
const powError: ErrorBound = (exact, x, y) => {
  if (x === 0) return 0;
  const base = abs(x);
  const log = Math.log2(base);
  const exponent = y * log;
  const exponentError = abs(y) * logError(log, base) + ulp32(exponent) / 2;
  const argument = abs(exponent) + exponentError;
  return abs(exact) * (2 ** exponentError - 1) + expError(exact * 2 ** exponentError, argument);
};
/** The error of sin(x) / cos(x). */
const tanError: ErrorBound = (_, x) =>
  quotientError(Math.sin(x), circularError(x), Math.cos(x), circularError(x));
/** The error of atan2(x, sqrt(1 - x * x)): near 1 the root turns the square's rounding of 2^-25 into 2^-12. */
const arcError =
  (absolute: number): ErrorBound =>
  exact =>
    max(absolute, 4096 * ulp32(exact) + 2 ** -12);
/** The error of (exp(x) - exp(-x)) * 0.5, and of the same with a sum. */
const hyperbolicError = (x: number): number => {
  const [large, small] = [exp(abs(x)), exp(-abs(x))];
  return (expError(large, x) + expError(small, x) + ulp32(large)) / 2;
};
/** The greater of 1e-5 and the error of sinh(x) / cosh(x), which is infinity / infinity for a large x. */
const tanhError: ErrorBound = (_, x) =>
  abs(x) > 88
    ? Infinity
    : max(1e-5, quotientError(Math.sinh(x), hyperbolicError(x), Math.cosh(x), hyperbolicError(x)));
/** The error of log(x + sqrt(x * x + 1)): the sum cancels for a negative x, and x * x must not overflow. */
const asinhError: ErrorBound = (exact, x) => {
  if (abs(x) > 2 ** 63) return Infinity;
  const root = sqrt(x * x + 1);
  return logOfInexact(exp(exact), sqrtError(root) + 2 * ulp32(root));
};
/** The error of log(x + sqrt(x * x - 1)): near 1 the root enlarges the error of the difference. */
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
/** The error of log((1 + x) / (1 - x)) * 0.5: one rounding for each of the two sums, 2.5 ULP for the division. */
const atanhError: ErrorBound = (_, x) => {
  const quotient = (1 + x) / (1 - x);
  return logOfInexact(quotient, quotientError(1 + x, ulp32(1 + x) / 2, 1 - x, ulp32(1 - x) / 2)) / 2;
};

const anyFinite: [string, (a: number) => boolean] = ['finite', finite];
const largeAngle: [string, (a: number) => boolean] = ['-2^17 to 2^17', a => abs(a) <= 2 ** 17];
const unitInterval: [string, (a: number) => boolean] = ['-1 to 1', a => abs(a) <= 1];

const divisible = (a: number, b: number): boolean =>
  normalOrZero(a) && abs(b) >= 2 ** -126 && abs(b) <= 2 ** 126 && withoutOverflow(a / b);

/**
 * The permitted errors of operations, relative to their `eval`. An operation on floats without an entry is correctly
 * rounded. Only tests and documents read this table: no code that a page loads imports it.
 */
export const accuracy: { readonly [name in OpName]?: Accuracy } = {
  sqrt: within('0 and positive normal numbers', a => a >= 0 && normalOrZero(a), sqrtError, ulps(1)),
  rsqrt: within('positive normal numbers', a => a > 0 && normal(a), ulps(2), ulps(2)),
  exp: within('finite, up to 88.72', a => finite(a) && a <= 88.72, expError, ulps(2)),
  exp2: within('finite, up to 127.99', a => finite(a) && a <= 127.99, expError, ulps(2)),
  log: within('positive normal numbers', a => a > 0 && normal(a), logError, ulps(3)),
  log2: within('positive normal numbers', a => a > 0 && normal(a), logError, ulps(3)),
  pow: within(
    'x and y normal or 0; x^y not a number, or 0 or infinite for x = 0, or normal and up to 2^127',
    (a, b) => normalOrZero(a) && normalOrZero(b) && (a === 0 || isPower(pow(a, b))),
    powError,
    (exact, x) => (x === 0 ? 0 : ulps(4)(exact, x, 0, 0)),
  ),
  sin: within(...largeAngle, (_, x) => circularError(x), reducedCircular),
  cos: within(...largeAngle, (_, x) => circularError(x), reducedCircular),
  // An error of d in the reduced argument changes the tangent by d * (1 + tan^2).
  tan: within(
    ...largeAngle,
    tanError,
    (exact, x) => 4 * ulp32(exact) + (abs(x) <= Math.PI / 4 ? 0 : 2 ** -22 * (1 + exact * exact)),
  ),
  asin: within(...unitInterval, arcError(6.81e-5), ulps(4)),
  acos: within(...unitInterval, arcError(6.77e-5), ulps(4)),
  atan: within(...anyFinite, ulps(4096), ulps(3)),
  atan2: within(
    'y normal or 0, x 0 or from 2^-126 to 2^126 in magnitude',
    (a, b) => normalOrZero(a) && normalOrZero(b) && abs(b) <= 2 ** 126,
    ulps(4096),
    ulps(4),
  ),
  sinh: within(
    '-88 to 88',
    a => abs(a) <= 88,
    (_, x) => hyperbolicError(x),
    ulps(4),
  ),
  cosh: within(
    '-88 to 88',
    a => abs(a) <= 88,
    (_, x) => hyperbolicError(x),
    ulps(3),
  ),
  tanh: within(...anyFinite, tanhError, ulps(4)),
  asinh: within(...anyFinite, asinhError, ulps(3)),
  acosh: within('finite, from 1', a => finite(a) && a >= 1, acoshError, ulps(3)),
  atanh: within('-1 to 1, both excluded', a => abs(a) < 1, atanhError, ulps(4)),
  radians: within('finite, without overflow', a => finite(a) && withoutOverflow(a * 64), ulps(4), ulps(1)),
  degrees: within(
    'normal or 0, without overflow',
    a => normalOrZero(a) && withoutOverflow(a * 64),
    ulps(4),
    ulps(1),
  ),
  div: within(
    'a divisor from 2^-126 to 2^126 in magnitude, no subnormal dividend, a quotient up to 2^127',
    divisible,
    ulps(2.5),
    ulps(1),
  ),
  rem: within(
    'a divisor from 2^-126 to 2^126 in magnitude, no subnormal dividend, dividend and quotient up to 2^127',
    (a, b) => divisible(a, b) && withoutOverflow(a),
    remainderError(2.5),
    remainderError(0.5),
  ),
  fma: within(
    'no subnormal operand, a product and sum up to 2^127',
    (a, b, c) =>
      normalOrZero(a) &&
      normalOrZero(b) &&
      normalOrZero(c) &&
      withoutOverflow(a * b) &&
      withoutOverflow(a * b + c),
    flushedFmaError,
    fmaError,
  ),
  fract: within('no subnormal argument, finite', normalOrZero, ulps(1), ulps(1)),
};
