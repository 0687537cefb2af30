import { it } from 'vitest';
import { expectPrecise } from './precise.test-support.ts';
import { around, between, edges, everywhere, joined } from './samples.test-support.ts';

// Arguments at which the method of computation changes, and at which the result overflows.
const seams = around([0.625, 1, 9.01, 9.02, 10, 88, 88.72, 89.4, 89.42, 4096], 60);

it.each(['sinh', 'cosh', 'tanh'] as const)('%s', name => {
  const hyperbolic = { name, exact: Math[name] };
  expectPrecise(hyperbolic, everywhere);
  expectPrecise(hyperbolic, joined(between(-2, 2, 10_000), between(-90, 90, 10_000), seams, edges));
});

it.each(['asinh', 'acosh', 'atanh'] as const)('%s', name => {
  const inverse = { name, exact: Math[name] };
  expectPrecise(inverse, everywhere);
  expectPrecise(inverse, joined(between(-1, 1, 10_000), between(-10, 10, 10_000), seams, edges));
  expectPrecise(inverse, around([1], 4000));
});
