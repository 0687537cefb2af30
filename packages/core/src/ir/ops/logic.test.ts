import { describe, expect, it } from 'vitest';
import { evaluate } from './index.ts';

const WORDS = [
  0, 1, 2, 3, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff, 0xfffffffe, 0x55555555, 0xaaaaaaaa, 0x12345678,
  0xf0f0f0f0, 0x00010000,
];
const as = { i32: (word: number) => Number(BigInt.asIntN(32, BigInt(word))), u32: (word: number) => word };

/** The bits of a word, the most significant first. */
const bits = (word: number): string => word.toString(2).padStart(32, '0');
const word = (text: string): number => Number.parseInt(text, 2);
const zip = (a: number, b: number, f: (x: string, y: string) => boolean): number =>
  word([...bits(a)].map((x, i) => (f(x, bits(b)[i]!) ? '1' : '0')).join(''));

describe.each(['i32', 'u32'] as const)('%s', type => {
  const number = as[type];

  it('works bit by bit', () => {
    for (const a of WORDS) {
      for (const b of WORDS) {
        const [x, y] = [number(a), number(b)];
        expect(evaluate('and', type, x, y)).toBe(number(zip(a, b, (p, q) => p === '1' && q === '1')));
        expect(evaluate('or', type, x, y)).toBe(number(zip(a, b, (p, q) => p === '1' || q === '1')));
        expect(evaluate('xor', type, x, y)).toBe(number(zip(a, b, (p, q) => p !== q)));
      }
      expect(evaluate('not', type, number(a))).toBe(number(zip(a, 0, p => p === '0')));
    }
  });

  it('shifts by counts mod 32', () => {
    for (const a of WORDS) {
      for (const count of [0, 1, 2, 15, 31, 32, 33, 63, 64, 0x80000000, 0xffffffff]) {
        const by = count % 32;
        const fill = type === 'i32' ? bits(a)[0]! : '0';
        expect(evaluate('shl', type, number(a), count)).toBe(
          number(word(bits(a).slice(by) + '0'.repeat(by))),
        );
        expect(evaluate('shr', type, number(a), count)).toBe(
          number(word(fill.repeat(by) + bits(a).slice(0, 32 - by))),
        );
      }
    }
  });

  it('counts and reverses bits', () => {
    for (const a of WORDS) {
      const text = bits(a);
      expect(evaluate('popcount', type, number(a))).toBe([...text].filter(bit => bit === '1').length);
      expect(evaluate('clz', type, number(a))).toBe(text.indexOf('1') < 0 ? 32 : text.indexOf('1'));
      expect(evaluate('ctz', type, number(a))).toBe(
        text.lastIndexOf('1') < 0 ? 32 : 31 - text.lastIndexOf('1'),
      );
      expect(evaluate('reverseBits', type, number(a))).toBe(number(word([...text].reverse().join(''))));
    }
  });
});

it('is logical on bools', () => {
  const table = (name: 'and' | 'or' | 'xor') =>
    [0, 1].flatMap(a => [0, 1].map(b => evaluate(name, 'bool', a, b)));
  expect(table('and')).toEqual([0, 0, 0, 1]);
  expect(table('or')).toEqual([0, 1, 1, 1]);
  expect(table('xor')).toEqual([0, 1, 1, 0]);
  expect([0, 1].map(a => evaluate('not', 'bool', a))).toEqual([1, 0]);
});
