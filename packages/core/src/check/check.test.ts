import { describe, expect, it } from 'vitest';
import { build } from '../ir/build.test-support.ts';
import { hashOf } from '../ir/hash.ts';
import { F32 } from '../ir/types.ts';
import {
  array,
  f32,
  If,
  kernel,
  op,
  read,
  readWrite,
  u32,
  variable,
  While,
  write,
} from '../language/index.ts';
import { tracedOf } from '../language/kernel.ts';
import { groupKernel } from '../runtime/group-kernel.ts';
import { launchIsProven } from './bounds/launch-proof.ts';
import { check } from './check.ts';
import type { CheckedProgram } from './checked.ts';

it('checks a program once, and hands out what it found', () => {
  const traced = build({ params: { y: ['readWrite', F32] } }, b => {
    b.store(b.at('y', b.builtin('index.x')), b.f32(1));
  });
  const checked = check(traced);
  expect(check(traced)).toBe(checked);
  expect(checked.hash).toBe(hashOf(traced.program));
  expect(checked.location(1)).toBe('k.ts:1:1');
  expect(checked.needs).toEqual([]);
  expect(checked.access.params).toEqual([
    { reads: false, writes: true, readsOwnIndex: false, writesOwnIndex: true },
  ]);
});

it('finds the mistake that others follow from: a value out of its block before its type', () => {
  expect(() =>
    check(
      build({}, b => {
        let inner = 0;
        b.if(b.bool(true), () => {
          inner = b.u32(1);
        });
        b.raw({
          op: 'store',
          place: { root: { kind: 'param', index: 9 }, path: [{ element: inner }], type: F32 },
          value: inner,
        });
      }),
    ),
  ).toThrow('after the block');
});

it('checks a kernel with ten thousand instructions', () => {
  const traced = build(
    {
      groupSize: 64,
      params: { x: ['read', F32], y: ['readWrite', F32] },
      shared: [{ type: F32, length: 64 }],
    },
    b => {
      const lane = b.builtin('localIndex');
      for (let i = 0; i < 1000; i++) {
        b.if(b.compute('lt', lane, b.u32(i % 64)), () => {
          b.store(
            b.sharedAt(0, lane),
            b.compute(
              'add',
              b.load(b.sharedAt(0, b.compute('add', lane, b.u32(i)))),
              b.load(b.at('x', lane)),
            ),
          );
        });
        b.barrier();
      }
    },
  );
  expect(check(traced).program).toBe(traced.program);
});

describe('kernels as people write them', () => {
  const proofs = (checked: CheckedProgram): string =>
    [...new Set(checked.access.bounds.values())].sort().join();

  it('saxpy asks the launch for both lengths, and no backend for anything', () => {
    const saxpy = kernel({
      name: 'saxpy',
      params: { a: f32, x: read(f32), y: readWrite(f32) },
      body({ a, x, y }, { index }) {
        y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$);
      },
    });
    const checked = check(tracedOf(saxpy));
    expect(proofs(checked)).toBe('launch');
    expect(checked.access.atLaunch.map(({ param }) => param)).toEqual([1, 2]);
    expect(checked.needs).toEqual([]);
  });

  it('a reduction of a group checks nothing at run time but its result', () => {
    const groupSize = 64;
    const add = op.add(f32);
    const reduce = groupKernel({
      name: 'reduce',
      params: { source: read(f32), target: write(f32) },
      groupSize,
      body({ source, target }, g) {
        const tile = g.shared(f32, groupSize);
        const lane = g.localIndex;
        tile.at(lane).$ = 0;
        If(g.globalIndex.lt(source.length), () => {
          tile.at(lane).$ = source.at(g.globalIndex).$;
        });
        for (let half = groupSize >> 1; half > 0; half >>= 1) {
          g.barrier();
          If(lane.lt(half), () => {
            tile.at(lane).$ = add.combine(tile.at(lane).$, tile.at(lane.add(half)).$);
          });
        }
        If(lane.eq(0), () => {
          target.at(g.groupIndex).$ = tile.at(0).$;
        });
      },
    });
    const checked = check(tracedOf(reduce));
    expect(proofs(checked)).toBe('always,launch');
    expect(checked.access.atLaunch).toEqual([
      { index: { kind: 'builtin', builtin: 'groupIndex' }, param: 1 },
    ]);
    expect(checked.needs.map(({ capability }) => capability)).toEqual(['groups', 'scatter']);
  });

  it('an image in two dimensions is proven by its extent', () => {
    const invert = kernel({
      name: 'invert',
      dimensions: 2,
      params: { image: readWrite(f32) },
      body({ image }, { index }) {
        image.at(index.x, index.y).$ = image.at(index.x, index.y).$.neg();
      },
    });
    const { access } = check(tracedOf(invert));
    const view = { length: 12, width: 4, height: 3, depth: 1 };
    expect(launchIsProven(access, { extent: [4, 3, 1], views: [view], values: [undefined] })).toBe(true);
    expect(launchIsProven(access, { extent: [3, 4, 1], views: [view], values: [undefined] })).toBe(false);
  });

  it('a stack is checked where nothing bounds its top', () => {
    const pops = kernel({
      name: 'pops',
      params: { out: write(u32) },
      body({ out }, { index }) {
        const stack = variable(array(u32, 24));
        const top = variable(u32, 3);
        While(
          () => top.$.gt(0),
          () => {
            top.$ = top.$.sub(1);
            out.at(index).$ = stack.at(top.$).$;
          },
        );
      },
    });
    expect(proofs(check(tracedOf(pops)))).toBe('always,launch,never');
  });
});
