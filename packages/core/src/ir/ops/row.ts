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
  /** Whether its two operands may be exchanged. */
  readonly commutative?: true;
  /** About how many additions take as long; 1 where nothing is said. */
  readonly cost?: number;
}

export type Numeric = 'f32' | 'i32' | 'u32';
export type Integer = 'i32' | 'u32';

export type Evaluate = (a: number, b: number, c: number) => number;
