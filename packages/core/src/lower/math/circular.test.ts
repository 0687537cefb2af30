import { expect, it } from 'vitest';
import { evaluated, expectPrecise } from './precise.test-support.ts';
import { around, between, edges, everywhere, joined, multiples } from './samples.test-support.ts';

// Arguments at which the number of quarter turns changes, and at which the other reduction begins.
const quarters = around(multiples(Math.PI / 4, 400), 3);
const large = around([1e4, 41_721.5 * Math.PI, 2 ** 16, 2 ** 17, 2 ** 17 + 1, 1e10, 2 ** 100, 3e38], 60);
const inDomain = joined(between(-Math.PI, Math.PI, 10_000), between(-(2 ** 17), 2 ** 17, 10_000));

it.each(['sin', 'cos', 'tan'] as const)('%s', name => {
  const circular = { name, exact: Math[name] };
  expectPrecise(circular, everywhere);
  expectPrecise(circular, joined(inDomain, quarters, large, edges));
});

// The f32 from 2^17 on that are closest to a multiple of pi/2, found by an exhaustive search. JavaScript's own
// functions are accurate to a unit of f64 there.
const closest = Float32Array.of(
  7.729178919452902e28,
  21_999_384_576,
  1.5458357838905804e29,
  1_522_788_990_976,
  8.11762663906456e22,
);

it('a huge angle next to a multiple of pi/2 keeps its distance from that', () => {
  for (const name of ['sin', 'cos'] as const) {
    const found = evaluated(x => x[name](), closest);
    for (const [i, value] of found.entries())
      expect(Math.abs(value - Math[name](closest[i]!))).toBeLessThan(Math.abs(value) * 2 ** -22 + 2 ** -37);
  }
  expect(Math.min(...closest.map(x => Math.abs(Math.sin(x))))).toBeLessThan(2 ** -27);
});
