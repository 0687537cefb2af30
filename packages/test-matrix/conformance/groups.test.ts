// Group kernels of each size, on shared memory.
import { For, groupKernel, If, op, readWrite, u32, variable, While, write } from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { agree, GROUPS, type Group, needs, range, sum } from '../programs/group-replay.ts';

/** For each group size. */
const algorithms: Record<string, Omit<Group, 'size'>> = {
  'where an invocation stands': {
    device: (g, { out }) => {
      out.at(g.globalIndex).$ = g.globalIndex
        .mul(1000)
        .add(g.groupIndex.mul(100))
        .add(g.localIndex)
        .add(g.groupCount.mul(7))
        .add(g.groupSize);
    },
    replay: (_, group, size) =>
      range(size).map(lane => (group * size + lane) * 1000 + group * 100 + lane + GROUPS * 7 + size),
  },
  'a tree reduction': {
    device: (g, { source, out }) => {
      const tile = g.shared(u32, g.groupSize);
      const lane = g.localIndex;
      tile.at(lane).$ = source.at(g.globalIndex).$;
      for (let width = g.groupSize; width > 1; width = (width + 1) >> 1) {
        const half = (width + 1) >> 1;
        g.barrier();
        If(lane.add(half).lt(width), () => {
          tile.at(lane).$ = op.add(u32).combine(tile.at(lane).$, tile.at(lane.add(half)).$);
        });
      }
      g.barrier();
      out.at(g.globalIndex).$ = tile.at(0).$;
    },
    replay: (source, _, size) => Array(size).fill(sum(source)),
  },
  'an inclusive scan in a loop with two barriers': {
    device: (g, { source, out }) => {
      const tile = g.shared(u32, g.groupSize);
      const lane = g.localIndex;
      tile.at(lane).$ = source.at(g.globalIndex).$;
      g.barrier();
      const distance = variable(u32, 1);
      While(
        () => distance.$.lt(g.groupSize),
        () => {
          const before = variable(u32);
          If(lane.ge(distance.$), () => {
            before.$ = tile.at(lane.sub(distance.$)).$;
          });
          g.barrier();
          tile.at(lane).$ = tile.at(lane).$.add(before.$);
          g.barrier();
          distance.$ = distance.$.mul(2);
        },
      );
      out.at(g.globalIndex).$ = tile.at(lane).$;
    },
    replay: source => source.map((_, i) => sum(source.slice(0, i + 1))),
  },
  'a reversal through shared memory, twice, with values kept across': {
    device: (g, { source, out }) => {
      const tile = g.shared(u32, g.groupSize);
      const mirror = g.localIndex.neg().add(g.groupSize - 1);
      const own = source.at(g.globalIndex).$;
      tile.at(g.localIndex).$ = own;
      g.barrier();
      const other = tile.at(mirror).$;
      g.barrier();
      tile.at(mirror).$ = own.mul(1000);
      g.barrier();
      out.at(g.globalIndex).$ = tile.at(g.localIndex).$.add(other).sub(own);
    },
    replay: source => source.map((own, i) => (1001 * source[source.length - 1 - i]! - own) >>> 0),
  },
};

suite('groups', () => {
  for (const size of [1, 3, 64, 100, 256]) {
    describe(`of ${size}`, () => {
      for (const [name, algorithm] of Object.entries(algorithms))
        test(name, needs, fixtures => agree(fixtures, { size, ...algorithm }));
    });
  }

  test('a barrier orders storage memory too, of the group', needs, async ({ accelerator }) => {
    const data = accelerator.allocate(u32, range(40));
    const rotate = groupKernel({
      name: 'rotate',
      groupSize: 10,
      params: { data: readWrite(u32) },
      body({ data }, g) {
        const from = g.groupIndex.mul(10).add(g.localIndex.add(3).rem(10));
        For(4, () => {
          const next = data.at(from).$;
          g.barrier();
          data.at(g.globalIndex).$ = next.add(100);
          g.barrier();
        });
      },
    });
    accelerator.launch(rotate, { groups: 4 }, { data });
    expect([...(await data.copyToCPUAsync())]).toEqual(
      range(40).map(i => i - (i % 10) + ((i + 12) % 10) + 400),
    );
  });

  test('no groups are no operation', needs, async ({ accelerator }) => {
    const out = accelerator.allocate(u32, [7]);
    const nothing = groupKernel({
      name: 'nothing',
      groupSize: 4,
      params: { out: write(u32) },
      body({ out }, g) {
        out.at(g.localIndex).$ = 1;
      },
    });
    accelerator.launch(nothing, { groups: 0 }, { out });
    expect([...(await out.copyToCPUAsync())]).toEqual([7]);
  });
});
