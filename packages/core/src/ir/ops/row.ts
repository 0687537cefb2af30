import type { Scalar } from '../types.ts';

/**
 * One operation of the language is one row. The row is the definition: `eval` is what the constant folder and
 * the interpreter run, and what every emitter's spelling is tested against. Booleans are the numbers 0 and 1.
 * On a vector an operation works component by component. Arity, element types and result are in a row's
 * static type too: the methods of the language are typed by them, and an editor shows there the comment above the row.
 */
export interface OpRow<
  Arity extends 1 | 2 | 3 = 1 | 2 | 3,
  On extends Scalar = Scalar,
  Result extends 'same' | Scalar = 'same' | Scalar,
> {
  readonly arity: Arity;
  /** Element types of the first operand that it exists for. */
  readonly on: readonly On[];
  /** Types of all operands, where they are not all that of the first. */
  readonly operands?: (on: Scalar) => readonly Scalar[];
  /** `same`: the first operand's type. (`select`: that of its second.) */
  readonly result: Result;
  /** Whether a vector may stand for a scalar. */
  readonly vectors: boolean;
  readonly eval: Evaluate | Partial<Readonly<Record<Scalar, Evaluate>>>;
  /** Floats only: how far a backend may be from `eval`; absent means correctly rounded (see accuracy.ts). */
  readonly accuracy?: Accuracy;
}

export type Numeric = 'f32' | 'i32' | 'u32';
export type Integer = 'i32' | 'u32';

export type Evaluate = (a: number, b: number, c: number) => number;

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
