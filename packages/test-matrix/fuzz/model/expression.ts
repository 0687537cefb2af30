// Expressions as plain data. Each is made for a simple type; what it reads is chosen when it is written, from
// what is in scope there, so that every part of a program may be left out and the rest stays well-typed.
import type { Signature } from './signatures.ts';

export type Expression =
  /** Any number: it becomes one of the type. */
  | { readonly kind: 'literal'; readonly number: number }
  /** A value in scope, or what a place in scope holds, or a part of either. */
  | {
      readonly kind: 'read';
      readonly pick: number;
      /** After how many steps of the path the place is read; the others are taken in the value. */
      readonly cut: number;
      readonly indices: readonly Index[];
    }
  | {
      readonly kind: 'operation';
      readonly signature: Signature;
      /** Below the number of operands: not the operation, but that operand, if it is of the same type. */
      readonly instead: number;
      readonly args: readonly Expression[];
    }
  | { readonly kind: 'call'; readonly pick: number; readonly args: Leaves };

export interface Index {
  readonly scalar: 'u32' | 'i32';
  readonly value: Expression;
  /** The index is taken modulo the length. Without this it may be out of bounds. */
  readonly bounded: boolean;
}

/** The first leaf of each scalar type in a value of a struct or array; the other leaves are derived from it. */
export interface Leaves {
  readonly u32: Expression;
  readonly i32: Expression;
  readonly f32: Expression;
  readonly bool: Expression;
}

export const NOTHING: Expression = { kind: 'literal', number: 0 };
