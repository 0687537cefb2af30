import { expect, it } from 'vitest';
import { evaluated, expectPrecise } from './precise.test-support.ts';
import { around, between, edges, everywhere, joined, multiples } from './samples.test-support.ts';

// Where the quarter turns change, and where the other reduction begins.
const quarters = around(multiples(Math.PI / 4, 400), 3);
const large = around([1e4, 41_721.5 * Math.PI, 2 ** 16, 2 ** 17, 2 ** 17 + 1, 1e10, 2 ** 100, 3e38], 60);
const inDomain = joined(between(-Math.PI, Math.PI, 10_000), between(-(2 ** 17), 2 ** 17, 10_000));

it.each(['sin', 'cos', 'tan'] as const)('%s', name => {
  const circular = { name, exact: Math[name] };
  expectPrecise(circular, everywhere);
  expectPrecise(circular, joined(inDomain, quarters, large, edges));
});

// pi * 2^n, next to which sin is tiny: its relative error shows what the reduction has lost.
it('an angle next to a multiple of pi keeps its distance from that', () => {
  const angles = Float32Array.from({ length: 110 }, (_, i) => Math.PI * 2 ** i);
  const found = evaluated(x => x.sin(), angles);
  for (const [i, value] of found.entries())
    expect(Math.abs(value / Math.sin(angles[i]!) - 1)).toBeLessThan(2 ** -12);
});
