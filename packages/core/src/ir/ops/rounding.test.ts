import { expect, it } from 'vitest';
import { accuracy } from './accuracy-table.ts';
import { evaluate, ops } from './index.ts';

const VALUES = [
  0,
  0.25,
  0.5,
  0.75,
  1,
  1.25,
  1.5,
  2.5,
  3.5,
  0.49999997,
  8388607.5,
  8388608,
  16777217,
  1e30,
  2 ** -149,
].flatMap(x => [Math.fround(x), -Math.fround(x)]);

it('rounds to whole numbers, ties to even', () => {
  for (const x of VALUES) {
    const below = BigInt(Math.trunc(x)) - (x < Math.trunc(x) ? 1n : 0n);
    const whole = x === Number(below);
    const above = whole ? below : below + 1n;
    const half = x - Number(below);
    const even = half < 0.5 || (half === 0.5 && below % 2n === 0n) ? below : above;
    expect(evaluate('floor', 'f32', x) + 0).toBe(Number(below));
    expect(evaluate('ceil', 'f32', x) + 0).toBe(Number(above));
    expect(evaluate('trunc', 'f32', x) + 0).toBe(Number(x < 0 ? above : below));
    expect(evaluate('round', 'f32', x) + 0, `round(${x})`).toBe(Number(even));
  }
});

it('keeps the sign of a zero, infinities and NaN', () => {
  for (const name of ['floor', 'ceil', 'trunc', 'round'] as const) {
    for (const x of [-0, Infinity, -Infinity, NaN]) expect(evaluate(name, 'f32', x)).toBe(x);
  }
  expect(evaluate('round', 'f32', -0.5)).toBe(-0);
  expect(evaluate('ceil', 'f32', -0.5)).toBe(-0);
});

it('takes the fraction, up to the rounded 1', () => {
  expect(evaluate('fract', 'f32', 1.25)).toBe(0.25);
  expect(evaluate('fract', 'f32', -1.25)).toBe(0.75);
  expect(evaluate('fract', 'f32', 8388608)).toBe(0);
  expect(evaluate('fract', 'f32', -1e-10)).toBe(1);
  // The permitted error covers a device that keeps the result below 1.
  expect(2 ** -24).toBeLessThanOrEqual(accuracy.fract!.portable(1, -1e-10, 0, 0));
});

it('saturates', () => {
  expect([-Infinity, -1, -0, 0, 0.5, 1, 2, Infinity].map(x => evaluate('saturate', 'f32', x) + 0)).toEqual([
    0, 0, 0, 0, 0.5, 1, 1, 1,
  ]);
});
