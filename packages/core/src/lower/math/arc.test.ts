import { it } from 'vitest';
import { expectPrecise } from './precise.test-support.ts';
import { around, between, edges, everywhere, joined, ofAllExponents, pairs } from './samples.test-support.ts';

it.each(['asin', 'acos'] as const)('%s', name => {
  const arc = { name, exact: Math[name] };
  expectPrecise(arc, everywhere);
  expectPrecise(arc, joined(between(-1, 1, 20_000), around([0.5, 1], 500), edges));
});

it('atan', () => {
  const atan = { name: 'atan', exact: Math.atan } as const;
  expectPrecise(atan, everywhere);
  expectPrecise(atan, joined(between(-2, 2, 20_000), around([1, 2.414], 500), edges));
});

it('atan2', () => {
  const atan2 = { name: 'atan2', exact: Math.atan2 } as const;
  expectPrecise(
    atan2,
    ...pairs(
      ofAllExponents(1),
      ofAllExponents(1).filter((_, i) => i % 7 === 0),
    ),
  );
  expectPrecise(atan2, ...pairs(between(-1, 1, 201), between(-1, 1, 101)));
  expectPrecise(atan2, ...pairs(edges, edges));
});
