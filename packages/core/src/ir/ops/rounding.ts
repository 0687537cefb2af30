import type { Evaluate, OpRow } from './row.ts';

const { abs, ceil, floor, fround, max, min, round, trunc } = Math;

const unary = (evaluate: Evaluate, cost = 1): OpRow<1, 'f32', 'same'> => ({
  arity: 1,
  on: ['f32'],
  result: 'same',
  vectors: true,
  eval: evaluate,
  cost,
});

export const rounding = {
  /** The greatest whole number that is not greater. */
  floor: unary(a => floor(a)) as OpRow<1, 'f32', 'same'>,
  /** The least whole number that is not less. */
  ceil: unary(a => ceil(a)) as OpRow<1, 'f32', 'same'>,
  // Math.round rounds ties upwards. Halving first rounds a tie to the even number.
  /** The nearest whole number; ties go to the even one. */
  round: unary(a => (abs(a % 1) === 0.5 ? 2 * round(a / 2) : round(a))) as OpRow<1, 'f32', 'same'>,
  /** The value without its fraction. */
  trunc: unary(a => trunc(a)) as OpRow<1, 'f32', 'same'>,
  /** x - floor(x), from 0 to 1; 1 is the rounded result for negative numbers close to 0. */
  fract: unary(a => fround(a - floor(a)), 2) as OpRow<1, 'f32', 'same'>,
  /** The value clamped to 0 and 1. */
  saturate: unary(a => min(max(a, 0), 1)) as OpRow<1, 'f32', 'same'>,
};
