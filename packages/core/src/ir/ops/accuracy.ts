/**
 * How far a backend may be from `eval`. The ULP counts and formulas of the portable bounds are WGSL's
 * (https://www.w3.org/TR/WGSL/#floating-point-accuracy); where WGSL says "inherited from" a formula, the
 * bound carries the errors of its steps through it. Two things are added, so that a bound can be compared
 * with the distance to `eval` as it stands: half a ULP for the rounding of `eval` itself, and the smallest
 * normal number where a device may flush a subnormal result to zero. `Infinity` is the honest bound where
 * WGSL promises nothing, and where an error within the bound overflows.
 *
 * A domain leaves subnormal arguments out wherever flushing one would move the result further than that.
 */
export interface Accuracy {
  /** Where the bounds hold; outside of it the result is unspecified. */
  readonly domain: { readonly doc: string; readonly contains: (a: number, b: number, c: number) => boolean };
  /**
   * WGSL's bound, which every backend keeps: the greatest absolute error, given the
   * arguments and the exact result.
   */
  readonly portable: ErrorBound;
  /** The bound of `precision: 'precise'` on a device that keeps subnormal numbers; cpu and wasm always keep it. */
  readonly precise: ErrorBound;
  /** The bound of `precision: 'precise'` on a device that may take subnormal numbers for zero. */
  readonly preciseFlushed: ErrorBound;
}
export type ErrorBound = (exact: number, a: number, b: number, c: number) => number;

/** Size of a unit in the last place of the f32 next to `x` (of the smallest normal number below that). */
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

/** Leaves room for an error above the result. */
export const withoutOverflow = (x: number): boolean => Math.abs(x) <= 2 ** 127;
export const finite = (x: number): boolean => Math.abs(x) <= MAX_F32;
export const normal = (x: number): boolean => finite(x) && Math.abs(x) >= MIN_NORMAL;
export const normalOrZero = (x: number): boolean => normal(x) || x === 0;

/** What may be subnormal within its bound may be flushed. */
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

// ---- errors of single steps, by their exact results: the parts of the inherited bounds

/**
 * What `1 / inverseSqrt(x)` may be off: 2 ULP of the reciprocal root are up to 4 of the root, and 2.5 for the
 * division.
 */
export const sqrtError = (exact: number): number => 6.5 * ulp32(exact);
export const expError = (exact: number, x: number): number => (3 + 2 * Math.abs(x)) * ulp32(exact);
export const logError = (exact: number, x: number): number =>
  x >= 0.5 && x <= 2 ? 2 ** -21 : 3 * ulp32(exact);
/** `sin` and `cos`: WGSL promises something between -pi and pi only. */
export const circularError = (x: number): number => (Math.abs(x) <= Math.PI ? 2 ** -11 : Infinity);

/** The quotient of two inexact numbers. */
export function quotientError(x: number, xError: number, y: number, yError: number): number {
  const smallest = Math.abs(y) - yError;
  if (!(smallest > 0)) return Infinity;
  const greatest = (Math.abs(x) + xError) / smallest;
  return greatest - Math.abs(x / y) + 2.5 * ulp32(greatest);
}

/** The logarithm of an inexact number. */
export function logOfInexact(x: number, xError: number): number {
  if (!(xError < x)) return Infinity;
  return -Math.log1p(-xError / x) + logError(Math.log(x), x);
}

/**
 * `x - y * trunc(x / y)`: an error in the quotient may take it across a whole number, and the result is then
 * off by that many times `y`; else two roundings at the size of x remain.
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

/** Fused or not: the rounding of the product is there or is not. */
export const fmaError: ErrorBound = (exact, a, b) => ulp32(a * b) / 2 + ulp32(exact);
/** ... on a device that may flush the product where it is subnormal. */
export const flushedFmaError: ErrorBound = (exact, a, b, c) =>
  fmaError(exact, a, b, c) + (Math.abs(a * b) <= MIN_NORMAL ? MIN_NORMAL : 0);

/**
 * The precise bound of `sin` and `cos`: relative where the argument needs no reduction, absolute elsewhere,
 * where the reduced argument is itself only known to about 2^-24.
 */
export const reducedCircular: ErrorBound = (exact, x) =>
  Math.abs(x) <= Math.PI / 4 ? ulps(2)(exact, x, 0, 0) : Math.max(2 * ulp32(exact), 2 ** -22);
