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

/** With a NaN unspecified: a device's compiler may assume that there is none. `isNan` always works. */
export const comparison = {
  /** Whether both are equal. */
  eq: comparison2(ALL, (a, b) => (a === b ? 1 : 0), true) as OpRow<2, Scalar, 'bool'>,
  /** Whether they differ. */
  ne: comparison2(ALL, (a, b) => (a !== b ? 1 : 0), true) as OpRow<2, Scalar, 'bool'>,
  /** Whether the first is less. */
  lt: comparison2(ORDERED, (a, b) => (a < b ? 1 : 0)) as OpRow<2, Numeric, 'bool'>,
  /** Whether the first is less or equal. */
  le: comparison2(ORDERED, (a, b) => (a <= b ? 1 : 0)) as OpRow<2, Numeric, 'bool'>,
  /** Whether the first is greater. */
  gt: comparison2(ORDERED, (a, b) => (a > b ? 1 : 0)) as OpRow<2, Numeric, 'bool'>,
  /** Whether the first is greater or equal. */
  ge: comparison2(ORDERED, (a, b) => (a >= b ? 1 : 0)) as OpRow<2, Numeric, 'bool'>,
  /** The second operand where the first is true, else the third, bit by bit; both have been evaluated. */
  select: {
    arity: 3,
    on: ALL,
    operands: on => ['bool', on, on],
    result: 'same',
    vectors: true,
    eval: (condition, whenTrue, whenFalse) => (condition ? whenTrue : whenFalse),
  } as OpRow<3, Scalar, 'same'>,
};
