import { expect, it } from 'vitest';
import type { F32 } from '../../language/index.ts';
import type { Pair } from './error-free.ts';
import { fastTwoSum, multiplied, pairOf, twoProduct, twoSum } from './error-free.ts';
import { evaluated } from './precise.test-support.ts';
import { between, joined, pairs } from './samples.test-support.ts';

const values = joined(between(-3, 3, 41), [
  Math.PI,
  1 + 2 ** -23,
  1 - 2 ** -24,
  2 ** 20 + 0.125,
  -1e10,
  1e-10,
  2 ** -40 / 3,
  0,
]);
const [a, b] = pairs(values, values);

function both(pair: (a: F32, b: F32) => Pair): readonly [Float32Array, Float32Array] {
  return [evaluated((x, y) => pair(x, y).hi, a, b), evaluated((x, y) => pair(x, y).lo, a, b)];
}

/** A product of two f32 is exact in f64, and so is a sum of these numbers. */
it('a sum or product and what it has lost are the exact one', () => {
  const sum = both(twoSum);
  const product = both(twoProduct);
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    expect([sum[0][i], sum[1][i]! + sum[0][i]!]).toEqual([Math.fround(x + y), x + y]);
    expect(product[0][i]! + product[1][i]! - x * y).toBe(0);
  }
  expect(product[1].some(lost => lost !== 0)).toBe(true);
});

it('the fast sum is that of a greater and a lesser number', () => {
  const [hi, lo] = both(fastTwoSum);
  for (let i = 0; i < a.length; i++)
    if (Math.abs(a[i]!) >= Math.abs(b[i]!)) expect(hi[i]! + lo[i]!).toBe(a[i]! + b[i]!);
});

it('a product of pairs has twice the bits', () => {
  const times = (x: F32, y: F32): Pair =>
    multiplied({ hi: x, lo: x.mul(2 ** -26) }, multiplied(pairOf(1 / 3), { hi: y, lo: y.mul(0) }));
  const [hi, lo] = both(times);
  for (let i = 0; i < a.length; i++) {
    const exact = (a[i]! * (1 + 2 ** -26) * b[i]!) / 3;
    expect(Math.abs(hi[i]! + lo[i]! - exact)).toBeLessThanOrEqual(Math.abs(exact) * 2 ** -43 + 2 ** -149);
  }
});
