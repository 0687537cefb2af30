import { normalOrZero, within } from './accuracy.ts';
import type { Accuracy, Evaluate, OpRow } from './row.ts';
import { ulps } from './row.ts';

const { abs, ceil, floor, fround, max, min, round, trunc } = Math;

const unary = (doc: string, evaluate: Evaluate, accuracy?: Accuracy): OpRow<1, 'f32', 'same'> => ({
  arity: 1,
  on: ['f32'],
  result: 'same',
  vectors: true,
  eval: evaluate,
  ...(accuracy && { accuracy }),
  doc,
});

export const rounding = {
  floor: unary('The greatest whole number that is not greater.', a => floor(a)) as OpRow<1, 'f32', 'same'>,
  ceil: unary('The least whole number that is not less.', a => ceil(a)) as OpRow<1, 'f32', 'same'>,
  // Math.round takes ties upwards; halving first lets them fall on the even number.
  round: unary('The nearest whole number, of two the even one.', a =>
    abs(a % 1) === 0.5 ? 2 * round(a / 2) : round(a),
  ) as OpRow<1, 'f32', 'same'>,
  trunc: unary('Without its fraction.', a => trunc(a)) as OpRow<1, 'f32', 'same'>,
  fract: unary(
    'x - floor(x), from 0 to 1; 1 is the rounded result for negative numbers close to 0.',
    a => fround(a - floor(a)),
    within('no subnormal argument, finite', normalOrZero, ulps(1), ulps(1)),
  ) as OpRow<1, 'f32', 'same'>,
  saturate: unary('Limited to 0 and 1.', a => min(max(a, 0), 1)) as OpRow<1, 'f32', 'same'>,
};
