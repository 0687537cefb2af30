// Out of bounds, writes are dropped, and atomics change nothing and yield 0. The form of a kernel without
// checks agrees with the one that has them.
import {
  array,
  atomics,
  f32,
  groupKernel,
  If,
  i32,
  kernel,
  type MemoryBuffer,
  read,
  readWrite,
  struct,
  u32,
  variable,
  write,
} from '@heddle/core';
import { computed } from '../harness/computed.ts';
import { expect, suite, test } from '../harness/conformance.ts';
import { GUARD, inside, LENGTH, Part, partOf, probes, zeroPart } from '../programs/out-of-bounds.ts';

suite('bounds-writes', () => {
  test('beyond a sub-view and a strided view, at its own index, are dropped', async ({ accelerator }) => {
    const iota = kernel({
      name: 'iota',
      params: { out: write(u32) },
      body({ out }, { index }) {
        out.at(index).$ = index.add(1);
      },
    });
    for (const [view, expected] of [
      [(buffer: MemoryBuffer<typeof u32>) => buffer.subView(3, LENGTH), [0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 0]],
      [
        (buffer: MemoryBuffer<typeof u32>) => buffer.strided(2, 1).subView(1, 3),
        [0, 0, 0, 1, 0, 2, 0, 3, 0, 0, 0, 0],
      ],
      [(buffer: MemoryBuffer<typeof u32>) => buffer, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    ] as const) {
      const buffer = accelerator.allocate(u32, 12);
      accelerator.launch(iota, 40, { out: view(buffer) });
      expect([...(await buffer.copyToCPUAsync())]).toEqual(expected);
    }
  });

  test('to any index, of a view, of a member and of an element within', { needs: ['scatter'] }, async ({
    accelerator,
  }) => {
    const buffer = accelerator.allocate(
      Part,
      Array.from({ length: LENGTH + 4 }, (_, i) => partOf(i)),
    );
    const probe = accelerator.allocate(u32, probes);
    const scattered = kernel({
      name: 'scattered',
      params: { probe: read(u32), target: readWrite(Part) },
      body({ probe, target }, { index }) {
        const at = probe.at(index).$;
        target.at(at).head.$ = 70;
        target.at(i32(at)).list.at(1).y.$ = 71;
        If(index.ge(3), () => {
          target.at(at).$ = { ...zeroPart, list: zeroPart.list as never };
          target.at(1).list.at(at).$ = [0, 0, 0];
        });
      },
    });
    accelerator.launch(scattered, probes.length, { probe, target: buffer.subView(2, LENGTH) });
    const expected = Array.from({ length: LENGTH + 4 }, (_, i) => partOf(i));
    for (const probe of probes.filter(probe => inside(probe))) {
      expected[2 + probe] = {
        ...expected[2 + probe]!,
        head: 70,
        list: expected[2 + probe]!.list.map((v, k) => (k === 1 ? [v[0], 71, v[2]] : v)),
      };
    }
    expect([...(await buffer.copyToCPUAsync())]).toEqual(expected);
  });

  test('to the own element, of a member and to any index within', async ({ accelerator }) => {
    const buffer = accelerator.allocate(
      Part,
      probes.map((_, i) => partOf(i)),
    );
    const probe = accelerator.allocate(u32, probes);
    const own = kernel({
      name: 'own',
      params: { probe: read(u32), target: readWrite(Part) },
      body({ probe, target }, { index }) {
        const at = probe.at(index).$;
        target.at(index).head.$ = 70;
        target.at(index).list.at(at).y.$ = 71;
        target.at(index).list.at(i32(at)).z.$ = 72;
      },
    });
    // there is one invocation a probe, and the last ones are outside of the view
    const length = probes.length - 5;
    accelerator.launch(own, probes.length, { probe, target: buffer.subView(2, length) });
    const expected = probes.map((_, i) => {
      const part = partOf(i);
      if (i < 2 || i >= 2 + length) return part;
      const list = part.list.map((v, k) => (k === probes[i - 2] ? [v[0], 71, 72] : v));
      return { ...part, head: 70, list };
    });
    expect([...(await buffer.copyToCPUAsync())]).toEqual(expected);
  });

  test('to variables', async ({ accelerator }) => {
    const probe = accelerator.allocate(u32, probes);
    const found = await computed(
      accelerator,
      array(u32, LENGTH + 2),
      probes.length,
      (i, { probe }) => {
        const before = variable(array(u32, LENGTH));
        const local = variable(struct('Local', { list: array(u32, LENGTH), after: u32 }));
        const at = probe.at(i).$;
        local.list.at(at).$ = 5;
        local.list.at(i32(at)).$ = local.list.at(at).$.add(1);
        return [
          ...Array.from({ length: LENGTH }, (_, k) => local.list.at(k).$),
          local.after.$,
          before.at(4).$,
        ];
      },
      { probe },
    );
    expect(found).toEqual(
      probes.map(probe =>
        Array.from({ length: LENGTH + 2 }, (_, k) => (k === probe && inside(probe) ? 6 : 0)),
      ),
    );
  });

  test('to variables, at literal indices', async ({ accelerator }) => {
    const Around = struct('Around', { before: u32, list: array(u32, LENGTH), after: u32 });
    const found = await computed(accelerator, array(Around, 2), 1, i => {
      const [local, signed] = [variable(Around), variable(Around)];
      // An index from outside keeps the whole array in memory.
      signed.list.at(i).$ = 7;
      for (const probe of probes) {
        local.list.at(probe).$ = i.add(probe).add(1);
        signed.list.at(i32(u32(probe))).$ = i.add(probe).add(1);
      }
      return [local.$, signed.$];
    });
    const list = Array.from({ length: LENGTH }, (_, k) => (probes.includes(k) ? k + 1 : 0));
    expect(found[0]).toEqual(Array(2).fill({ before: 0, list, after: 0 }));
  });

  test('to shared memory', { needs: ['groups'] }, async ({ accelerator }) => {
    const probe = accelerator.allocate(u32, probes);
    const out = accelerator.allocate(u32, LENGTH + 4);
    const shared = groupKernel({
      name: 'shared',
      groupSize: probes.length,
      params: { probe: read(u32), out: write(u32) },
      body({ probe, out }, g) {
        const [before, tile, after] = [g.shared(u32, 2), g.shared(u32, LENGTH), g.shared(u32, 2)];
        const at = probe.at(g.localIndex).$;
        tile.at(at).$ = at.add(1);
        g.barrier();
        const k = g.localIndex;
        If(k.lt(LENGTH), () => {
          out.at(k).$ = tile.at(k).$;
        });
        If(k.lt(2), () => {
          out.at(k.add(LENGTH)).$ = before.at(k).$.add(after.at(k).$);
        });
      },
    });
    accelerator.launch(shared, { groups: 1 }, { probe, out });
    expect([...(await out.copyToCPUAsync())]).toEqual([1, 2, 0, 0, 5, 0, 0, 0, 0]);
  });

  test('atomics change nothing and yield 0', { needs: ['atomics'] }, async ({ accelerator }) => {
    const counts = accelerator.allocate(u32, Array<number>(LENGTH + 4).fill(50));
    const probe = accelerator.allocate(u32, probes);
    const out = accelerator.allocate(array(u32, 4), probes.length);
    const count = kernel({
      name: 'count',
      params: { counts: atomics(u32), probe: read(u32), out: write(array(u32, 4)) },
      body({ counts, probe, out }, { index }) {
        const place = counts.at(probe.at(index).$);
        out.at(index).$ = [place.add(1), place.exchange(60), place.compareExchange(60, 61).old, place.load()];
        place.store(62);
      },
    });
    accelerator.launch(count, probes.length, { counts: counts.subView(2, LENGTH), probe, out });
    expect([...(await out.copyToCPUAsync())]).toEqual(
      probes.map(probe => (inside(probe) ? [50, 51, 60, 61] : [0, 0, 0, 0])),
    );
    expect([...(await counts.copyToCPUAsync())]).toEqual([50, 50, 62, 62, 50, 50, 62, 50, 50]);
  });

  test('the proven and the checked form agree, and there is no third', async ({ open }) => {
    const accelerator = await open();
    const blend = kernel({
      name: 'blend',
      params: { t: f32, x: read(f32), y: readWrite(f32), z: write(f32) },
      body({ t, x, y, z }, { index }) {
        const before = y.at(index).$;
        y.at(index).$ = before.add(x.at(index).$.mul(t));
        z.at(index).$ = before;
      },
    });
    const x = accelerator.allocate(
      f32,
      Array.from({ length: 64 }, (_, i) => i),
    );
    const compiled: number[] = [];
    for (const [extent, lengths] of [
      [64, [64, 64, 64]],
      [64, [40, 64, 64]],
      [64, [64, 40, 64]],
      [100, [64, 64, 10]],
      [10, [12, 50, 11]],
    ] as const) {
      const y = accelerator.allocate(f32, Array<number>(64).fill(1));
      const z = accelerator.allocate(f32, Array<number>(64).fill(GUARD));
      accelerator.launch(blend, extent, {
        t: 2,
        x: x.subView(0, lengths[0]),
        y: y.subView(0, lengths[1]),
        z: z.subView(0, lengths[2]),
      });
      const at = (i: number, k: 0 | 1 | 2): boolean => i < extent && i < lengths[k];
      expect([...(await y.copyToCPUAsync())]).toEqual(
        Array.from({ length: 64 }, (_, i) => (at(i, 1) && at(i, 0) ? 1 + 2 * i : 1)),
      );
      expect([...(await z.copyToCPUAsync())]).toEqual(
        Array.from({ length: 64 }, (_, i) => (at(i, 2) ? Number(at(i, 1)) : GUARD)),
      );
      compiled.push(accelerator.statistics.pipelinesCompiled);
    }
    expect(compiled[0]).toBeGreaterThan(0);
    expect(compiled[1]).toBeGreaterThan(compiled[0]!);
    expect(compiled.slice(1)).toEqual(Array(4).fill(compiled[1]));
  });
});
