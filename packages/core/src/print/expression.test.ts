import { expect, test } from 'vitest';
import { F32, U32 } from '../ir/types.ts';
import { call, expression, infix, Level, list, not, prefix, primary } from './expression.ts';
import { infixSpellings } from './infix-spellings.ts';
import { decimal } from './literal.ts';

const [a, b, c] = ['a', 'b', 'c'].map(primary) as [
  ReturnType<typeof primary>,
  ReturnType<typeof primary>,
  ReturnType<typeof primary>,
];
const and = (x = a, y = b) => infix('&&', Level.and, x, y);
const sum = (x = a, y = b) => infix('+', Level.additive, x, y);

test.each([
  ['a + b * c', infix('+', Level.additive, a, infix('*', Level.multiplicative, b, c))],
  ['(a + b) * c', infix('*', Level.multiplicative, sum(), c)],
  ['a + b - c', infix('-', Level.additive, sum(), c)],
  ['a - (b + c)', infix('-', Level.additive, a, sum(b, c))],
  ['a && b && c', and(a, and(b, c))],
  ['(a && b) || c', infix('||', Level.or, and(), c)],
  ['(a & b) | c', infix('|', Level.bitOr, infix('&', Level.bitAnd, a, b), c)],
  ['(a & b) == c', infix('==', Level.relational, infix('&', Level.bitAnd, a, b), c)],
  ['(a + b) << c', infix('<<', Level.shift, sum(), c)],
  ['(a << b) << c', infix('<<', Level.shift, infix('<<', Level.shift, a, b), c)],
  ['(a < b) == c', infix('==', Level.relational, infix('<', Level.relational, a, b), c)],
  ['-(-a)', prefix('-', prefix('-', a))],
  ['!(a && b)', not(and())],
])('%s', (text, printed) => {
  expect(printed.text).toBe(text);
});

test('a comparison before another argument stands in parentheses, or WGSL takes it for a template list', () => {
  const less = expression('a < b', Level.relational);
  const greater = expression('b > c', Level.relational);
  expect(list([less, greater])).toBe('(a < b), b > c');
  expect(call('f', less).text).toBe('f(a < b)');
});

test('a shift beside a comparison stands in parentheses, or WGSL takes both for a template list', () => {
  expect(infix('<', Level.relational, a, infix('>>', Level.shift, b, c)).text).toBe('a < (b >> c)');
});

test('of two integers the opposite comparison is the other operator, of two floats it is not', () => {
  expect(not(infixSpellings.lt([a, b], 'u32', U32)).text).toBe('a >= b');
  expect(not(infixSpellings.lt([a, b], 'f32', F32)).text).toBe('!(a < b)');
  expect(not(not(infixSpellings.eq([a, b], 'u32', U32))).text).toBe('a == b');
});

test('decimals read back as the same bits, and none lies beyond the greatest', () => {
  const float = new Float32Array(1);
  const word = new Uint32Array(float.buffer);
  for (const value of [
    0,
    1,
    0.1,
    -2.5,
    1e-40,
    1.1754943508222875e-38,
    3.4028234663852886e38,
    16777217,
    2 ** 31,
    1e10,
    1 / 3,
    -1e-7,
  ]) {
    float[0] = value;
    const text = decimal(word[0]!)!;
    expect(text).toMatch(/[.e]/);
    expect(Math.fround(Number(text))).toBe(float[0]);
    expect(Math.abs(Number(text))).toBeLessThanOrEqual(3.4028234663852886e38);
  }
  expect(decimal(0x7f800000)).toBeUndefined();
});
