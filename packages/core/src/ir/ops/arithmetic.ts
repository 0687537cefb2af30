import type { Evaluate, Numeric, OpRow } from './row.ts';

const { abs, fround, imul, max, min, sign, trunc } = Math;

const COMMUTES = { commutative: true } as const;

const numeric = <Arity extends 1 | 2>(
  arity: Arity,
  f32: Evaluate,
  i32: Evaluate,
  u32: Evaluate,
  extra: Pick<OpRow, 'commutative' | 'cost'> = {},
): OpRow<Arity, Numeric, 'same'> => ({
  arity,
  on: ['f32', 'i32', 'u32'],
  result: 'same',
  vectors: true,
  eval: { f32, i32, u32 },
  ...extra,
});

/**
 * Where f32 arithmetic is computed in f64 and rounded once more, the result is still the correctly rounded
 * one: 53 bits are at least 2 * 24 + 2, and from there on a second rounding changes nothing for + - * / and
 * the square root (S. A. Figueroa, "When is double rounding innocuous?", 1995).
 */
export const arithmetic = {
  /** The sum; integers wrap. */
  add: numeric(
    2,
    (a, b) => fround(a + b),
    (a, b) => (a + b) | 0,
    (a, b) => (a + b) >>> 0,
    COMMUTES,
  ) as OpRow<2, Numeric, 'same'>,
  /** The difference; integers wrap. */
  sub: numeric(
    2,
    (a, b) => fround(a - b),
    (a, b) => (a - b) | 0,
    (a, b) => (a - b) >>> 0,
  ) as OpRow<2, Numeric, 'same'>,
  /** The product; integers wrap. */
  mul: numeric(
    2,
    (a, b) => fround(a * b),
    (a, b) => imul(a, b),
    (a, b) => imul(a, b) >>> 0,
    COMMUTES,
  ) as OpRow<2, Numeric, 'same'>,
  /** The quotient; of integers without its fraction, x / 0 = x and MIN / -1 = MIN. */
  div: numeric(
    2,
    (a, b) => fround(a / b),
    (a, b) => (b === 0 ? a : (a / b) | 0),
    (a, b) => (b === 0 ? a : (a / b) >>> 0),
    { cost: 5 },
  ) as OpRow<2, Numeric, 'same'>,
  /** x - y * trunc(x / y), for f32 step by step, with the sign of the dividend; of integers x % 0 = 0. */
  rem: numeric(
    2,
    (a, b) => fround(a - fround(b * trunc(fround(a / b)))),
    (a, b) => (b === 0 ? 0 : (a % b) | 0),
    (a, b) => (b === 0 ? 0 : a % b),
    { cost: 7 },
  ) as OpRow<2, Numeric, 'same'>,
  /** The lesser; of zeros either, with a NaN unspecified. */
  min: numeric(
    2,
    (a, b) => min(a, b),
    (a, b) => min(a, b),
    (a, b) => min(a, b),
    COMMUTES,
  ) as OpRow<2, Numeric, 'same'>,
  /** The greater; of zeros either, with a NaN unspecified. */
  max: numeric(
    2,
    (a, b) => max(a, b),
    (a, b) => max(a, b),
    (a, b) => max(a, b),
    COMMUTES,
  ) as OpRow<2, Numeric, 'same'>,
  /** The negative; integers wrap, so that of MIN is MIN and that of a u32 is 0 - x. */
  neg: numeric(
    1,
    a => -a,
    a => -a | 0,
    a => -a >>> 0,
  ) as OpRow<1, Numeric, 'same'>,
  /** The magnitude; of the least i32 itself. */
  abs: numeric(
    1,
    a => abs(a),
    a => abs(a) | 0,
    a => a,
  ) as OpRow<1, Numeric, 'same'>,
  /** -1, 0 or 1; of a NaN unspecified. */
  sign: {
    arity: 1,
    on: ['f32', 'i32'],
    result: 'same',
    vectors: true,
    eval: { f32: a => sign(a), i32: a => sign(a) | 0 },
  } as OpRow<1, 'f32' | 'i32', 'same'>,
  /** a * b + c, rounded once or twice: whichever is fast. */
  fma: {
    arity: 3,
    on: ['f32'],
    result: 'same',
    vectors: true,
    eval: (a, b, c) => fround(fround(a * b) + c),
    cost: 2,
  } as OpRow<3, 'f32', 'same'>,
};
