import {
  Break,
  For,
  f32,
  If,
  kernel,
  Loop,
  Return,
  read,
  readWrite,
  struct,
  u32,
  vec3f,
  write,
} from '@heddle/core';
import { check, lowerToShader, type Program, walk } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { type OwnElements, withOwnElements } from './own-elements.ts';

const Pair = struct('Pair', { a: vec3f, b: f32 });

function own(of: { readonly ir: Program }, ...outputs: readonly number[]): OwnElements {
  const program = check({ program: of.ir, location: () => undefined });
  return withOwnElements(
    program,
    lowerToShader(program, 'proven'),
    outputs.map(param => ({ param, layers: [0] })),
  );
}
/** True if the only element is initialised with the buffer's old value. */
const isOldFirst = (of: { readonly ir: Program }): boolean => own(of, 0).elements[0]!.isOldFirst;
type Body = Parameters<
  typeof kernel<{ y: ReturnType<typeof readWrite<typeof Pair>>; n: typeof u32 }>
>[0]['body'];
const pairs = (body: Body) => kernel({ name: 'pairs', params: { y: readWrite(Pair), n: u32 }, body });

const zero = () => Pair({ a: vec3f(0, 0, 0), b: 0 });

test.each<[boolean, string, Body]>([
  [
    false,
    'written whole',
    ({ y }, { index }) => {
      y.at(index).$ = zero();
    },
  ],
  [
    true,
    'written in part',
    ({ y }, { index }) => {
      y.at(index).b.$ = 1;
    },
  ],
  [
    true,
    'written in one branch',
    ({ y, n }, { index }) => {
      If(n.eq(0), () => {
        y.at(index).$ = zero();
      });
    },
  ],
  [
    false,
    'written in both',
    ({ y, n }, { index }) => {
      If(n.eq(0), () => {
        y.at(index).$ = zero();
      }).Else(() => {
        y.at(index).$ = Pair({ a: vec3f(1, 1, 1), b: 1 });
      });
    },
  ],
  [
    true,
    'written after a return',
    ({ y, n }, { index }) => {
      If(n.eq(0), () => Return());
      y.at(index).$ = zero();
    },
  ],
  [
    false,
    'written before a return',
    ({ y, n }, { index }) => {
      y.at(index).$ = zero();
      If(n.eq(0), () => Return());
      y.at(index).b.$ = 2;
    },
  ],
  [
    true,
    'written in a loop that may make no trip',
    ({ y, n }, { index }) => {
      For(n, () => {
        y.at(index).$ = zero();
      });
    },
  ],
  [
    true,
    'written in a loop that may be left before',
    ({ y, n }, { index }) => {
      Loop(() => {
        If(n.eq(3), () => Break());
        y.at(index).$ = zero();
      });
    },
  ],
  [
    true,
    'read before it is written',
    ({ y }, { index }) => {
      y.at(index).$ = Pair({ a: y.at(index).a.$, b: 1 });
    },
  ],
  [
    false,
    'read after it is written',
    ({ y }, { index }) => {
      y.at(index).$ = zero();
      y.at(index).b.$ = y.at(index).a.x.$;
    },
  ],
])('begins as what was there before: %s, where it is %s', (expected, _, body) => {
  expect(isOldFirst(pairs(body))).toBe(expected);
});

const accesses = ({ shader }: OwnElements): readonly string[] =>
  [...walk(shader.body)].flatMap(instruction =>
    instruction.op === 'load' || instruction.op === 'store'
      ? [`${instruction.op} ${instruction.place.root.kind} ${instruction.place.root.index}`]
      : [],
  );

test('a read at another index is one of the buffer before anything is written, and a choice afterwards', () => {
  const shift = kernel({
    name: 'shift',
    params: { y: readWrite(u32), n: u32 },
    body({ y, n }, { index }) {
      y.at(index).$ = y.at(n).$;
      y.at(index).$ = y.at(n).$.add(1);
    },
  });
  const rewritten = own(shift, 0);
  const [{ local, address }] = rewritten.elements as [OwnElements['elements'][number]];
  const choice = local + 1;
  expect(accesses(rewritten)).toEqual([
    'load param 0',
    `store local ${local}`,
    `load local ${local}`,
    `store local ${choice}`,
    'load param 0',
    `store local ${choice}`,
    `load local ${choice}`,
    `store local ${local}`,
  ]);
  const test = [...walk(rewritten.shader.body)].find(({ op }) => op === 'compute');
  expect(test).toMatchObject({ name: 'eq', args: [expect.any(Number), address] });
});

test('what one trip of a loop writes, the next one reads', () => {
  const sum = kernel({
    name: 'sum',
    params: { y: readWrite(u32), n: u32 },
    body({ y, n }, { index }) {
      For(n, i => {
        y.at(index).$ = y.at(i).$.add(1);
      });
    },
  });
  expect(accesses(own(sum, 0))).toContain('load local 0');
});

test('what is written at (x, y) is the own element in rows too, and read again without a choice', () => {
  const twice = kernel({
    name: 'twice',
    dimensions: 2,
    params: { image: readWrite(u32), other: readWrite(u32) },
    body({ image, other }, { index: { x, y }, extent }) {
      const index = y.mul(extent.x).add(x);
      image.at(index).$ = 1;
      image.at(x, y).$ = image.at(index).$.add(image.at(x, y).$);
      // Written in rows of the extent, so that it requires nothing of the launch.
      other.at(index).$ = 1;
      other.at(index).$ = other.at(x, y).$;
    },
  });
  expect(accesses(own(twice, 0, 1))).toEqual([
    ...['store local 0', 'load local 0', 'load local 0', 'store local 0'],
    ...['store local 1', 'load local 1', 'store local 2', 'load param 1', 'store local 2', 'load local 2'],
    'store local 1',
  ]);
});

test('a pass leaves out what it neither writes nor reads', () => {
  const two = kernel({
    name: 'two',
    params: { y: write(u32), z: readWrite(u32), x: read(u32) },
    body({ y, z, x }, { index }) {
      y.at(index).$ = x.at(index).$;
      z.at(index).$ = 3;
      y.at(index).$ = z.at(index).$.add(4);
    },
  });
  const first = own(two, 0);
  expect(first.elements.map(({ param, isOutput }) => [param, isOutput])).toEqual([
    [0, true],
    [1, false],
  ]);
  const second = own(two, 1);
  expect(second.elements.map(({ param }) => param)).toEqual([1]);
  expect(accesses(second)).toEqual(['store local 0']);
});
