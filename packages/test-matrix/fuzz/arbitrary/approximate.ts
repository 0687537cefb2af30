// Float expressions of every function that has a bound, and of sums and products.
import { type OpName, ops } from '@heddle/core/backend';
import fc from 'fast-check';
import type { Approximate, ApproximateDraft } from '../model/approximate.ts';
import { pick, rather, seed } from './rather.ts';

/** Discontinuous functions: at a jump a small error of the argument may become any error of the result. */
const JUMPS: readonly OpName[] = ['rem', 'fract', 'floor', 'ceil', 'round', 'trunc', 'sign'];

const names = (Object.keys(ops) as OpName[]).filter(name => {
  const { on, result, operands } = ops[name];
  return on.includes('f32') && result === 'same' && operands === undefined && !JUMPS.includes(name);
});

const { expression } = fc.letrec<{ expression: Approximate }>(tie => ({
  expression: fc.oneof(
    { depthIdentifier: 'approximate', maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('input'), pick }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('literal'),
        value: rather(1, fc.constantFrom(0.1, -0.75, 2, 3.3, 1e-3, 40), 5),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.oneof(
        ...names.map(name =>
          fc.record({
            kind: fc.constant('operation'),
            name: fc.constant(name),
            args: fc.tuple(...Array<fc.Arbitrary<Approximate>>(ops[name].arity).fill(tie('expression'))),
          }),
        ),
      ),
    },
  ) as fc.Arbitrary<Approximate>,
}));

export const approximates: fc.Arbitrary<ApproximateDraft> = fc.record({
  precision: fc.constantFrom('native', 'precise'),
  results: fc.array(expression, { minLength: 1, maxLength: 8, size: '+1' }),
  seed,
  count: rather(1, fc.integer({ min: 2, max: 40 }), 10),
});
