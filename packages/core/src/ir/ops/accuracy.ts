/**
 * The permitted errors of an operation, relative to `eval`. The ULP counts and formulas of the portable bounds are
 * WGSL's (https://www.w3.org/TR/WGSL/#floating-point-accuracy). Where WGSL says "inherited from" a formula, the
 * bound propagates the errors of the formula's steps. Two terms are added, so that a bound can be compared with
 * the distance to `eval`: half a ULP for the rounding of `eval` itself, and the smallest normal number where a
 * device may flush a subnormal result to zero. The bound is `Infinity` where WGSL promises nothing, and where an
 * error within the bound may overflow.
 *
 * A domain excludes subnormal arguments if flushing one would change the result by more than that.
 */
export interface Accuracy {
  /** The arguments for which the bounds hold. For all others the result is unspecified. */
  readonly domain: { readonly doc: string; readonly contains: (a: number, b: number, c: number) => boolean };
  /**
   * WGSL's bound, which every backend keeps: the greatest absolute error, as a function of the exact result and the
   * arguments.
   */
  readonly portable: ErrorBound;
  /** The bound of `precision: 'precise'` on a device that keeps subnormal numbers; cpu and wasm always keep it. */
  readonly precise: ErrorBound;
  /** The bound of `precision: 'precise'` on a device that may flush subnormal numbers to zero. */
  readonly preciseFlushed: ErrorBound;
}
export type ErrorBound = (exact: number, a: number, b: number, c: number) => number;

/** A unit in the last place of the f32 nearest to `x`; for subnormals that of the smallest normal number. */
export function ulp32(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < 2 ** 128)) return 2 ** 104;
  if (magnitude < 2 ** -126) return 2 ** -149;
  return 2 ** (Math.floor(Math.log2(magnitude)) - 23);
}

export const ulps =
  (count: number): ErrorBound =>
  exact =>
    count * ulp32(exact);

export const MIN_NORMAL: number = 2 ** -126;
export const MAX_F32: number = (2 - 2 ** -23) * 2 ** 127;

/** True if the result cannot overflow through an error within the bound. */
export const withoutOverflow = (x: number): boolean => Math.abs(x) <= 2 ** 127;
export const finite = (x: number): boolean => Math.abs(x) <= MAX_F32;
export const normal = (x: number): boolean => finite(x) && Math.abs(x) >= MIN_NORMAL;
export const normalOrZero = (x: number): boolean => normal(x) || x === 0;

/** Adds the error of flushing, if the result may be subnormal within its bound. */
const flushed =
  (bound: ErrorBound): ErrorBound =>
  (exact, a, b, c) => {
    const error = bound(exact, a, b, c);
    return error + (Math.abs(exact) - error <= MIN_NORMAL ? MIN_NORMAL : 0);
  };

export const portable = (bound: ErrorBound): ErrorBound =>
  flushed((exact, a, b, c) => {
    const error = bound(exact, a, b, c) + ulp32(exact) / 2;
    return finite(exact) && Math.abs(exact) + error > MAX_F32 ? Infinity : error;
  });

export const within = (
  doc: string,
  contains: (a: number, b: number, c: number) => boolean,
  portableBound: ErrorBound,
  precise: ErrorBound,
): Accuracy => ({
  domain: { doc, contains },
  portable: portable(portableBound),
  precise,
  preciseFlushed: flushed(precise),
});

// ---- errors of single steps, from their exact results: the terms of the inherited bounds

/**
 * The error of `1 / inverseSqrt(x)`: 2 ULP of the reciprocal root are up to 4 ULP of the root, and the division adds
 * 2.5 ULP.
 */
export const sqrtError = (exact: number): number => 6.5 * ulp32(exact);
export const expError = (exact: number, x: number): number => (3 + 2 * Math.abs(x)) * ulp32(exact);
export const logError = (exact: number, x: number): number =>
  x >= 0.5 && x <= 2 ? 2 ** -21 : 3 * ulp32(exact);
/** The error of `sin` and `cos`. WGSL has a bound between -pi and pi only. */
export const circularError = (x: number): number => (Math.abs(x) <= Math.PI ? 2 ** -11 : Infinity);

/** The error of the quotient of two inexact numbers. */
export function quotientError(x: number, xError: number, y: number, yError: number): number {
  const smallest = Math.abs(y) - yError;
  if (!(smallest > 0)) return Infinity;
  const greatest = (Math.abs(x) + xError) / smallest;
  return greatest - Math.abs(x / y) + 2.5 * ulp32(greatest);
}

/** The error of the logarithm of an inexact number. */
export function logOfInexact(x: number, xError: number): number {
  if (!(xError < x)) return Infinity;
  return -Math.log1p(-xError / x) + logError(Math.log(x), x);
}

/**
 * The error of `x - y * trunc(x / y)`. An error of the quotient may change its whole part by n, which changes the
 * result by n * y. Otherwise there are two roundings of numbers as large as x.
 */
export const remainderError =
  (quotientUlps: number): ErrorBound =>
  (_, a, b) => {
    const quotient = Math.fround(a / b);
    const slack = quotientUlps * ulp32(quotient);
    const whole = Math.trunc(quotient);
    const across = Math.max(
      Math.abs(Math.trunc(quotient + slack) - whole),
      Math.abs(Math.trunc(quotient - slack) - whole),
    );
    return across * Math.abs(b) + ulp32(a);
  };

/** The error of `fma` with or without fusing, hence with or without the rounding of the product. */
export const fmaError: ErrorBound = (exact, a, b) => ulp32(a * b) / 2 + ulp32(exact);
/** The error of `fma` on a device that may flush a subnormal product. */
export const flushedFmaError: ErrorBound = (exact, a, b, c) =>
  fmaError(exact, a, b, c) + (Math.abs(a * b) <= MIN_NORMAL ? MIN_NORMAL : 0);

/**
 * The precise bound of `sin` and `cos`. It is relative if the argument needs no reduction. Otherwise it is absolute,
 * because the reduced argument has an error of about 2^-24.
 */
export const reducedCircular: ErrorBound = (exact, x) =>
  Math.abs(x) <= Math.PI / 4 ? ulps(2)(exact, x, 0, 0) : Math.max(2 * ulp32(exact), 2 ** -22);
