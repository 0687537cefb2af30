import { it } from 'vitest';
import { expectPrecise } from './precise.test-support.ts';
import { around, between, edges, everywhere, joined, multiples } from './samples.test-support.ts';

// Arguments at which the whole part of the exponent changes, or the result becomes subnormal, 0 or infinity.
const halfWays = (unit: number): number[] => multiples(unit, 300).map(x => x - unit / 2);
const ends = (unit: number): number[] => [126, 127, 127.5, 128, 129, 149, 149.5, 150, 151].map(x => x * unit);

it('exp', () => {
  const exp = { name: 'exp', exact: Math.exp } as const;
  expectPrecise(exp, everywhere);
  expectPrecise(exp, joined(between(-105, 89, 20_000), between(-1, 1, 5000), edges));
  expectPrecise(exp, around([...multiples(Math.LN2, 150), ...halfWays(Math.LN2), ...ends(Math.LN2)]));
});

it('exp2', () => {
  const exp2 = { name: 'exp2', exact: (x: number) => 2 ** x } as const;
  expectPrecise(exp2, everywhere);
  expectPrecise(exp2, joined(between(-151, 129, 20_000), between(-1, 1, 5000), edges));
  expectPrecise(exp2, around([...multiples(1, 150), ...halfWays(1), ...ends(1)]));
});
