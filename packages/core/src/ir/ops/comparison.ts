import type { Scalar } from '../types.ts';
import type { Evaluate, Numeric, OpRow } from './row.ts';

const ORDERED: readonly Numeric[] = ['f32', 'i32', 'u32'];
const ALL: readonly Scalar[] = [...ORDERED, 'bool'];

const comparison2 = <On extends Scalar>(
  on: readonly On[],
  evaluate: Evaluate,
  commutative?: true,
): OpRow<2, On, 'bool'> => ({
  arity: 2,
  on,
  result: 'bool',
  vectors: false,
  eval: evaluate,
  ...(commutative && { commutative }),
});

/** Comparisons with a NaN are unspecified, as a device's compiler may assume that there is none; `isNan` works. */
export const comparison = {
  /** True if both are equal. */
  eq: comparison2(ALL, (a, b) => (a === b ? 1 : 0), true) as OpRow<2, Scalar, 'bool'>,
  /** True if they differ. */
  ne: comparison2(ALL, (a, b) => (a !== b ? 1 : 0), true) as OpRow<2, Scalar, 'bool'>,
  /** True if the first is less. */
  lt: comparison2(ORDERED, (a, b) => (a < b ? 1 : 0)) as OpRow<2, Numeric, 'bool'>,
  /** True if the first is less or equal. */
  le: comparison2(ORDERED, (a, b) => (a <= b ? 1 : 0)) as OpRow<2, Numeric, 'bool'>,
  /** True if the first is greater. */
  gt: comparison2(ORDERED, (a, b) => (a > b ? 1 : 0)) as OpRow<2, Numeric, 'bool'>,
  /** True if the first is greater or equal. */
  ge: comparison2(ORDERED, (a, b) => (a >= b ? 1 : 0)) as OpRow<2, Numeric, 'bool'>,
  /** The second operand if the first is true, else the third, with unchanged bits; both are evaluated. */
  select: {
    arity: 3,
    on: ALL,
    operands: on => ['bool', on, on],
    result: 'same',
    vectors: true,
    eval: (condition, whenTrue, whenFalse) => (condition ? whenTrue : whenFalse),
  } as OpRow<3, Scalar, 'same'>,
};
