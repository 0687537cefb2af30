import { expect, it } from 'vitest';
import { evaluated, expectPrecise } from './precise.test-support.ts';
import { around, between, edges, everywhere, joined, multiples, pairs } from './samples.test-support.ts';

const pow = { name: 'pow', exact: Math.pow } as const;
const isNotOne = (x: number): boolean => x !== 1;
const sometimes = (values: Float32Array, every: number): Float32Array =>
  values.filter((_, i) => i % every === 0);

it('pow of all exponents, up to where the result ends', () => {
  const bases = sometimes(everywhere, 3).map(Math.abs).filter(isNotOne);
  for (const reach of [-149.5, -126, -20, -1, -0.01, 0.01, 1, 20, 126, 127.99])
    expectPrecise(
      pow,
      bases,
      bases.map(x => reach / Math.log2(x)),
    );
});

it('pow next to 1, of large exponents', () => {
  const bases = joined(around([1], 300).map(Math.abs), between(0.7, 1.5, 200)).filter(isNotOne);
  for (const reach of [-126, -3.3, 0.7, 127.9])
    expectPrecise(
      pow,
      bases,
      bases.map(x => reach / Math.log2(x)),
    );
});

it('pow where the significand is halved', () => {
  const halvings = around(Array.from({ length: 20 }, (_, i) => Math.SQRT2 * 2 ** (i - 10))).map(Math.abs);
  expectPrecise(pow, ...pairs(halvings, between(-12, 12, 60)));
});

it('pow of negative numbers, zeros, infinities and NaN', () => {
  const finite = Float32Array.of(
    -3,
    -2,
    -1,
    -0.5,
    -0,
    0,
    0.5,
    1,
    2,
    3,
    2.5,
    -2.5,
    2 ** 24,
    2 ** 24 - 1,
    -(2 ** 127),
  );
  expectPrecise(pow, ...pairs(joined(finite, [Infinity, -Infinity, NaN]), finite));
  expectPrecise(pow, ...pairs(edges, joined(multiples(0.5, 6), multiples(-0.5, 6), [0, NaN])));
});

it('1 to any power is 1', () => {
  const [ones, others] = pairs(
    Float32Array.of(1),
    edges.filter(x => !Number.isNaN(x)),
  );
  expect(evaluated((x, y) => x.pow(y), ones, others)).toEqual(ones);
});
