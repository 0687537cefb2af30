// Atomic operations, contended, on storage and on shared memory. What is asserted does not depend on who
// comes first.
import {
  atomic,
  atomics,
  Break,
  For,
  groupKernel,
  If,
  i32,
  kernel,
  Loop,
  read,
  u32,
  variable,
  write,
} from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';

const COUNT = 1000;
const CELLS = 7;
const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);
const ascending = (a: number, b: number): number => a - b;

/** The initial value of a cell under each operation, and the operation on the host; the order does not matter. */
const updates = {
  add: { from: 5, fold: (cell: number, value: number) => cell + value },
  sub: { from: 5, fold: (cell: number, value: number) => cell - value },
  min: { from: 1_000_000, fold: Math.min },
  max: { from: -1_000_000, fold: Math.max },
  and: { from: -1, fold: (cell: number, value: number) => cell & value },
  or: { from: 8, fold: (cell: number, value: number) => cell | value },
  xor: { from: 12, fold: (cell: number, value: number) => cell ^ value },
} as const;

/** Signed numbers, some of which have their highest bit set: min and max of i32 and u32 differ on them. */
const values = range(COUNT).map(i => Math.imul(i * i + 7, 2_654_435_761) >> (i % 20));

suite('atomics', () => {
  test('eight million additions to one element: none is lost', { needs: ['atomics'] }, async ({
    accelerator,
  }) => {
    const cell = accelerator.allocate(u32, 1);
    const count = kernel({
      name: 'count',
      params: { cell: atomics(u32) },
      body({ cell }) {
        For(64, () => cell.at(0).add(1));
      },
    });
    // long enough for several workers to be at it
    accelerator.launch(count, 2 ** 17, { cell });
    expect([...(await cell.copyToCPUAsync())]).toEqual([2 ** 23]);
  });

  for (const type of [u32, i32] as const) {
    const of = (value: number): number => (type === u32 ? value >>> 0 : value | 0);
    describe(`${type.scalar}`, () => {
      for (const [name, { from, fold }] of Object.entries(updates)) {
        const expected = range(CELLS).map(cell =>
          of(
            values
              .filter((_, i) => i % CELLS === cell)
              .reduce((total, value) => of(fold(of(total), of(value))), of(from)),
          ),
        );

        test(`${name} on storage memory`, { needs: ['atomics'] }, async ({ accelerator }) => {
          const cells = accelerator.allocate(type as typeof i32, Array<number>(CELLS).fill(of(from)));
          const source = accelerator.allocate(type as typeof i32, values.map(of));
          const update = kernel({
            name: `atomic_${name}`,
            params: { cells: atomics(type as typeof i32), source: read(type as typeof i32) },
            body({ cells, source }, { index }) {
              cells.at(index.rem(CELLS))[name as 'add'](source.at(index).$);
            },
          });
          accelerator.launch(update, COUNT, { cells, source });
          expect([...(await cells.copyToCPUAsync())]).toEqual(expected);
        });

        test(`${name} on shared memory`, { needs: ['groups', 'atomics'] }, async ({ accelerator }) => {
          const source = accelerator.allocate(type as typeof i32, values.map(of));
          const out = accelerator.allocate(type as typeof i32, 2 * CELLS);
          const update = groupKernel({
            name: `shared_${name}`,
            groupSize: 50,
            params: { source: read(type as typeof i32), out: write(type as typeof i32) },
            body({ source, out }, g) {
              const cells = g.shared(atomic(type as typeof i32), CELLS);
              If(g.localIndex.lt(CELLS), () => cells.at(g.localIndex).store(of(from)));
              g.barrier();
              For({ from: g.localIndex, to: COUNT, step: 50 }, k => {
                cells.at(k.rem(CELLS))[name as 'add'](source.at(k).$);
              });
              g.barrier();
              If(g.localIndex.lt(CELLS), () => {
                out.at(g.groupIndex.mul(CELLS).add(g.localIndex)).$ = cells.at(g.localIndex).load();
              });
            },
          });
          accelerator.launch(update, { groups: 2 }, { source, out });
          expect([...(await out.copyToCPUAsync())]).toEqual([...expected, ...expected]);
        });
      }

      test('add yields what was there: the old values are a permutation', { needs: ['atomics'] }, async ({
        accelerator,
      }) => {
        const counter = accelerator.allocate(type as typeof i32, [-3].map(of));
        const out = accelerator.allocate(type as typeof i32, COUNT);
        const take = kernel({
          name: 'take',
          params: { counter: atomics(type as typeof i32), out: write(type as typeof i32) },
          body({ counter, out }, { index }) {
            out.at(index).$ = counter.at(0).add(1);
          },
        });
        accelerator.launch(take, COUNT, { counter, out });
        expect([...(await out.copyToCPUAsync())].sort(ascending)).toEqual(
          range(COUNT)
            .map(k => of(k - 3))
            .sort(ascending),
        );
        expect([...(await counter.copyToCPUAsync())]).toEqual([COUNT - 3]);
      });
    });
  }

  test('exchange hands each value on exactly once', { needs: ['atomics'] }, async ({ accelerator }) => {
    const cell = accelerator.allocate(u32, [COUNT]);
    const out = accelerator.allocate(u32, COUNT);
    const pass = kernel({
      name: 'pass',
      params: { cell: atomics(u32), out: write(u32) },
      body({ cell, out }, { index }) {
        out.at(index).$ = cell.at(0).exchange(index);
      },
    });
    accelerator.launch(pass, COUNT, { cell, out });
    const found = [...(await out.copyToCPUAsync()), ...(await cell.copyToCPUAsync())];
    expect(found.sort(ascending)).toEqual(range(COUNT + 1));
  });

  test('compareExchange: one of all wins, the others learn who', { needs: ['atomics'] }, async ({
    accelerator,
  }) => {
    const cells = accelerator.allocate(u32, CELLS);
    const out = accelerator.allocate(u32, COUNT);
    const claim = kernel({
      name: 'claim',
      params: { cells: atomics(u32), out: write(u32) },
      body({ cells, out }, { index }) {
        const { old, ok } = cells.at(index.rem(CELLS)).compareExchange(0, index.add(1));
        If(ok, () => {
          out.at(index).$ = 1_000_000;
        }).Else(() => {
          out.at(index).$ = old;
        });
      },
    });
    accelerator.launch(claim, COUNT, { cells, out });
    const owners = [...(await cells.copyToCPUAsync())];
    owners.forEach((owner, cell) => {
      expect((owner - 1) % CELLS).toBe(cell);
    });
    expect([...(await out.copyToCPUAsync())]).toEqual(
      range(COUNT).map(i => (owners[i % CELLS] === i + 1 ? 1_000_000 : owners[i % CELLS])),
    );
  });

  test('compareExchange in a loop is any update', { needs: ['atomics'] }, async ({ accelerator }) => {
    const cell = accelerator.allocate(u32, [1]);
    const update = kernel({
      name: 'update',
      params: { cell: atomics(u32) },
      body({ cell }, { index }) {
        const seen = variable(u32, cell.at(0).load());
        Loop(() => {
          const { old, ok } = cell.at(0).compareExchange(seen.$, seen.$.mul(3).add(index.mul(0)).rem(65_537));
          If(ok, () => Break());
          seen.$ = old;
        });
      },
    });
    accelerator.launch(update, 500, { cell });
    let expected = 1;
    for (let i = 0; i < 500; i++) expected = (expected * 3) % 65_537;
    expect([...(await cell.copyToCPUAsync())]).toEqual([expected]);
  });

  test('a histogram: counted in shared memory, added to storage', { needs: ['groups', 'atomics'] }, async ({
    accelerator,
  }) => {
    const BINS = 16;
    const data = values.map(value => value & 0xff);
    const bins = accelerator.allocate(u32, BINS);
    const source = accelerator.allocate(u32, data);
    const histogram = groupKernel({
      name: 'histogram',
      groupSize: 64,
      params: { source: read(u32), bins: atomics(u32) },
      body({ source, bins }, g) {
        const own = g.shared(atomic(u32), BINS);
        If(g.globalIndex.lt(source.length), () => {
          own.at(source.at(g.globalIndex).$.div(256 / BINS)).add(1);
        });
        g.barrier();
        If(g.localIndex.lt(BINS), () => {
          bins.at(g.localIndex).add(own.at(g.localIndex).load());
        });
      },
    });
    accelerator.launch(histogram, { groups: Math.ceil(COUNT / 64) }, { source, bins });
    expect([...(await bins.copyToCPUAsync())]).toEqual(
      range(BINS).map(bin => data.filter(value => Math.floor(value / 16) === bin).length),
    );
  });

  test('a buffer of plain numbers goes to read, to atomics and back', { needs: ['atomics'] }, async ({
    accelerator,
  }) => {
    const [cells, out] = [accelerator.allocate(u32, range(5)), accelerator.allocate(u32, 5)];
    const grow = kernel({
      name: 'grow',
      params: { cells: atomics(u32) },
      body({ cells }, { index }) {
        cells.at(index.rem(5)).add(10);
      },
    });
    const copy = kernel({
      name: 'copy',
      params: { cells: read(u32), out: write(u32) },
      body({ cells, out }, { index }) {
        out.at(index).$ = cells.at(index).$;
      },
    });
    accelerator.launch(grow, 20, { cells });
    accelerator.launch(copy, 5, { cells, out });
    expect([...(await out.copyToCPUAsync())]).toEqual([40, 41, 42, 43, 44]);
  });
});
