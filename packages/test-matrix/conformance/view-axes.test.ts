// at(x, y) and at(x, y, z) of two- and three-dimensional views: a bound for each axis.
import { HeddleTypeError, i32, KernelError, kernel, read, readWrite, u32, write } from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { refusal } from '../harness/refusal.ts';
import { counted } from '../harness/steps.ts';

suite('view-axes', () => {
  const gather2D = kernel({
    name: 'gather2D',
    dimensions: 2,
    params: { image: read(i32), out: write(i32) },
    body({ image, out }, { index, extent }) {
      out.at(index.y.mul(extent.x).add(index.x)).$ = image.at(index.x, index.y).$;
    },
  });
  const gather3D = kernel({
    name: 'gather3D',
    dimensions: 3,
    params: { image: read(i32), out: write(i32) },
    body({ image, out }, { index, extent }) {
      const { x, y, z } = index;
      out.at(z.mul(extent.y).add(y).mul(extent.x).add(x)).$ = image.at(x, y, z).$;
    },
  });

  test('read 0 outside of each axis', async ({ accelerator }) => {
    const x = accelerator.allocate(i32, counted(200));
    const out = accelerator.allocate(i32, 99);
    for (const [view, start, step] of [
      [x.subView(10, 35), 10, 1],
      [x.strided(4, 3).subView(2, 35), 11, 4],
    ] as const) {
      accelerator.launch(
        gather2D,
        { width: 9, height: 7 },
        { image: view.as2D({ width: 7, height: 5 }), out },
      );
      expect([...(await out.subView(0, 63).copyToCPUAsync())]).toEqual(
        Array.from({ length: 63 }, (_, i) => {
          const [column, row] = [i % 9, Math.floor(i / 9)];
          return column < 7 && row < 5 ? 1 + start + step * (row * 7 + column) : 0;
        }),
      );
    }
    const cube = x.subView(1, 24).as3D({ width: 2, height: 3, depth: 4 });
    accelerator.launch(gather3D, { width: 3, height: 4, depth: 6 }, { image: cube, out });
    expect([...(await out.subView(0, 72).copyToCPUAsync())]).toEqual(
      Array.from({ length: 72 }, (_, i) => {
        const [a, b, c] = [i % 3, Math.floor(i / 3) % 4, Math.floor(i / 12)];
        return a < 2 && b < 3 && c < 4 ? 2 + (c * 3 + b) * 2 + a : 0;
      }),
    );
  });

  test('write their own elements, and drop what is beyond the last row or layer', async ({ accelerator }) => {
    const own2D = kernel({
      name: 'own2D',
      dimensions: 2,
      params: { image: write(i32) },
      body({ image }, { index: { x, y } }) {
        image.at(x, y).$ = i32(y.mul(10).add(x)).add(1);
      },
    });
    const own3D = kernel({
      name: 'own3D',
      dimensions: 3,
      params: { image: write(i32) },
      body({ image }, { index: { x, y, z } }) {
        image.at(x, y, z).$ = i32(z.mul(100).add(y.mul(10)).add(x)).add(1);
      },
    });
    const x = accelerator.allocate(i32, 50);
    const image = x.subView(3, 35).as2D({ width: 5, height: 7 });
    const cube = x.subView(3, 24).as3D({ width: 2, height: 3, depth: 4 });
    for (const height of [4, 7, 9]) {
      x.memSetToZero();
      accelerator.launch(own2D, { width: 5, height }, { image });
      expect([...(await x.copyToCPUAsync())], `${height} rows`).toEqual(
        Array.from({ length: 50 }, (_, k) => {
          const i = k - 3;
          return i < 0 || i >= 5 * Math.min(height, 7) ? 0 : 1 + 10 * Math.floor(i / 5) + (i % 5);
        }),
      );
    }
    for (const depth of [3, 4, 6]) {
      x.memSetToZero();
      accelerator.launch(own3D, { width: 2, height: 3, depth }, { image: cube });
      expect([...(await x.copyToCPUAsync())], `${depth} layers`).toEqual(
        Array.from({ length: 50 }, (_, k) => {
          const i = k - 3;
          if (i < 0 || i >= 6 * Math.min(depth, 4)) return 0;
          return 1 + 100 * Math.floor(i / 6) + 10 * (Math.floor(i / 2) % 3) + (i % 2);
        }),
      );
    }
  });

  test('drop writes outside of each axis', { needs: ['scatter'] }, async ({ accelerator }) => {
    const scatter2D = kernel({
      name: 'scatter2D',
      dimensions: 2,
      params: { image: write(i32) },
      body({ image }, { index }) {
        image.at(index.x, index.y).$ = i32(index.x.mul(100).add(index.y)).add(1);
      },
    });
    const x = accelerator.allocate(i32, 50);
    const image = x.subView(3, 35).as2D({ width: 5, height: 7 });
    accelerator.launch(scatter2D, { width: 11, height: 9 }, { image });
    expect([...(await x.copyToCPUAsync())]).toEqual(
      Array.from({ length: 50 }, (_, i) =>
        i < 3 || i >= 38 ? 0 : 1 + 100 * ((i - 3) % 5) + Math.floor((i - 3) / 5),
      ),
    );
  });

  test('negative coordinates are outside', async ({ accelerator }) => {
    const shift = kernel({
      name: 'shift',
      dimensions: 2,
      params: { dx: i32, dy: i32, image: read(i32), out: write(i32) },
      body({ dx, dy, image, out }, { index, extent }) {
        out.at(index.y.mul(extent.x).add(index.x)).$ = image.at(i32(index.x).add(dx), i32(index.y).add(dy)).$;
      },
    });
    const image = accelerator.allocate(i32, counted(20)).as2D({ width: 5, height: 4 });
    const out = accelerator.allocate(i32, 20);
    for (const [dx, dy] of [
      [-1, 0],
      [0, -1],
      [2, 3],
      [-2, 1],
      [5, -5],
      [-(2 ** 31), 0],
      [2 ** 31 - 1, 2 ** 31 - 1],
    ] as const) {
      accelerator.launch(shift, { width: 5, height: 4 }, { dx, dy, image, out });
      expect([...(await out.copyToCPUAsync())], `by ${dx}, ${dy}`).toEqual(
        Array.from({ length: 20 }, (_, i) => {
          const [column, row] = [(i % 5) + dx, Math.floor(i / 5) + dy];
          return column >= 0 && column < 5 && row >= 0 && row < 4 ? row * 5 + column + 1 : 0;
        }),
      );
    }
  });

  test('a view that is not as the kernel indexes it is refused: as2D and as3D forgotten', async ({
    accelerator,
  }) => {
    const fill2D = kernel({
      name: 'fill2D',
      dimensions: 2,
      params: { x: write(i32) },
      body({ x }, { index }) {
        x.at(index.x, index.y).$ = 7;
      },
    });
    const fill3D = kernel({
      name: 'fill3D',
      dimensions: 3,
      params: { x: readWrite(i32) },
      body({ x }, { index }) {
        x.at(index.x, index.y, index.z).$ = x.at(index.x, index.y, index.z).$.add(7);
      },
    });
    const memory = accelerator.allocate(i32, 24);
    const rows = memory.as2D({ width: 6, height: 4 });
    const layers = memory.as3D({ width: 2, height: 3, depth: 4 });
    const out = accelerator.allocate(i32, 24);
    const [flat, cube] = [
      { width: 6, height: 4 },
      { width: 2, height: 3, depth: 4 },
    ];
    const toRows = (name: string) =>
      new RegExp(
        `'${name}' is indexed by \\(x, y\\) and is not a view of rows; pass ${name}\\.as2D\\(\\{ width, height \\}\\)`,
      );
    const toLayers = (name: string) =>
      new RegExp(
        `'${name}' is indexed by \\(x, y, z\\) and is not a view of layers of rows; pass ${name}\\.as3D`,
      );
    for (const view of [memory, memory.view, memory.subView(0), memory.strided(1), rows.subView(0), layers]) {
      refusal(() => accelerator.launch(fill2D, flat, { x: view }), HeddleTypeError, toRows('x'));
      refusal(
        () => accelerator.launch(gather2D, flat, { image: view, out }),
        HeddleTypeError,
        toRows('image'),
      );
    }
    for (const view of [memory, memory.strided(1), layers.subView(0), rows]) {
      refusal(() => accelerator.launch(fill3D, cube, { x: view }), HeddleTypeError, toLayers('x'));
      refusal(
        () => accelerator.launch(gather3D, cube, { image: view, out }),
        HeddleTypeError,
        toLayers('image'),
      );
    }
    // one row is a view of rows, and nothing of what was refused was written
    accelerator.launch(
      fill2D,
      { width: 3, height: 1 },
      { x: memory.subView(0, 3).as2D({ width: 3, height: 1 }) },
    );
    expect([...(await memory.copyToCPUAsync())]).toEqual([7, 7, 7, ...new Int32Array(21)]);
  });

  test('at(i), width and height are for views of any dimensions', async ({ accelerator }) => {
    const sizes = kernel({
      name: 'sizes',
      params: { x: read(i32), out: write(u32) },
      body({ x, out }, { index }) {
        out.at(index).$ = x.width
          .mul(100)
          .add(x.height.mul(10))
          .add(x.depth)
          .add(u32(x.at(index).$));
      },
    });
    const x = accelerator.allocate(i32, [1, 2, 3, 4, 5, 6, 7, 8]);
    const out = accelerator.allocate(u32, 8);
    for (const [view, size] of [
      [x, 811],
      [x.as2D({ width: 4, height: 2 }), 421],
      [x.as3D({ width: 2, height: 2, depth: 2 }), 222],
    ] as const) {
      accelerator.launch(sizes, 8, { x: view, out });
      expect([...(await out.copyToCPUAsync())]).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(i => size + i));
    }
  });

  test('a view that is indexed by (x, y) and by (x, y, z) fits no argument', ({ accelerator }) => {
    const both = kernel({
      name: 'both',
      dimensions: 3,
      params: { x: read(i32), out: write(i32) },
      body({ x, out }, { index }) {
        out.at(index.x).$ = x.at(index.x, index.y).$.add(x.at(index.x, index.y, index.z).$);
      },
    });
    const x = accelerator.allocate(i32, 8).as3D({ width: 2, height: 2, depth: 2 });
    const out = accelerator.allocate(i32, 8);
    refusal(
      () => accelerator.launch(both, { width: 2, height: 2, depth: 2 }, { x, out }),
      KernelError,
      /'x' is indexed by \(x, y\) and by \(x, y, z\)/,
    );
  });
});
