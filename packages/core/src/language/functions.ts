import type { OpName } from '../ir/ir.ts';
import { BOOL, F32 as F32Node } from '../ir/types.ts';
import { coerce, found, nodeOf } from './literal.ts';
import { compute, selectNode } from './node.ts';
import { located } from './source.ts';
import { fail } from './trace.ts';
import { wrap } from './value.ts';
import type { Bool, F32, Literal, Val } from './value-types.ts';

/** Operations that read better as functions than as methods. */

/** Beside a value, a literal of its type. */
type LiteralBeside<A> = A extends Val<infer T> ? Literal<T> : never;
/** What two literals yield: nothing accepts it. */
export interface Untyped {
  readonly ' neither of the two tells the type: make one a value, as in f32(1)': never;
}

/**
 * `whenTrue` or `whenFalse`, both of which have been computed; for any type. One of the two may be a literal. What is to happen in one
 * case only needs `If`.
 */
export const select: {
  (condition: Bool, whenTrue: number | boolean, whenFalse: number | boolean): Untyped;
  <A>(condition: Bool, whenTrue: A, whenFalse: NoInfer<A> | LiteralBeside<NoInfer<A>>): A;
  <A>(condition: Bool, whenTrue: LiteralBeside<NoInfer<A>>, whenFalse: A): A;
} = located((condition: unknown, whenTrue: unknown, whenFalse: unknown): any => {
  const type = (nodeOf(whenTrue) ?? nodeOf(whenFalse))?.type;
  if (type === undefined) {
    return fail(
      `select: found ${found(whenTrue)} and ${found(whenFalse)}, neither of which tells the type`,
      'Make one a value: select(condition, f32(1), 0).',
    );
  }
  return wrap(
    selectNode(
      coerce(BOOL, condition, 'select: condition'),
      coerce(type, whenTrue, 'select'),
      coerce(type, whenFalse, 'select'),
    ),
  );
});

const onFloat = (name: OpName): any =>
  located((value: unknown) => wrap(compute(name, coerce(F32Node, value, name))));

/** By the bits of its argument, on every backend: comparisons with NaN are unspecified on some. */
export const isNan: (value: F32) => Bool = /* @__PURE__ */ onFloat('isNan');
/** Whether it is an infinity, of either sign. */
export const isInf: (value: F32) => Bool = /* @__PURE__ */ onFloat('isInf');
/** Whether it is neither a NaN nor an infinity. */
export const isFinite: (value: F32) => Bool = /* @__PURE__ */ onFloat('isFinite');
/** The same value, around which no driver fuses or reassociates: error-free transforms need it. */
export const strict: (value: F32) => F32 = /* @__PURE__ */ onFloat('strict');
