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
  op,
  Return,
  read,
  readWrite,
  select,
  u32,
  variable,
  write,
} from '@heddle/core';
import {
  counted,
  floats,
  type TestLaunch,
  words,
  zeros,
} from '../../../core/src/interpreter/launch.test-support.ts';
import type { Example } from '../example.ts';

const groupReduce = groupKernel({
  name: 'reduce',
  params: { source: read(f32), target: write(f32) },
  groupSize: 64,
  body({ source, target }, g) {
    const { combine, identity } = op.add(f32);
    const tile = g.shared(f32, 64);
    const lane = g.localIndex;
    tile.at(lane).$ = identity();
    If(g.globalIndex.lt(source.length), () => {
      tile.at(lane).$ = source.at(g.globalIndex).$;
    });
    for (let half = 32; half > 0; half >>= 1) {
      g.barrier();
      If(lane.lt(half), () => {
        tile.at(lane).$ = combine(tile.at(lane).$, tile.at(lane.add(half)).$);
      });
    }
    If(lane.eq(0), () => {
      target.at(g.groupIndex).$ = tile.at(0).$;
    });
  },
});

/** Prefix sums by doubling: a loop with barriers, a local and a value that live across them. */
const scan = groupKernel({
  name: 'scan',
  params: { source: read(u32), target: write(u32), rounds: u32 },
  groupSize: 8,
  body({ source, target, rounds }, g) {
    const tile = g.shared(u32, 8);
    const lane = g.localIndex;
    const first = source.at(g.globalIndex).$;
    const sum = variable(u32, first);
    const distance = variable(u32, 1);
    For(rounds, () => {
      tile.at(lane).$ = sum.$;
      g.barrier();
      If(lane.ge(distance.$), () => {
        sum.$ = sum.$.add(tile.at(lane.sub(distance.$)).$);
      });
      distance.$ = distance.$.mul(2);
      g.barrier();
    });
    target.at(g.globalIndex).$ = sum.$.sub(first);
  },
});

const barrierLoop = groupKernel({
  name: 'relax',
  params: { rounds: u32, values: readWrite(f32) },
  groupSize: 32,
  body({ rounds, values }, g) {
    const changed = g.shared(bool, 1);
    const start = g.groupIndex.mul(32);
    For(rounds, () => {
      const left = values.at(start.add(g.localIndex.add(31).rem(32))).$;
      const own = values.at(g.globalIndex).$;
      changed.at(0).$ = false;
      g.barrier();
      If(left.gt(own), () => {
        values.at(g.globalIndex).$ = left.add(own).mul(0.5);
        changed.at(0).$ = true;
      });
      If(g.uniformLoad(changed.at(0)).not(), () => Break());
    });
  },
});

const ends = groupKernel({
  name: 'ends',
  groupSize: 4,
  params: { n: u32, out: readWrite(u32) },
  body({ n, out }, g) {
    If(n.gt(1), () => g.barrier()).Else(() => If(g.localIndex.gt(1), () => Return()));
    out.at(g.globalIndex).$ = out.at(g.globalIndex).$.add(1);
  },
});

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

const ending = (n: number): TestLaunch => ({
  extent: [2, 1, 1],
  words: words(n, 0, 0, 0).words,
  views: [zeros(8)],
});

export const groups: readonly Example[] = [
  {
    shows: 'shared memory, barriers and a loop that was unrolled while tracing',
    goldens: ['proven'],
    kernel: groupReduce,
    launches: [
      {
        extent: [3, 1, 1],
        views: [floats(...counted(150, i => i)), zeros(3)],
        yields: [undefined, floats(2016, 6112, 3047)],
      },
    ],
  },
  {
    shows: 'a loop with barriers, and what lives across them',
    goldens: ['proven'],
    kernel: scan,
    launches: [
      {
        extent: [3, 1, 1],
        words: words(3, 0, 0, 0).words,
        views: [words(...counted(24, i => i + 1)), zeros(24)],
        yields: [
          undefined,
          words(0, 1, 3, 6, 10, 15, 21, 28, 0, 9, 19, 30, 42, 55, 69, 84, 0, 17, 35, 54, 74, 95, 117, 140),
        ],
      },
    ],
  },
  {
    shows: 'barriers in a loop that the group leaves together, storage that is exchanged across them',
    goldens: ['proven'],
    kernel: barrierLoop,
    launches: [
      {
        extent: [3, 1, 1],
        words: words(20, 0, 0, 0).words,
        views: [floats(...counted(96, i => (i * 37) % 96))],
      },
    ],
  },
  {
    shows: 'lanes that end before a region, which is not run for them',
    goldens: [],
    kernel: ends,
    launches: [
      { ...ending(0), yields: [words(1, 1, 0, 0, 1, 1, 0, 0)] },
      { ...ending(2), yields: [words(1, 1, 1, 1, 1, 1, 1, 1)] },
    ],
  },
  {
    shows: 'shared memory that starts with zeros, and arrays of lanes, which are kept apart',
    goldens: [],
    kernel: apart,
    launches: [
      {
        extent: [2, 1, 1],
        views: [zeros(8)],
        yields: [words(301, 311, 321, 331, 302, 312, 322, 332)],
      },
    ],
  },
  {
    shows: 'a uniform return out of loops with barriers',
    goldens: [],
    kernel: leave,
    launches: [{ extent: [4, 1, 1], views: [zeros(8)], yields: [words(0, 0, 1, 1, 2, 2, 5, 5)] }],
  },
  {
    shows: 'values, floats, bools and locals that live across barriers in a loop without a bound',
    goldens: [],
    kernel: keep,
    launches: [0, 1, 4].map(rounds => ({
      extent: [3, 1, 1],
      words: words(rounds, 0, 0, 0).words,
      views: [floats(...counted(9, i => (i * 7) % 5)), zeros(9)],
    })),
  },
];
