// Blocks of statements, with loops and conditions in them.
import fc from 'fast-check';
import type { Block, Statement } from '../model/statement.ts';
import { type SimpleType, simple, simpleTypes } from '../model/types.ts';
import type { Expressions } from './expressions.ts';
import { instead, pick, rather } from './rather.ts';

export interface Blocks {
  /** A block of a kernel that has these features: statements of each are among the block's. */
  block(shares: { readonly atomics: boolean; readonly groups: boolean }): fc.Arbitrary<Block>;
}

/** Scalars are more frequent than vectors, since conditions and indices are scalars. */
const SIMPLE: readonly SimpleType[] = simpleTypes.flatMap(type =>
  type.n === 1 ? [type, type, type] : [type],
);

export function blocks({ of, index, leaves }: Expressions): Blocks {
  const ofSimple = (make: (type: SimpleType) => fc.Arbitrary<Statement>, types = SIMPLE) =>
    fc.oneof(...types.map(make));
  const uniform = rather(true, fc.constantFrom(true, false), 5);
  const condition = of(simple('bool'));

  const plain = {
    // an unused comparison is a warning
    let: ofSimple(
      type => fc.record({ kind: fc.constant('let'), type: fc.constant(type), value: of(type), uniform }),
      SIMPLE.filter(({ scalar }) => scalar !== 'bool'),
    ),
    variable: fc.record({
      kind: fc.constant('variable'),
      type: pick,
      initial: fc.option(leaves, { nil: undefined, freq: 3 }),
      uniform: fc.boolean(),
    }),
    store: ofSimple(type =>
      fc.record({
        kind: fc.constant('store'),
        type: fc.constant(type),
        value: of(type),
        pick,
        indices: fc.array(index, { maxLength: 2 }),
      }),
    ),
    assign: fc.record({
      kind: fc.constant('assign'),
      pick,
      indices: fc.array(index, { maxLength: 2 }),
      leaves,
    }),
    atomic: fc.record({
      kind: fc.constant('atomic'),
      pick,
      index,
      u32: of(simple('u32')),
      i32: of(simple('i32')),
    }),
    uniformLoad: fc.record({ kind: fc.constant('uniformLoad'), pick, index }),
  } satisfies Record<string, fc.Arbitrary<Statement>>;

  const block: Blocks['block'] = ({ atomics, groups }) => {
    const { statement } = fc.letrec<{ statement: Statement; block: Block; body: Block }>(tie => ({
      block: fc.array(tie('statement'), { maxLength: 3 }),
      body: fc.array(tie('statement'), { minLength: 1, maxLength: 4 }),
      statement: fc.oneof(
        { depthIdentifier: 'statement', maxDepth: 4, withCrossShrink: true },
        { weight: 5, arbitrary: plain.store },
        { weight: 3, arbitrary: plain.let },
        { weight: 3, arbitrary: plain.variable },
        { weight: 1, arbitrary: plain.assign },
        ...(atomics ? [{ weight: 2, arbitrary: plain.atomic }] : []),
        ...(groups ? [{ weight: 1, arbitrary: plain.uniformLoad }] : []),
        {
          weight: 3,
          arbitrary: fc.record({
            kind: fc.constant('if'),
            instead,
            uniform,
            sides: fc.array(fc.record({ condition, body: tie('body') }), { minLength: 1, maxLength: 3 }),
            otherwise: tie('block'),
          }),
        },
        {
          weight: 2,
          arbitrary: fc.oneof(
            ...(['u32', 'i32'] as const).map(scalar =>
              fc.record({
                kind: fc.constant('for'),
                instead,
                uniform,
                scalar: fc.constant(scalar),
                from: of(simple(scalar)),
                to: of(simple(scalar)),
                step: fc.constantFrom(1, 2, 3, -1, -2),
                steps: fc.option(of(simple(scalar)), { nil: undefined, freq: 2 }),
                atTheEnd: rather(false, fc.boolean(), 2),
                body: tie('body'),
              }),
            ),
          ),
        },
        {
          weight: 2,
          arbitrary: fc.record({
            kind: fc.constant('loop'),
            instead,
            uniform,
            form: fc.constantFrom('Loop', 'While'),
            turns: fc.integer({ min: 1, max: 4 }),
            condition,
            body: tie('body'),
          }),
        },
        {
          weight: 3,
          arbitrary: fc.record({
            kind: fc.constant('exit'),
            how: fc.constantFrom('Break', 'Continue', 'Return'),
            uniform,
            condition,
            before: tie('block'),
            result: leaves,
          }),
        },
        ...(groups
          ? [{ weight: 2, arbitrary: fc.record({ kind: fc.constant('exchange'), body: tie('body') }) }]
          : []),
      ) as fc.Arbitrary<Statement>,
    }));
    return fc.array(statement, { maxLength: 9, size: '+1' });
  };
  return { block };
}
