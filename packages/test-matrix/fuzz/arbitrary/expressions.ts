// Expressions of every simple type, well-typed by construction.
import fc from 'fast-check';
import { type Expression, type Index, type Leaves, NOTHING } from '../model/expression.ts';
import { type Floats, type Signature, signatures } from '../model/signatures.ts';
import { type SimpleType, simpleTypes } from '../model/types.ts';
import { instead, pick, rather } from './rather.ts';

export interface Expressions {
  of(type: SimpleType): fc.Arbitrary<Expression>;
  readonly index: fc.Arbitrary<Index>;
  readonly leaves: fc.Arbitrary<Leaves>;
}

const EDGES = [
  31,
  32,
  33,
  255,
  65_535,
  2 ** 24 + 1,
  0x5555_5555,
  2 ** 31 - 1,
  -(2 ** 31),
  -1,
  -2,
  0x7f80_0000,
];
const literal: fc.Arbitrary<Expression> = fc
  .oneof(
    { weight: 2, arbitrary: fc.integer({ min: -9, max: 9 }) },
    rather(0, fc.oneof(fc.constantFrom(...EDGES), fc.integer()), 20),
  )
  .map(number => ({ kind: 'literal', number }));

/** An index, mostly within the bounds: a read out of bounds is zero and shows little. */
const index = (scalar: 'u32' | 'i32', value: fc.Arbitrary<Expression>): fc.Arbitrary<Index> =>
  fc.record({
    scalar: fc.constant(scalar),
    value,
    bounded: rather(true, fc.constantFrom(true, true, true, false), 2),
  });

const read = (index: fc.Arbitrary<Index>): fc.Arbitrary<Expression> =>
  fc.record({
    kind: fc.constant('read'),
    pick,
    cut: rather(0, fc.nat(5), 5),
    indices: fc.array(index, { maxLength: 2 }),
  });

/** The expression at the greatest depth. It differs from one invocation to the next, if it can. */
const leaf: fc.Arbitrary<Expression> = fc.oneof({ withCrossShrink: true }, literal, {
  weight: 3,
  arbitrary: read(index('u32', literal)),
});

export function expressions(floats: Floats): Expressions {
  const all = signatures(floats);
  const tied = fc.letrec<Record<string, Expression | Index | Leaves>>(tie => {
    const of = (type: SimpleType) => tie(type.text) as fc.Arbitrary<Expression>;
    const operation = (signature: Signature): fc.Arbitrary<Expression> =>
      fc.record({
        kind: fc.constant('operation'),
        signature: fc.constant(signature),
        instead,
        args: fc.tuple(...signature.operands.map(of)),
      });
    const expression = (type: SimpleType): fc.Arbitrary<Expression> => {
      const [scalar, composed] = [
        all.filter(({ result, operands }) => result === type && operands.every(({ n }) => n === 1)),
        all.filter(({ result, operands }) => result === type && operands.some(({ n }) => n > 1)),
      ];
      return fc.oneof(
        { depthIdentifier: 'expression', maxDepth: 4, withCrossShrink: true },
        { weight: 2, arbitrary: leaf },
        { weight: 5, arbitrary: read(tie('index') as fc.Arbitrary<Index>) },
        ...(scalar.length > 0 ? [{ weight: 7, arbitrary: fc.oneof(...scalar.map(operation)) }] : []),
        ...(composed.length > 0 ? [{ weight: 2, arbitrary: fc.oneof(...composed.map(operation)) }] : []),
        {
          weight: 1,
          arbitrary: fc.record({
            kind: fc.constant('call'),
            pick,
            args: tie('leaves') as fc.Arbitrary<Leaves>,
          }),
        },
      ) as fc.Arbitrary<Expression>;
    };
    return {
      ...Object.fromEntries(simpleTypes.map(type => [type.text, expression(type)])),
      index: fc.oneof(
        index('u32', tie('u32') as fc.Arbitrary<Expression>),
        index('i32', tie('i32') as fc.Arbitrary<Expression>),
      ),
      leaves: fc.record(
        Object.fromEntries(
          (['u32', 'i32', 'f32', 'bool'] as const).map(scalar => [
            scalar,
            tie(scalar) as fc.Arbitrary<Expression>,
          ]),
        ),
      ) as unknown as fc.Arbitrary<Leaves>,
    };
  });
  return {
    of: type => tied[type.text] as fc.Arbitrary<Expression>,
    index: tied.index as fc.Arbitrary<Index>,
    leaves: tied.leaves as fc.Arbitrary<Leaves>,
  };
}

export const FIRST: Index = { scalar: 'u32', value: NOTHING, bounded: false };
