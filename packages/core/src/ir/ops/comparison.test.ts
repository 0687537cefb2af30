import { expect, it } from 'vitest';
import { evaluate } from './index.ts';

/** Numbers of each type in ascending order, all different. */
const ascending = {
  f32: [-Infinity, -3.4e38, -1.5, -1, -(2 ** -149), 0, 2 ** -149, 1, 1.5, 3.4e38, Infinity],
  i32: [-(2 ** 31), -1, 0, 1, 2 ** 31 - 1],
  u32: [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1],
};

it.each(['f32', 'i32', 'u32'] as const)('%s is ordered', type => {
  for (const [i, a] of ascending[type].entries()) {
    for (const [j, b] of ascending[type].entries()) {
      expect(evaluate('eq', type, a, b)).toBe(Number(i === j));
      expect(evaluate('ne', type, a, b)).toBe(Number(i !== j));
      expect(evaluate('lt', type, a, b)).toBe(Number(i < j));
      expect(evaluate('le', type, a, b)).toBe(Number(i <= j));
      expect(evaluate('gt', type, a, b)).toBe(Number(i > j));
      expect(evaluate('ge', type, a, b)).toBe(Number(i >= j));
    }
  }
});

it('holds both zeros equal', () => {
  expect(evaluate('eq', 'f32', 0, -0)).toBe(1);
  expect(evaluate('ne', 'f32', 0, -0)).toBe(0);
  expect(evaluate('lt', 'f32', -0, 0)).toBe(0);
});

it('compares bools', () => {
  expect([0, 1].map(a => [0, 1].map(b => evaluate('eq', 'bool', a, b)))).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect([0, 1].map(a => [0, 1].map(b => evaluate('ne', 'bool', a, b)))).toEqual([
    [0, 1],
    [1, 0],
  ]);
});

it('selects, zeros and NaN included', () => {
  expect(evaluate('select', 'f32', 1, -0, 5)).toBe(-0);
  expect(evaluate('select', 'f32', 0, 5, NaN)).toBeNaN();
  expect(evaluate('select', 'i32', 0, 1, -7)).toBe(-7);
  expect(evaluate('select', 'u32', 1, 2 ** 32 - 1, 0)).toBe(2 ** 32 - 1);
  expect(evaluate('select', 'bool', 0, 0, 1)).toBe(1);
});
