// Out of bounds, reads give 0: of the whole place, on every kind of memory, for indices of both types.
import {
  type ArrayView,
  array,
  f32,
  groupKernel,
  If,
  i32,
  kernel,
  type MemoryBuffer,
  read,
  struct,
  type U32,
  u32,
  variable,
  write,
} from '@heddle/core';
import { computed } from '../harness/computed.ts';
import { expect, suite, test } from '../harness/conformance.ts';
import { asBoth, GUARD, inside, LENGTH, Part, parts, probes, zeroPart } from '../programs/out-of-bounds.ts';

suite('bounds-reads', () => {
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

  test('one element more than a sub-view has: from its start, and from its end', async ({ accelerator }) => {
    const view = accelerator.allocate(f32, contents['a sub-view']!).subView(4, LENGTH);
    const found = (index: (i: U32, length: U32) => U32) =>
      computed(accelerator, f32, LENGTH + 1, (i, { view }) => view.at(index(i, view.length)).$, { view });
    expect(await found(i => i)).toEqual([...elements, 0]);
    expect(await found((i, length) => length.sub(1).sub(i))).toEqual([...[...elements].reverse(), 0]);
  });

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

  test('at literal indices, which no check is left to at run time', async ({ accelerator }) => {
    const Around = struct('Around', { before: f32, list: array(f32, LENGTH), after: f32 });
    const padded = [GUARD, ...elements, ...Array<number>(9).fill(GUARD)];
    const view = accelerator.allocate(f32, padded);
    const found = await computed(
      accelerator,
      array(f32, 8 * probes.length),
      1,
      (i, { view }) => {
        const local = variable(Around, { before: GUARD, list: elements, after: GUARD });
        const value = local.$;
        // An index from outside keeps the whole array in memory.
        const indexed = variable(Around, value);
        indexed.list.at(i).$ = indexed.list.at(i).$;
        return probes.flatMap(probe => [
          ...asBoth(u32(probe), at => local.list.at(at).$),
          ...asBoth(u32(probe), at => indexed.list.at(at).$),
          ...asBoth(u32(probe), at => value.list.at(at)),
          ...asBoth(u32(probe), at => view.at(at).$.mul(f32(i.add(1)))),
        ]);
      },
      { view: view.subView(1, LENGTH) },
    );
    expect(found[0]).toEqual(expected.flatMap(([element]) => Array(8).fill(element)));
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
