import { atomic, atomics, For, groupKernel, If, i32, kernel, read, u32, write } from '@heddle/core';
import { counted, words, zeros } from '../../../core/src/interpreter/launch.test-support.ts';
import type { Example } from '../example.ts';

const histogram = kernel({
  name: 'histogram',
  params: { keys: read(u32), bins: atomics(u32), lows: atomics(i32) },
  body({ keys, bins, lows }, { index }) {
    const key = keys.at(index).$;
    bins.at(key.and(255)).add(1);
    const old = lows.at(key.shr(8)).min(i32(index));
    If(old.lt(0), () => {
      const { ok } = bins.at(0).compareExchange(key, index);
      If(ok, () => {
        bins.at(1).store(bins.at(2).load());
      });
    });
  },
});

const sharedAtomics = groupKernel({
  name: 'votes',
  params: { source: read(u32), target: atomics(u32) },
  groupSize: 64,
  body({ source, target }, g) {
    const votes = g.shared(atomic(u32), 4);
    If(g.globalIndex.lt(source.length), () => {
      votes.at(source.at(g.globalIndex).$.and(3)).add(1);
    });
    g.barrier();
    If(g.localIndex.lt(4), () => {
      target.at(g.localIndex).add(votes.at(g.localIndex).load());
    });
  },
});

const all = kernel({
  name: 'atomics',
  params: { cells: atomics(i32), counts: atomics(u32), out: write(i32) },
  body({ cells, counts, out }, { index }) {
    const results = [
      cells.at(0).add(5),
      cells.at(1).sub(5),
      cells.at(2).min(-3),
      cells.at(3).max(9),
      cells.at(4).and(6),
      cells.at(5).or(6),
      cells.at(6).xor(6),
      cells.at(7).exchange(6),
      cells.at(8).compareExchange(8, 1).old,
      cells.at(9).compareExchange(8, 1).old,
      cells.at(10).load(),
      cells.at(index.add(99)).add(1),
      cells.at(index.add(99)).max(1),
      i32(counts.at(0).min(0xfffffff0)),
      i32(counts.at(1).max(0x80000000)),
    ];
    cells.at(11).store(-1);
    cells.at(index.add(99)).store(1);
    cells.at(12).add(1);
    cells.at(2).max(-2);
    cells.at(index.add(99)).min(1);
    counts.at(2).max(3);
    for (const [i, result] of results.entries()) out.at(i).$ = result;
    // What the first trip has got is not what the second one, out of bounds, yields.
    For(2, i => {
      out.at(i.add(15)).$ = cells.at(i.mul(50).add(7)).add(1);
    });
  },
});

export const atomicOperations: readonly Example[] = [
  {
    shows: 'atomics, and an exchange that does not fail without a reason',
    goldens: ['proven'],
    kernel: histogram,
    launches: [
      {
        extent: [40, 1, 1],
        views: [
          words(...counted(40, i => (i * 77) & 1023)),
          words(...counted(256, i => i % 3)),
          words(100, 2 ** 32 - 1, 3, 7),
        ],
      },
    ],
  },
  {
    shows: 'atomics in shared memory',
    goldens: ['checked'],
    kernel: sharedAtomics,
    launches: [{ extent: [2, 1, 1], views: [words(...counted(100, i => (i * i) >> 2)), zeros(4)] }],
  },
  {
    shows: 'every atomic, in bounds and out, used and not',
    goldens: [],
    kernel: all,
    launches: [
      {
        extent: [1, 1, 1],
        views: [words(...counted(13, i => i)), words(2 ** 32 - 1, 1, 7), zeros(17)],
        yields: [
          words(5, -4, -2, 9, 4, 7, 0, 7, 1, 9, 10, -1, 13),
          words(0xfffffff0, 0x80000000, 7),
          words(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0, -1, 1, 6, 0),
        ],
      },
    ],
  },
];
