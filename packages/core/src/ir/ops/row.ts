import type { Scalar } from '../types.ts';

/**
 * A row defines one operation of the language. The constant folder and the interpreter run its `eval`, and every
 * emitter's code is tested against it. Booleans are the numbers 0 and 1. On a vector an operation works by component.
 * The static type of a row has its arity, element types and result. The methods of the language get their types from
 * it, and editors show the comment above the row for the method.
 */
export interface OpRow<
  Arity extends 1 | 2 | 3 = 1 | 2 | 3,
  On extends Scalar = Scalar,
  Result extends 'same' | Scalar = 'same' | Scalar,
> {
  readonly arity: Arity;
  /** The element types that the first operand may have. */
  readonly on: readonly On[];
  /** The types of all operands, if some differ from the first. */
  readonly operands?: (on: Scalar) => readonly Scalar[];
  /** The type of the result. `same` is the type of the first operand; for `select` of the second. */
  readonly result: Result;
  /** True if the operands may be vectors. */
  readonly vectors: boolean;
  readonly eval: Evaluate | Partial<Readonly<Record<Scalar, Evaluate>>>;
  /** True if the two operands may be exchanged. */
  readonly commutative?: true;
  /** The approximate cost as a number of additions; 1 if absent. */
  readonly cost?: number;
}

export type Numeric = 'f32' | 'i32' | 'u32';
export type Integer = 'i32' | 'u32';

export type Evaluate = (a: number, b: number, c: number) => number;
