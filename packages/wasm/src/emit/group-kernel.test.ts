import {
  array,
  Break,
  bool,
  Continue,
  For,
  f32,
  groupKernel,
  If,
  i32,
  Loop,
  Return,
  read,
  readWrite,
  select,
  u32,
  variable,
  write,
} from '@heddle/core';
import { describe, expect, it } from 'vitest';
import { counted, floats, words, zeros } from './kernels.test-support.ts';
import { both, type TestLaunch } from './run.test-support.ts';

describe('groups', () => {
  it('run no region of a lane that has ended', () => {
    const ends = groupKernel({
      name: 'ends',
      groupSize: 4,
      params: { n: u32, out: readWrite(u32) },
      body({ n, out }, g) {
        If(n.gt(1), () => g.barrier()).Else(() => If(g.localIndex.gt(1), () => Return()));
        out.at(g.globalIndex).$ = out.at(g.globalIndex).$.add(1);
      },
    });
    const launch = (n: number): TestLaunch => ({
      extent: [2, 1, 1],
      words: words(n, 0, 0, 0).words,
      views: [zeros(8)],
    });
    expect([...both(ends, launch(0))[0]!]).toEqual([1, 1, 0, 0, 1, 1, 0, 0]);
    expect([...both(ends, launch(2))[0]!]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('start with zeros in shared memory, and keep the arrays of lanes apart', () => {
    const apart = groupKernel({
      name: 'apart',
      groupSize: 4,
      params: { out: write(u32) },
      body({ out }, g) {
        const [small, large] = [g.shared(u32, 4), g.shared(f32, 100)];
        const list = variable(array(u32, 3));
        For(3, i => {
          list.at(i).$ = g.localIndex.mul(10).add(i);
        });
        small.at(g.localIndex).$ = small.at(g.localIndex).$.add(1);
        large.at(g.localIndex.mul(33)).$ = large.at(g.localIndex.mul(33)).$.add(2);
        g.barrier();
        const shared = small.at(g.localIndex.rem(2)).$.add(u32(large.at(g.localIndex.mul(33)).$));
        out.at(g.globalIndex).$ = list.at(g.groupIndex.add(1)).$.add(shared.mul(100));
      },
    });
    expect([...both(apart, { extent: [2, 1, 1], views: [zeros(8)] })[0]!]).toEqual([
      301, 311, 321, 331, 302, 312, 322, 332,
    ]);
  });

  it('end for a uniform return out of loops with barriers', () => {
    const leave = groupKernel({
      name: 'leave',
      groupSize: 2,
      params: { out: readWrite(u32) },
      body({ out }, g) {
        For(3, i => {
          For(3, j => {
            g.barrier();
            If(g.groupIndex.eq(i.add(j)), () => Return());
            out.at(g.globalIndex).$ = out.at(g.globalIndex).$.add(1);
          });
        });
        out.at(g.globalIndex).$ = out.at(g.globalIndex).$.add(100);
      },
    });
    expect([...both(leave, { extent: [4, 1, 1], views: [zeros(8)] })[0]!]).toEqual([0, 0, 1, 1, 2, 2, 5, 5]);
  });

  it('keep values, floats, bools and locals across barriers in every loop', () => {
    const keep = groupKernel({
      name: 'keep',
      groupSize: 3,
      params: { x: read(f32), rounds: u32, out: write(f32) },
      body({ x, rounds, out }, g) {
        const tile = g.shared(f32, 3);
        const own = x.at(g.globalIndex).$;
        const root = own.sqrt().add(f32(g.localIndex)).sub(own.floor()).abs();
        const isBig = root.gt(x.at(g.localIndex).$.mul(0.5)).and(own.ne(3));
        const sum = variable(f32, root);
        const count = variable(i32, 0);
        const isOdd = variable(bool, false);
        const round = variable(u32, 0);
        Loop(() => {
          If(round.$.ge(rounds), () => Break());
          round.$ = round.$.add(1);
          tile.at(g.localIndex).$ = sum.$;
          g.barrier();
          If(g.groupIndex.eq(1).and(round.$.eq(2)), () => Continue());
          sum.$ = sum.$.add(tile.at(g.localIndex.add(1).rem(3)).$);
          isOdd.$ = isOdd.$.not();
          count.$ = count.$.sub(1);
          g.barrier();
        });
        out.at(g.globalIndex).$ = select(isBig, sum.$, root)
          .add(f32(count.$))
          .add(select(isOdd.$, f32(0.5), 0));
      },
    });
    for (const rounds of [0, 1, 4]) {
      const views = [floats(...counted(9, i => (i * 7) % 5)), zeros(9)];
      both(keep, { extent: [3, 1, 1], words: words(rounds, 0, 0, 0).words, views });
    }
  });
});
