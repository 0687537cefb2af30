import type { Scalar } from '../types.ts';
import type { Evaluate, Numeric, OpRow } from './row.ts';

const ORDERED: readonly Numeric[] = ['f32', 'i32', 'u32'];
const ALL: readonly Scalar[] = [...ORDERED, 'bool'];

const comparison2 = <On extends Scalar>(
  on: readonly On[],
  doc: string,
  evaluate: Evaluate,
): OpRow<2, On, 'bool'> => ({
  arity: 2,
  on,
  result: 'bool',
  vectors: false,
  eval: evaluate,
  doc,
});

/** With a NaN unspecified: a device's compiler may assume that there is none. `isNan` always works. */
export const comparison = {
  eq: comparison2(ALL, 'Whether both are equal.', (a, b) => (a === b ? 1 : 0)) as OpRow<2, Scalar, 'bool'>,
  ne: comparison2(ALL, 'Whether they differ.', (a, b) => (a !== b ? 1 : 0)) as OpRow<2, Scalar, 'bool'>,
  lt: comparison2(ORDERED, 'Whether the first is less.', (a, b) => (a < b ? 1 : 0)) as OpRow<
    2,
    Numeric,
    'bool'
  >,
  le: comparison2(ORDERED, 'Whether the first is less or equal.', (a, b) => (a <= b ? 1 : 0)) as OpRow<
    2,
    Numeric,
    'bool'
  >,
  gt: comparison2(ORDERED, 'Whether the first is greater.', (a, b) => (a > b ? 1 : 0)) as OpRow<
    2,
    Numeric,
    'bool'
  >,
  ge: comparison2(ORDERED, 'Whether the first is greater or equal.', (a, b) => (a >= b ? 1 : 0)) as OpRow<
    2,
    Numeric,
    'bool'
  >,
  select: {
    arity: 3,
    on: ALL,
    operands: on => ['bool', on, on],
    result: 'same',
    vectors: true,
    eval: (condition, whenTrue, whenFalse) => (condition ? whenTrue : whenFalse),
    doc: 'The second operand where the first is true, else the third, bit by bit; both have been evaluated.',
  } as OpRow<3, Scalar, 'same'>,
};
