// Whole programs, of what a target is capable of.
import fc from 'fast-check';
import { ATOMIC_UPDATES, type KernelDraft, type ParamDraft } from '../model/kernel.ts';
import type { Floats } from '../model/signatures.ts';
import { expressions } from './expressions.ts';
import { pick, rather, seed } from './rather.ts';
import { blocks } from './statements.ts';

export interface Abilities {
  readonly floats: Floats;
  readonly groups: boolean;
  readonly atomics: boolean;
  readonly scatter: boolean;
}

const update = fc.constantFrom(...ATOMIC_UPDATES);
const small = rather(0, fc.integer({ min: -3, max: 5 }), 2);

export function kernels({ floats, groups, atomics, scatter }: Abilities): fc.Arbitrary<KernelDraft> {
  const made = expressions(floats);
  const { block } = blocks(made);
  const address: fc.Arbitrary<ParamDraft['address']> = fc.oneof(
    { weight: 3, arbitrary: fc.constant('line' as const) },
    { weight: 2, arbitrary: fc.constant('axes' as const) },
    ...(scatter
      ? [fc.record({ times: fc.constantFrom(1, -1, 3, 5, -7), plus: fc.integer({ min: -2, max: 20 }) })]
      : []),
  );
  const param = fc.record({
    access: fc.constantFrom(
      ...(['read', 'read', 'readWrite', 'value', 'write', 'readWrite'] as const),
      ...(atomics ? (['atomics'] as const) : []),
    ),
    type: pick,
    address,
    more: small,
    offset: rather(0, fc.nat(3), 2),
    step: rather(1, fc.constantFrom(2, 3), 1),
    seed,
    update,
    beside: rather(false, fc.boolean(), 1),
  });
  const launch = fc.record({
    extent: fc.tuple(
      fc.integer({ min: 1, max: 11 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    seed,
  });
  const types = fc.array(
    fc.record({ length: fc.nat(4), parts: fc.array(pick, { minLength: 1, maxLength: 4 }) }),
    { maxLength: 3 },
  );
  const functions = fc.array(
    fc.record({
      params: fc.array(pick, { maxLength: 3 }),
      result: pick,
      body: block({ atomics: false, groups: false }),
      returned: made.leaves,
    }),
    { maxLength: 2 },
  );
  const common = {
    types,
    functions,
    params: fc.array(param, { maxLength: 5, size: '+1' }),
    launches: fc.array(launch, { minLength: 1, maxLength: 2 }),
  };
  const range = fc.record({
    ...common,
    kind: fc.constant('range' as const),
    dimensions: fc.constantFrom(1, 2, 3),
    groupSize: fc.constant(1),
    shared: fc.constant([]),
    body: block({ atomics, groups: false }),
    tail: fc.constant([]),
  });
  if (!groups) return range;
  const shared = fc.record({
    type: pick,
    more: small,
    update: atomics ? fc.option(update, { nil: undefined }) : fc.constant(undefined),
  });
  const group = fc.record({
    ...common,
    kind: fc.constant('group' as const),
    dimensions: fc.constant(1 as const),
    groupSize: fc.constantFrom(1, 3, 4, 8, 32, 33, 64),
    shared: fc.array(shared, { maxLength: 3 }),
    body: block({ atomics, groups: true }),
    tail: block({ atomics, groups: false }),
  });
  return fc.oneof(range, group) as fc.Arbitrary<KernelDraft>;
}
