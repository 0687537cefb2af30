// Values of many words: arrays, structs and arrays of arrays, copied, indexed, passed and returned.
import {
  array,
  bool,
  f32,
  fn,
  If,
  kernel,
  Loop,
  Return,
  read,
  readWrite,
  struct,
  u32,
  variable,
  vec3f,
  write,
} from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';

// More than 64 scalars, from which on values are in memory on cpu and wasm.
const N = 70;
const Row = array(u32, N);
const Grid = array(array(u32, 10), 7);
const Mixed = struct('Mixed', {
  flag: bool,
  at: vec3f,
  words: array(u32, 30),
  inner: struct('Inner', { scale: f32, rows: array(array(f32, 5), 7) }),
});
const row = (first: number) => Array.from({ length: N }, (_, i) => first + 3 * i);
const grid = (first: number) =>
  Array.from({ length: 7 }, (_, y) => Array.from({ length: 10 }, (_, x) => first + 100 * y + x));
const mixed = (first: number) => ({
  flag: first % 2 === 1,
  at: [first, 0.5, -first] as [number, number, number],
  words: Array.from({ length: 30 }, (_, i) => first + i),
  inner: {
    scale: first / 2,
    rows: Array.from({ length: 7 }, (_, y) => Array.from({ length: 5 }, (_, x) => first + y + x / 4)),
  },
});

suite('large-values', () => {
  test('an element is copied to its place, through a variable, and zero where it is out of bounds', async ({
    accelerator,
  }) => {
    const k = kernel({
      name: 'copies',
      params: { from: read(Row), to: write(Row), sums: write(u32), beyond: u32 },
      body({ from, to, sums, beyond }, { index }) {
        const copy = variable(Row, from.at(index).$);
        copy.at(2).$ = copy.at(1).$.add(1);
        to.at(index).$ = copy.$;
        const early = from.at(index).$;
        const nothing = from.at(index.add(beyond)).$;
        const fresh = variable(Row);
        sums.at(index).$ = early
          .at(2)
          .add(early.at(index.add(1)))
          .add(nothing.at(index))
          .add(fresh.at(index).$);
      },
    });
    const from = accelerator.allocate(Row, [row(1), row(1000)]);
    const [to, sums] = [accelerator.allocate(Row, 2), accelerator.allocate(u32, 2)];
    accelerator.launch(k, 2, { from, to, sums, beyond: 7 });
    const expected = [row(1), row(1000)].map(words =>
      words.map((word, i) => (i === 2 ? words[1]! + 1 : word)),
    );
    expect([...(await to.copyToCPUAsync())]).toEqual(expected);
    expect([...(await sums.copyToCPUAsync())]).toEqual([7 + 4, 1006 + 1006]);
  });

  test('what was read stays as it was when memory changes', async ({ accelerator }) => {
    const k = kernel({
      name: 'swap',
      params: { x: readWrite(struct('Pair', { a: Grid, b: Grid })) },
      body({ x }, { index }) {
        const old = x.at(index).a.$;
        x.at(index).a.$ = x.at(index).b.$;
        x.at(index).a.at(3).at(4).$ = 5;
        x.at(index).b.$ = old;
      },
    });
    const x = accelerator.allocate(struct('Pair', { a: Grid, b: Grid }), [
      { a: grid(1), b: grid(7) },
      { a: grid(50), b: grid(60) },
    ]);
    accelerator.launch(k, 2, { x });
    const changed = (first: number) => {
      const rows = grid(first);
      rows[3]![4] = 5;
      return rows;
    };
    expect([...(await x.copyToCPUAsync())]).toEqual([
      { a: changed(7), b: grid(1) },
      { a: changed(60), b: grid(50) },
    ]);
  });

  test('indices are read once, before the copy changes the memory that they are read from', async ({
    accelerator,
  }) => {
    const k = kernel({
      name: 'moved',
      params: { x: read(Row), y: write(Row) },
      body({ x, y }, { index }) {
        const rows = variable(array(Row, 2), [row(1), row(1)]);
        // The index is 0, and would be 1 once the element that it is read from has changed.
        rows.at(rows.at(0).at(3).$.and(1)).$ = x.at(0).$;
        y.at(index).$ = rows.at(index).$;
      },
    });
    const x = accelerator.allocate(Row, [row(2)]);
    const y = accelerator.allocate(Row, 2);
    accelerator.launch(k, 2, { x, y });
    expect([...(await y.copyToCPUAsync())]).toEqual([row(2), row(1)]);
  });

  test('a struct of bools, vectors and arrays of arrays keeps every member', async ({ accelerator }) => {
    const k = kernel({
      name: 'mixed',
      params: { from: read(Mixed), to: write(Mixed), parts: write(f32) },
      body({ from, to, parts }, { index }) {
        const value = variable(Mixed, from.at(index).$);
        value.inner.rows.at(index).at(1).$ = 9;
        const read = value.$;
        to.at(index).$ = read;
        parts.at(index).$ = read.inner.rows
          .at(index)
          .at(1)
          .add(read.at.y)
          .add(f32(read.words.at(index)));
      },
    });
    const from = accelerator.allocate(Mixed, [mixed(1), mixed(2)]);
    const [to, parts] = [accelerator.allocate(Mixed, 2), accelerator.allocate(f32, 2)];
    accelerator.launch(k, 2, { from, to, parts });
    const expected = [mixed(1), mixed(2)];
    expected[0]!.inner.rows[0]![1] = 9;
    expected[1]!.inner.rows[1]![1] = 9;
    expect([...(await to.copyToCPUAsync())]).toEqual(expected);
    expect([...(await parts.copyToCPUAsync())]).toEqual([10.5, 12.5]);
  });

  test('functions take and return them, and a call does not disturb another', async ({ accelerator }) => {
    const scaled = fn('scaled', [Row, u32], Row, (x, by) => {
      const result = variable(Row, x);
      If(by.eq(0), () => Return(x));
      const i = variable(u32, 0);
      Loop(() => {
        If(i.$.eq(N), () => Return(result.$));
        result.at(i.$).$ = x.at(i.$).mul(by);
        i.$ = i.$.add(1);
      });
      return result.$;
    });
    const total = fn('total', [Row, Row], u32, (x, y) => x.at(1).add(y.at(2)));
    const k = kernel({
      name: 'calls',
      params: { from: read(Row), to: write(Row), sums: write(u32) },
      body({ from, to, sums }, { index }) {
        const twice = scaled(from.at(index).$, 2);
        const same = scaled(twice, index);
        const once = total(twice, same);
        sums.at(index).$ = total(same, scaled(same, 10)).mul(once);
        to.at(index).$ = same;
      },
    });
    const from = accelerator.allocate(Row, [row(1), row(1000)]);
    const [to, sums] = [accelerator.allocate(Row, 2), accelerator.allocate(u32, 2)];
    accelerator.launch(k, 2, { from, to, sums });
    const doubled = [row(1), row(1000)].map(words => words.map(word => 2 * word));
    expect([...(await to.copyToCPUAsync())]).toEqual(doubled);
    const sum = ([, b, c]: number[]) => (b! + 10 * c!) * (b! + c!);
    expect([...(await sums.copyToCPUAsync())]).toEqual(doubled.map(sum));
  });

  test('a value parameter is copied and indexed', async ({ accelerator }) => {
    const k = kernel({
      name: 'value',
      params: { table: Row, to: write(Row), one: write(u32) },
      body({ table, to, one }, { index }) {
        to.at(index).$ = table;
        one.at(index).$ = table.at(index.add(5)).add(table.at(index.add(N)));
      },
    });
    const [to, one] = [accelerator.allocate(Row, 2), accelerator.allocate(u32, 2)];
    accelerator.launch(k, 2, { table: row(4), to, one });
    expect([...(await to.copyToCPUAsync())]).toEqual([row(4), row(4)]);
    expect([...(await one.copyToCPUAsync())]).toEqual([row(4)[5], row(4)[6]]);
  });
});
