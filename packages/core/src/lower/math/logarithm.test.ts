import { it } from 'vitest';
import { expectPrecise } from './precise.test-support.ts';
import { around, between, edges, everywhere, fromBits, joined } from './samples.test-support.ts';

// All f32 close to 1, on both sides; and for each exponent the numbers where the significand is halved.
const nearOne = Float32Array.from({ length: 8000 }, (_, i) => fromBits(0x3f800000 + i - 4000));
const halvings = around(Array.from({ length: 270 }, (_, i) => Math.SQRT2 * 2 ** (i - 145)));
const powers = around(Array.from({ length: 276 }, (_, i) => 2 ** (i - 149)));

it('log', () => {
  const log = { name: 'log', exact: Math.log } as const;
  expectPrecise(log, everywhere);
  expectPrecise(log, joined(nearOne, halvings, powers, edges, between(0.5, 2, 20_000)));
});

it('log2', () => {
  const log2 = { name: 'log2', exact: Math.log2 } as const;
  expectPrecise(log2, everywhere);
  expectPrecise(log2, joined(nearOne, halvings, powers, edges, between(0.5, 2, 20_000)));
});
