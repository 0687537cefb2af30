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
 * f32 arithmetic may be computed in f64 and rounded again: the result is still correctly rounded. A second rounding
 * changes nothing for + - * / and the square root, because 53 bits are at least 2 * 24 + 2 (S. A. Figueroa, "When is
 * double rounding innocuous?", 1995).
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
  /** The quotient; for integers without its fraction, where x / 0 = x and MIN / -1 = MIN. */
  div: numeric(
    2,
    (a, b) => fround(a / b),
    (a, b) => (b === 0 ? a : (a / b) | 0),
    (a, b) => (b === 0 ? a : (a / b) >>> 0),
    { cost: 5 },
  ) as OpRow<2, Numeric, 'same'>,
  /** x - y * trunc(x / y), for f32 step by step, with the sign of the dividend; for integers x % 0 = 0. */
  rem: numeric(
    2,
    (a, b) => fround(a - fround(b * trunc(fround(a / b)))),
    (a, b) => (b === 0 ? 0 : (a % b) | 0),
    (a, b) => (b === 0 ? 0 : a % b),
    { cost: 7 },
  ) as OpRow<2, Numeric, 'same'>,
  /** The lesser; for 0 and -0 either of them; with a NaN unspecified. */
  min: numeric(
    2,
    (a, b) => min(a, b),
    (a, b) => min(a, b),
    (a, b) => min(a, b),
    COMMUTES,
  ) as OpRow<2, Numeric, 'same'>,
  /** The greater; for 0 and -0 either of them; with a NaN unspecified. */
  max: numeric(
    2,
    (a, b) => max(a, b),
    (a, b) => max(a, b),
    (a, b) => max(a, b),
    COMMUTES,
  ) as OpRow<2, Numeric, 'same'>,
  /** The negation; integers wrap, so -MIN is MIN, and for a u32 it is 0 - x. */
  neg: numeric(
    1,
    a => -a,
    a => -a | 0,
    a => -a >>> 0,
  ) as OpRow<1, Numeric, 'same'>,
  /** The magnitude; that of the least i32 is the least i32. */
  abs: numeric(
    1,
    a => abs(a),
    a => abs(a) | 0,
    a => a,
  ) as OpRow<1, Numeric, 'same'>,
  /** The sign as -1, 0 or 1; for a NaN unspecified. */
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
