import { describe, expect, it } from 'vitest';
import { decode, encode } from './bits.ts';
import { evaluate } from './index.ts';

const MAX_F32 = (2 - 2 ** -23) * 2 ** 127;
const FLOATS = [
  0,
  0.5,
  0.99999994,
  1,
  1.5,
  2147483520,
  2147483648,
  4294967040,
  4294967296,
  3e9,
  1e20,
  MAX_F32,
  2 ** -149,
  Infinity,
].flatMap(x => [x, -x]);

const view = new DataView(new ArrayBuffer(4));
const floatOf = (bits: number): number => {
  view.setUint32(0, bits);
  return view.getFloat32(0);
};
const bitsOf = (value: number): number => {
  view.setFloat32(0, value);
  return view.getUint32(0);
};

describe('from f32', () => {
  it.each([
    ['toI32', -(2n ** 31n), 2n ** 31n - 1n],
    ['toU32', 0n, 2n ** 32n - 1n],
  ] as const)('%s saturates', (name, least, greatest) => {
    for (const x of FLOATS) {
      const whole = Number.isFinite(x) ? BigInt(Math.trunc(x)) : x > 0 ? greatest : least;
      const limited = whole < least ? least : whole > greatest ? greatest : whole;
      expect(evaluate(name, 'f32', x), `${name}(${x})`).toBe(Number(limited));
    }
    expect(evaluate(name, 'f32', NaN)).toBe(0);
  });

  it('toBool asks whether it is not 0', () => {
    expect([0, -0, 1, -0.5, 2 ** -149, Infinity, NaN].map(x => evaluate('toBool', 'f32', x))).toEqual([
      0, 0, 1, 1, 1, 1, 1,
    ]);
  });
});

describe('from integers and bools', () => {
  it('toF32 is the nearest, ties to even', () => {
    for (const [x, expected] of [
      [0, 0],
      [16777216, 16777216],
      [16777217, 16777216],
      [16777219, 16777220],
      [2 ** 31 - 1, 2 ** 31],
      [-16777217, -16777216],
    ] as const)
      expect(evaluate('toF32', 'i32', x)).toBe(expected);
    expect(evaluate('toF32', 'u32', 2 ** 32 - 1)).toBe(2 ** 32);
    expect(evaluate('toF32', 'u32', 2 ** 32 - 129)).toBe(2 ** 32 - 256);
    expect([0, 1].map(x => evaluate('toF32', 'bool', x))).toEqual([0, 1]);
  });

  it('reinterprets between i32 and u32', () => {
    for (const x of [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
      const signed = Number(BigInt.asIntN(32, BigInt(x)));
      for (const name of ['toI32', 'bitsI32'] as const) expect(evaluate(name, 'u32', x)).toBe(signed);
      for (const name of ['toU32', 'bitsU32'] as const) expect(evaluate(name, 'i32', signed)).toBe(x);
    }
    expect(evaluate('toI32', 'bool', 1)).toBe(1);
    expect(evaluate('toU32', 'bool', 0)).toBe(0);
    expect(evaluate('toBool', 'u32', 2 ** 31)).toBe(1);
    expect(evaluate('toBool', 'i32', 0)).toBe(0);
  });
});

it('casts bits', () => {
  const words = [
    0, 1, 0x80000000, 0x3f800000, 0xbf800000, 0x7f7fffff, 0x7f800000, 0xff800000, 0x00800000, 0x007fffff,
  ];
  for (const word of words) {
    const float = floatOf(word);
    expect(evaluate('bitsF32', 'u32', word)).toBe(float);
    expect(evaluate('bitsF32', 'i32', word | 0)).toBe(float);
    expect(evaluate('bitsU32', 'f32', float)).toBe(bitsOf(float));
    expect(evaluate('bitsI32', 'f32', float)).toBe(bitsOf(float) | 0);
    expect(encode('f32', decode('f32', word))).toBe(word);
    expect(encode('i32', decode('i32', word))).toBe(word);
    expect(encode('u32', decode('u32', word))).toBe(word);
  }
  expect(evaluate('bitsF32', 'u32', 0x7fc00001)).toBeNaN();
  expect(evaluate('bitsU32', 'f32', NaN)).toBe(0x7fc00000);
  expect(decode('bool', 2)).toBe(1);
});

it('classifies by bits', () => {
  for (const word of [
    0, 1, 0x7f7fffff, 0x7f800000, 0x7f800001, 0x7fc00000, 0xff800000, 0xffffffff, 0x80000000, 0x3f800000,
  ]) {
    const [exponent, fraction] = [(word >>> 23) & 0xff, word & 0x7fffff];
    const float = floatOf(word);
    expect(evaluate('isNan', 'f32', float)).toBe(Number(exponent === 255 && fraction !== 0));
    expect(evaluate('isInf', 'f32', float)).toBe(Number(exponent === 255 && fraction === 0));
    expect(evaluate('isFinite', 'f32', float)).toBe(Number(exponent !== 255));
  }
});

it('strict is the identity', () => {
  for (const x of [...FLOATS, -0, NaN]) expect(evaluate('strict', 'f32', x)).toBe(x);
});
