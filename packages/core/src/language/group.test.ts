import { expect, test } from 'vitest';
import { KernelError } from '../errors/errors.ts';
import { groupKernel } from '../runtime/group-kernel.ts';
import { If } from './control.ts';
import type { GroupContext, KernelArgs } from './kernel.ts';
import { outline } from './outline.test-support.ts';
import { read, write } from './params.ts';
import { refused } from './refusal.test-support.ts';
import { atomic, f32, u32 } from './schema.ts';

const params = { source: read(f32), target: write(f32) };
const make = (body: (args: KernelArgs<typeof params>, g: GroupContext) => void) =>
  groupKernel({ name: 'k', groupSize: 4, params, body });
const traced = (body: Parameters<typeof make>[0]): string[] => outline(make(body).ir);

test('shared memory, barriers and builtins', () => {
  const own = make(({ source, target }, g) => {
    const tile = g.shared(f32, g.groupSize);
    tile.at(g.localIndex).$ = source.at(g.globalIndex).$;
    g.barrier();
    If(g.localIndex.eq(0), () => {
      target.at(g.groupIndex).$ = tile.at(tile.length - 1).$;
    });
  });
  expect(own.ir).toMatchObject({
    kind: 'group',
    groupSize: 4,
    dimensions: 1,
    shared: [{ type: { scalar: 'f32' }, length: 4 }],
  });
  expect(outline(own.ir)).toEqual([
    'v0 = localIndex',
    'v1 = groupIndex',
    'v2 = globalIndex',
    'v3 = load source[v2]',
    'shared0[v0] = v3',
    'barrier',
    'v4 = u32 0',
    'v5 = eq v0 v4',
    'if v5',
    '  v6 = u32 3',
    '  v7 = load shared0[v6]',
    '  target[v1] = v7',
  ]);
});

test('uniformLoad reads a shared place, and atomics may be shared', () => {
  expect(
    traced(({ target }, g) => {
      const flag = g.shared(u32, 1);
      const count = g.shared(atomic(u32), 2).at(1);
      count.add(1);
      If(g.uniformLoad(flag.at(0)).eq(g.groupCount), () => {
        target.at(count.load()).$ = 0;
      });
    }),
  ).toEqual([
    'v0 = groupCount',
    'v1 = u32 1',
    'v2 = atomic add shared1[v1] v1',
    'v3 = u32 0',
    'v4 = uniformLoad shared0[v3]',
    'v5 = eq v4 v0',
    'if v5',
    '  v6 = atomic load shared1[v1]',
    '  v7 = f32 0',
    '  target[v6] = v7',
  ]);
});

test('subgroup operations', () => {
  expect(
    traced(({ target }, { subgroup, localIndex }) => {
      target.at(subgroup.size).$ = 0;
      If(subgroup.any(subgroup.elect()), () => {
        target.at(subgroup.shuffle(localIndex, 1)).$ = 1;
      });
    }),
  ).toEqual([
    'v0 = localIndex',
    'v1 = subgroup size',
    'v2 = f32 0',
    'target[v1] = v2',
    'v3 = subgroup elect',
    'v4 = subgroup any v3',
    'if v4',
    '  v5 = u32 1',
    '  v6 = subgroup shuffle v0 v5',
    '  v7 = f32 1',
    '  target[v6] = v7',
  ]);
});

test.each<[string, (args: any, g: any) => void, RegExp]>([
  ['a length of 0', (_, g) => g.shared(f32, 0), /g\.shared: the number 0 is not a length/],
  ['a fractional length', (_, g) => g.shared(f32, 1.5), /g\.shared: the number 1\.5 is not a length/],
  ['a length that is a value', (_, g) => g.shared(f32, g.localIndex), /g\.shared: a value is not a length/],
  ['shared memory of no type', (_, g) => g.shared('f32', 4), /g\.shared: expected an element type/],
  [
    'uniformLoad of a value',
    (_, g) => g.uniformLoad(g.shared(f32, 1).at(0).$),
    /uniformLoad: expected a place in shared memory, found a value of type f32/,
  ],
  [
    'uniformLoad of a view',
    ({ source }, g) => g.uniformLoad(source.at(0)),
    /uniformLoad: expected a place in shared memory, found source\.at/,
  ],
  [
    'a vote on a number',
    (_, g) => g.subgroup.any(g.localIndex),
    /subgroup\.any: expected bool, found a value of type u32/,
  ],
  [
    'a sum of bools',
    (_, g) => g.subgroup.add(g.localIndex.eq(0)),
    /subgroup\.add: expected an f32, i32 or u32/,
  ],
])('refuses %s', (_, body, message) => {
  const wrong = make(body);
  expect(() => wrong.ir).toThrow(message);
  expect(() => wrong.ir).toThrow(KernelError);
});

test.each(['barrier', 'shared', 'uniformLoad', 'subgroup', 'localIndex', 'groupCount'])(
  'a range kernel has no %s',
  name => {
    const error = refused({}, (_, context) => void (context as unknown as Record<string, unknown>)[name]);
    expect(error.message).toContain(`a range kernel has no ${name}`);
    expect(error.message).toContain('Use groupKernel');
  },
);
