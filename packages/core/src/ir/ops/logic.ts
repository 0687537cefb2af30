import type { Evaluate, Integer, OpRow } from './row.ts';

const INTEGERS: readonly Integer[] = ['i32', 'u32'];

const bitwise = <Arity extends 1 | 2>(
  arity: Arity,
  i32: Evaluate,
  u32: Evaluate,
  bool: Evaluate,
  commutative?: true,
): OpRow<Arity, Integer | 'bool', 'same'> => ({
  arity,
  on: [...INTEGERS, 'bool'],
  result: 'same',
  vectors: true,
  eval: { i32, u32, bool },
  ...(commutative && { commutative }),
});

const shift = (i32: Evaluate, u32: Evaluate): OpRow<2, Integer, 'same'> => ({
  arity: 2,
  on: INTEGERS,
  operands: on => [on, 'u32'],
  result: 'same',
  vectors: true,
  eval: { i32, u32 },
});

const counting = (evaluate: Evaluate): OpRow<1, Integer, 'same'> => ({
  arity: 1,
  on: INTEGERS,
  result: 'same',
  vectors: true,
  eval: evaluate,
});

/** Reverses the bits by swapping neighbours, then pairs, nibbles, bytes and halves. */
function reversed(bits: number): number {
  let x = ((bits >>> 1) & 0x55555555) | ((bits & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return (x >>> 16) | (x << 16);
}

/** Counts the bits that are 1 in every pair, nibble and byte. The product adds up the bytes in the highest one. */
function population(bits: number): number {
  let x = bits - ((bits >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  x = (x + (x >>> 4)) & 0x0f0f0f0f;
  return Math.imul(x, 0x01010101) >>> 24;
}

export const logic = {
  /** Bitwise and; logical for bools, with both operands evaluated. */
  and: bitwise(
    2,
    (a, b) => a & b,
    (a, b) => (a & b) >>> 0,
    (a, b) => a & b,
    true,
  ) as OpRow<2, Integer | 'bool', 'same'>,
  /** Bitwise or; logical for bools, with both operands evaluated. */
  or: bitwise(
    2,
    (a, b) => a | b,
    (a, b) => (a | b) >>> 0,
    (a, b) => a | b,
    true,
  ) as OpRow<2, Integer | 'bool', 'same'>,
  /** Bitwise exclusive or; for bools true if they differ. */
  xor: bitwise(
    2,
    (a, b) => a ^ b,
    (a, b) => (a ^ b) >>> 0,
    (a, b) => a ^ b,
    true,
  ) as OpRow<2, Integer | 'bool', 'same'>,
  /** The value with every bit inverted; for a bool the other one. */
  not: bitwise(
    1,
    a => ~a,
    a => ~a >>> 0,
    a => a ^ 1,
  ) as OpRow<1, Integer | 'bool', 'same'>,
  // JavaScript's shift operators take the count mod 32 too.
  /** The value shifted left by a count taken mod 32. */
  shl: shift(
    (a, b) => a << b,
    (a, b) => (a << b) >>> 0,
  ) as OpRow<2, Integer, 'same'>,
  /** The value shifted right by a count taken mod 32; an i32 keeps its sign. */
  shr: shift(
    (a, b) => a >> b,
    (a, b) => a >>> b,
  ) as OpRow<2, Integer, 'same'>,
  /** The number of bits that are 1. */
  popcount: counting(a => population(a)) as OpRow<1, Integer, 'same'>,
  /** The number of 0 bits above the highest 1; 32 for 0. */
  clz: counting(a => Math.clz32(a)) as OpRow<1, Integer, 'same'>,
  /** The number of 0 bits below the lowest 1; 32 for 0. */
  ctz: counting(a => (a === 0 ? 32 : 31 - Math.clz32(a & -a))) as OpRow<1, Integer, 'same'>,
  /** The bits in the opposite order. */
  reverseBits: {
    arity: 1,
    on: INTEGERS,
    result: 'same',
    vectors: true,
    eval: { i32: a => reversed(a), u32: a => reversed(a) >>> 0 },
  } as OpRow<1, Integer, 'same'>,
};
