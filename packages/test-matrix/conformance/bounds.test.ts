// Out of bounds: reads give 0 (of the whole place), writes are dropped, atomics change nothing and yield 0. On every kind
// of memory, for indices of both types; and the form of a kernel without checks agrees with the one that has them.
import {
  array,
  type ArrayView,
  atomics,
  bool,
  f32,
  groupKernel,
  i32,
  If,
  kernel,
  type MemoryBuffer,
  read,
  readWrite,
  struct,
  u32,
  variable,
  vec3f,
  write,
} from '@heddle/core';
import { computed } from '../src/computed.ts';
import { describe, expect, suite, test } from '../src/conformance.ts';

const LENGTH = 5;
/** As u32; the upper half is negative as an i32. */
const probes = [
  0,
  1,
  4,
  5,
  6,
  7,
  100,
  2 ** 16,
  2 ** 29,
  2 ** 30,
  2 ** 30 + 1,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 31 + 1,
  2 ** 32 - 5,
  2 ** 32 - 1,
];
const inside = (probe: number, length = LENGTH): boolean => probe < length;
/** Guards around what a view may touch. */
const GUARD = 9999;

const Part = struct('Part', { head: u32, list: array(vec3f, LENGTH), flag: bool });
const partOf = (i: number) => ({
  head: i + 1,
  list: Array.from({ length: LENGTH }, (_, k) => [i, k, 1] as const),
  flag: true,
});
const zeroPart = { head: 0, list: Array<number[]>(LENGTH).fill([0, 0, 0]), flag: false };
const parts = Array.from({ length: LENGTH }, (_, i) => partOf(i));

/** An index as both types: `at` must take the same element, or none, for either. */
const asBoth = <R>(index: any, at: (index: any) => R): [R, R] => [at(index), at(i32(index))];

suite('bounds', () => {
  describe('reads', () => {
    const elements = Array.from({ length: LENGTH }, (_, i) => 10 + i);
    const expected = probes.map(probe => (inside(probe) ? [10 + probe, 10 + probe] : [0, 0]));
    const reads: Record<string, (buffer: MemoryBuffer<typeof f32>) => ArrayView<typeof f32>> = {
      'a view': buffer => buffer,
      'a sub-view': buffer => buffer.subView(4, LENGTH),
      'a strided view': buffer => buffer.strided(3, 2).subView(1, LENGTH),
      'a strided sub-view': buffer => buffer.subView(1, 14).strided(3, 1),
    };
    const contents: Record<string, number[]> = {
      'a view': elements,
      'a sub-view': [...Array<number>(4).fill(GUARD), ...elements, ...Array<number>(4).fill(GUARD)],
      'a strided view': Array.from({ length: 30 }, (_, i) =>
        i >= 5 && (i - 5) % 3 === 0 && i < 20 ? 10 + (i - 5) / 3 : GUARD,
      ),
      'a strided sub-view': Array.from({ length: 30 }, (_, i) =>
        i >= 2 && (i - 2) % 3 === 0 && i < 17 ? 10 + (i - 2) / 3 : GUARD,
      ),
    };
    for (const [name, viewOf] of Object.entries(reads)) {
      test(name, async ({ accelerator }) => {
        const view = viewOf(accelerator.allocate(f32, contents[name]!));
        expect(view.length).toBe(LENGTH);
        const probe = accelerator.allocate(u32, probes);
        const found = await computed(
          accelerator,
          array(f32, 2),
          probes.length,
          (i, { view, probe }) => asBoth(probe.at(i).$, index => view.at(index).$),
          { view, probe },
        );
        expect(found).toEqual(expected);
      });
    }

    test('variables, array values and array parameters', async ({ accelerator }) => {
      const probe = accelerator.allocate(u32, probes);
      const out = accelerator.allocate(array(f32, 6), probes.length);
      const several = kernel({
        name: 'several',
        params: { given: array(f32, LENGTH), probe: read(u32), out: write(array(f32, 6)) },
        body({ given, probe, out }, { index }) {
          const local = variable(array(f32, LENGTH), elements);
          const value = local.$;
          const at = probe.at(index).$;
          out.at(index).$ = [
            ...asBoth(at, i => local.at(i).$),
            ...asBoth(at, i => value.at(i)),
            ...asBoth(at, i => given.at(i)),
          ];
        },
      });
      accelerator.launch(several, probes.length, { given: elements, probe, out });
      expect([...(await out.copyToCPUAsync())]).toEqual(expected.map(([element]) => Array(6).fill(element)));
    });

    test('shared memory', { needs: ['groups'] }, async ({ accelerator }) => {
      const probe = accelerator.allocate(u32, probes);
      const out = accelerator.allocate(array(f32, 2), probes.length);
      const shared = groupKernel({
        name: 'shared',
        groupSize: probes.length,
        params: { probe: read(u32), out: write(array(f32, 2)) },
        body({ probe, out }, g) {
          const before = g.shared(f32, 3);
          const tile = g.shared(f32, LENGTH);
          const after = g.shared(f32, 3);
          If(g.localIndex.lt(3), () => {
            before.at(g.localIndex).$ = GUARD;
            after.at(g.localIndex).$ = GUARD;
          });
          If(g.localIndex.lt(LENGTH), () => {
            tile.at(g.localIndex).$ = f32(g.localIndex.add(10));
          });
          g.barrier();
          out.at(g.globalIndex).$ = asBoth(probe.at(g.globalIndex).$, index => tile.at(index).$);
        },
      });
      accelerator.launch(shared, { groups: 1 }, { probe, out });
      expect([...(await out.copyToCPUAsync())]).toEqual(expected);
    });

    test('structs are all zero, arrays in them as soon as any index of the path is out', async ({
      accelerator,
    }) => {
      const source = accelerator.allocate(Part, parts);
      const probe = accelerator.allocate(u32, probes);
      const whole = await computed(
        accelerator,
        Part,
        probes.length,
        (i, { source, probe }) => source.at(probe.at(i).$).$,
        { source, probe },
      );
      expect(whole).toEqual(probes.map(probe => (inside(probe) ? parts[probe] : zeroPart)));
      const Paths = array(f32, 4);
      const paths = await computed(
        accelerator,
        Paths,
        probes.length,
        (i, { source, probe }) => {
          const at = probe.at(i).$;
          const local = variable(array(Part, LENGTH));
          local.at(2).$ = source.at(2).$;
          return [
            source.at(at).list.at(1).z.$,
            source.at(1).list.at(at).z.$,
            source.at(at).list.at(at).z.$,
            local.at(2).list.at(i32(at)).z.$,
          ];
        },
        { source, probe },
      );
      expect(paths).toEqual(probes.map(probe => Array(4).fill(inside(probe) ? 1 : 0)));
    });

    test('a view in two dimensions: beyond a row is not the next row', async ({ accelerator }) => {
      const image = accelerator
        .allocate(
          f32,
          Array.from({ length: 12 }, (_, i) => i + 1),
        )
        .as2D({ width: 4, height: 3 });
      const corners = [
        [0, 0],
        [3, 2],
        [4, 0],
        [4, 1],
        [0, 3],
        [2 ** 32 - 1, 1],
        [1, 2 ** 32 - 1],
        [2 ** 30, 0],
        [0, 2 ** 30],
        [2 ** 31, 2 ** 31],
      ] as const;
      const xs = accelerator.allocate(
        u32,
        corners.map(corner => corner[0]),
      );
      const ys = accelerator.allocate(
        u32,
        corners.map(corner => corner[1]),
      );
      const found = await computed(
        accelerator,
        f32,
        corners.length,
        (i, { image, xs, ys }) => image.at(xs.at(i).$, ys.at(i).$).$,
        { image, xs, ys },
      );
      expect(found).toEqual([1, 12, 0, 0, 0, 0, 0, 0, 0, 0]);
    });
  });

  describe('writes', () => {
    test('beyond a sub-view and a strided view, at its own index, are dropped', async ({ accelerator }) => {
      const iota = kernel({
        name: 'iota',
        params: { out: write(u32) },
        body({ out }, { index }) {
          out.at(index).$ = index.add(1);
        },
      });
      for (const [view, expected] of [
        [
          (buffer: MemoryBuffer<typeof u32>) => buffer.subView(3, LENGTH),
          [0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 0],
        ],
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
          out.at(index).$ = [
            place.add(1),
            place.exchange(60),
            place.compareExchange(60, 61).old,
            place.load(),
          ];
          place.store(62);
        },
      });
      accelerator.launch(count, probes.length, { counts: counts.subView(2, LENGTH), probe, out });
      expect([...(await out.copyToCPUAsync())]).toEqual(
        probes.map(probe => (inside(probe) ? [50, 51, 60, 61] : [0, 0, 0, 0])),
      );
      expect([...(await counts.copyToCPUAsync())]).toEqual([50, 50, 62, 62, 50, 50, 62, 50, 50]);
    });
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
