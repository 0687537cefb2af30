import { expect, it } from 'vitest';
import { type Builder, build } from '../../ir/build.test-support.ts';
import type { ValueId } from '../../ir/ir.ts';
import { F32, I32, U32 } from '../../ir/types.ts';
import { walk } from '../../ir/walk.ts';
import { ValueNumbers } from './value-numbers.ts';

/** True if the two values that `body` yields have the same number. */
function same(body: (b: Builder) => readonly [ValueId, ValueId]): boolean {
  let pair: readonly [ValueId, ValueId] = [0, 0];
  const { program } = build({ groupSize: 8, params: { n: U32, s: I32, f: F32, x: ['read', U32] } }, b => {
    pair = body(b);
  });
  const values = new ValueNumbers(program.groupSize);
  for (const instruction of walk(program.body)) values.define(instruction);
  return values.number(pair[0]) === values.number(pair[1]);
}

const equal: readonly (readonly [string, (b: Builder) => readonly [ValueId, ValueId]])[] = [
  ['a constant twice', b => [b.u32(7), b.u32(7)]],
  ['a length twice', b => [b.length('x'), b.length('x')]],
  [
    'a sum either way round',
    b => [b.compute('add', b.param('n'), b.u32(1)), b.compute('add', b.u32(1), b.param('n'))],
  ],
  [
    'a sum that is taken back',
    b => {
      const n = b.param('n');
      return [n, b.compute('sub', b.compute('add', n, b.u32(9)), b.u32(9))];
    },
  ],
  [
    'a product over a sum',
    b => {
      const [n, l] = [b.param('n'), b.length('x')];
      return [
        b.compute('mul', n, b.compute('add', l, b.u32(2))),
        b.compute('add', b.compute('add', n, n), b.compute('mul', l, n)),
      ];
    },
  ],
  ['what wraps to nothing', b => [b.compute('mul', b.param('n'), b.u32(0)), b.u32(0)]],
  [
    'an i32 and its bits',
    b => {
      const s = b.param('s');
      return [s, b.compute('toU32', s)];
    },
  ],
  [
    'the global index and what it is made of',
    b => [
      b.builtin('globalIndex'),
      b.compute('add', b.compute('mul', b.builtin('groupIndex'), b.u32(8)), b.builtin('localIndex')),
    ],
  ],
  [
    'a component and what was put there',
    b => {
      const n = b.param('n');
      return [b.extract(b.construct({ kind: 'vec', n: 2, elem: U32 }, n, b.u32(0)), 0), n];
    },
  ],
  [
    'a maximum either way round',
    b => [b.compute('max', b.param('n'), b.u32(1)), b.compute('max', b.u32(1), b.param('n'))],
  ],
  [
    'the same float operation',
    b => [b.compute('add', b.param('f'), b.f32(1)), b.compute('add', b.param('f'), b.f32(1))],
  ],
];
it.each(equal)('one number: %s', (_, body) => expect(same(body)).toBe(true));

const different: typeof equal = [
  [
    'two reads',
    b => {
      const place = b.at('x', b.u32(0));
      return [b.load(place), b.load(place)];
    },
  ],
  [
    'a difference either way round',
    b => {
      const [n, l] = [b.param('n'), b.length('x')];
      return [b.compute('sub', n, l), b.compute('sub', l, n)];
    },
  ],
  [
    'a quotient of u32 and one of i32',
    b => {
      const [s, n] = [b.param('s'), b.param('n')];
      return [b.compute('div', s, b.compute('toI32', n)), b.compute('div', b.compute('toU32', s), n)];
    },
  ],
  ['a float and an integer of the same bits', b => [b.f32(0), b.u32(0)]],
  ['two lengths', b => [b.length('x'), b.length('x', 'width')]],
  [
    'a float sum that is taken back',
    b => {
      const f = b.param('f');
      return [f, b.compute('sub', b.compute('add', f, b.f32(9)), b.f32(9))];
    },
  ],
];
it.each(different)('two numbers: %s', (_, body) => expect(same(body)).toBe(false));

it('keeps long sums and deep products short', () => {
  expect(
    same(b => {
      let sum = b.param('n');
      for (let i = 0; i < 100; i++) sum = b.compute('add', sum, b.load(b.at('x', b.u32(i))));
      let product = sum;
      for (let i = 0; i < 100; i++) product = b.compute('mul', product, b.compute('add', product, b.u32(1)));
      return [sum, product];
    }),
  ).toBe(false);
});
