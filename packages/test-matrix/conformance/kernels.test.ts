// Launches: extents of all sizes and dimensions, and kernels of one name.
import {
  f32,
  groupKernel,
  HeddleRangeError,
  HeddleTypeError,
  i32,
  type Kernel,
  kernel,
  readWrite,
  u32,
  write,
} from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { refusal } from '../harness/refusal.ts';
import { count } from '../harness/steps.ts';

const add = (summand: number) =>
  kernel({
    name: 'same',
    params: { x: readWrite(u32) },
    body({ x }, { index }) {
      x.at(index).$ = x.at(index).$.add(summand);
    },
  });
const multiply = (factor: number) =>
  kernel({
    name: 'same',
    params: { x: readWrite(u32) },
    body({ x }, { index }) {
      x.at(index).$ = x.at(index).$.mul(factor);
    },
  });

/** Writes its own coordinates, and how often it has been there, at its own index. */
const visit2D = kernel({
  name: 'visit2D',
  dimensions: 2,
  params: { out: readWrite(u32) },
  body({ out }, { index, extent }) {
    const place = out.at(index.y.mul(extent.x).add(index.x));
    place.$ = place.$.add(index.x.mul(1000)).add(index.y).add(1_000_000);
  },
});
const visit3D = kernel({
  name: 'visit3D',
  dimensions: 3,
  params: { out: readWrite(u32) },
  body({ out }, { index, extent }) {
    const place = out.at(index.z.mul(extent.y).add(index.y).mul(extent.x).add(index.x));
    place.$ = place.$.add(index.x.mul(10_000)).add(index.y.mul(100)).add(index.z).add(1_000_000);
  },
});

suite('kernels', () => {
  describe('of one name', () => {
    test('and different bodies, alternating', async ({ accelerator }) => {
      const [plus, times] = [add(3), multiply(5)];
      const x = accelerator.allocate(u32, new Uint32Array(100).fill(1));
      let host = 1;
      for (let round = 0; round < 20; round++) {
        accelerator.launch(round % 2 === 0 ? plus : times, 100, { x });
        host = round % 2 === 0 ? (host + 3) >>> 0 : Math.imul(host, 5) >>> 0;
      }
      expect(await x.copyToCPUAsync()).toEqual(new Uint32Array(100).fill(host));
    });

    test('one redefined again and again: only a constant differs', async ({ accelerator }) => {
      const x = accelerator.allocate(u32, 10);
      for (let round = 1; round <= 30; round++) accelerator.launch(add(round), 10, { x });
      expect(await x.copyToCPUAsync()).toEqual(new Uint32Array(10).fill(465));
    });

    test('and different parameters, element types or dimensions', async ({ accelerator }) => {
      const kernels = [
        kernel({
          name: 'k',
          params: { x: write(u32) },
          body({ x }, { index }) {
            x.at(index).$ = 1;
          },
        }),
        kernel({
          name: 'k',
          params: { x: write(u32), v: u32 },
          body({ x, v }, { index }) {
            x.at(index).$ = v;
          },
        }),
        kernel({
          name: 'k',
          params: { v: u32, x: write(u32) },
          body({ x, v }, { index }) {
            x.at(index).$ = v;
          },
        }),
      ] as const;
      const x = accelerator.allocate(u32, 4);
      const args = [{ x }, { x, v: 2 }, { v: 3, x }] as const;
      for (const round of [0, 1, 2, 1, 0, 2]) {
        accelerator.launch(kernels[round] as never, 4 as never, args[round] as never);
        expect(await x.copyToCPUAsync()).toEqual(new Uint32Array(4).fill(round + 1));
      }
      const bits = [u32, i32, f32].map(type =>
        kernel({
          name: 'k',
          params: { x: write(type) },
          body({ x }, { index }) {
            x.at(index).$ = 7;
          },
        }),
      ) as Kernel[];
      const found = await Promise.all(
        [u32, i32, f32].map((type, i) => {
          const y = accelerator.allocate(type, 1);
          accelerator.launch(bits[i]!, 1, { x: y } as never);
          return y.copyToCPUAsync();
        }),
      );
      expect(found).toEqual([Uint32Array.of(7), Int32Array.of(7), Float32Array.of(7)]);
    });
  });

  describe('extent', () => {
    test('5 000 000 elements in one launch: every one written once, nothing beyond', async ({
      accelerator,
    }) => {
      const extent = 5_000_000;
      const increase = kernel({
        name: 'increase',
        params: { x: readWrite(u32) },
        body({ x }, { index }) {
          x.at(index).$ = x.at(index).$.add(index).add(1);
        },
      });
      const x = accelerator.allocate(u32, extent + 100);
      accelerator.launch(increase, extent, { x });
      const found = await x.copyToCPUAsync();
      x.dispose();
      expect(found.findIndex((value, i) => value !== (i < extent ? i + 1 : 0))).toBe(-1);
    });

    test('more than 65 535 groups', { needs: ['groups'] }, async ({ accelerator }) => {
      const groups = 66_001;
      const mark = groupKernel({
        name: 'mark',
        groupSize: 3,
        params: { x: readWrite(u32) },
        body({ x }, g) {
          const place = x.at(g.globalIndex);
          place.$ = place.$.add(g.groupIndex.mul(4)).add(g.localIndex).add(1);
        },
      });
      const x = accelerator.allocate(u32, 3 * groups + 10);
      accelerator.launch(mark, { groups }, { x });
      const found = await x.copyToCPUAsync();
      x.dispose();
      const expected = (i: number) => (i < 3 * groups ? 4 * Math.floor(i / 3) + (i % 3) + 1 : 0);
      expect(found.findIndex((value, i) => value !== expected(i))).toBe(-1);
    });

    test('0 is a no-op, in every dimension', async ({ accelerator }) => {
      const x = accelerator.allocate(u32, [1, 2]);
      const { launches } = accelerator.statistics;
      accelerator.launch(add(1), 0, { x });
      accelerator.launch(visit2D, { width: 0, height: 5 }, { out: x });
      accelerator.launch(visit2D, { width: 5, height: 0 }, { out: x });
      accelerator.launch(visit3D, { width: 1, height: 1, depth: 0 }, { out: x });
      expect(await x.copyToCPUAsync()).toEqual(Uint32Array.of(1, 2));
      expect(accelerator.statistics.launches).toBe(launches);
      // but its arguments are checked
      refusal(() => accelerator.launch(add(1), 0, {} as never), HeddleTypeError, /'x'/);
    });

    test('beyond a view: what is outside is dropped', async ({ accelerator }) => {
      const x = accelerator.allocate(u32, 300);
      accelerator.launch(add(4), 1000, { x: x.subView(7, 100) });
      expect(await x.copyToCPUAsync()).toEqual(
        Uint32Array.from({ length: 300 }, (_, i) => (i >= 7 && i < 107 ? 4 : 0)),
      );
    });

    for (const [width, height] of [
      [1, 1],
      [1, 257],
      [257, 1],
      [17, 13],
      [64, 64],
      [65, 63],
      [1000, 3],
      [7, 999],
    ] as const) {
      test(`${width} x ${height}`, async ({ accelerator }) => {
        const out = accelerator.allocate(u32, width * height + 5);
        accelerator.launch(visit2D, { width, height }, { out });
        const expected = (i: number) => 1_000_000 + 1000 * (i % width) + Math.floor(i / width);
        expect(await out.copyToCPUAsync()).toEqual(
          Uint32Array.from({ length: out.length }, (_, i) => (i < width * height ? expected(i) : 0)),
        );
      });
    }

    for (const [width, height, depth] of [
      [1, 1, 1],
      [3, 5, 7],
      [1, 1, 99],
      [33, 1, 9],
      [8, 8, 8],
      [17, 31, 5],
    ] as const) {
      test(`${width} x ${height} x ${depth}`, async ({ accelerator }) => {
        const all = width * height * depth;
        const out = accelerator.allocate(u32, all + 5);
        accelerator.launch(visit3D, { width, height, depth }, { out });
        const expected = (i: number) =>
          1_000_000 +
          10_000 * (i % width) +
          100 * (Math.floor(i / width) % height) +
          Math.floor(i / (width * height));
        expect(await out.copyToCPUAsync()).toEqual(
          Uint32Array.from({ length: out.length }, (_, i) => (i < all ? expected(i) : 0)),
        );
      });
    }

    test('more than u32 can count is refused', ({ accelerator }) => {
      const x = accelerator.allocate(u32, 1);
      for (const extent of [2 ** 32, 2 ** 53, Number.POSITIVE_INFINITY]) {
        refusal(() => accelerator.launch(add(1), extent, { x }), HeddleRangeError, /extent/);
      }
    });
  });

  test('launches are counted', async ({ accelerator }) => {
    const x = accelerator.allocate(i32, 10);
    const { launches } = accelerator.statistics;
    for (let i = 0; i < 7; i++) accelerator.launch(count, 10, { out: x });
    expect(accelerator.statistics.launches - launches).toBe(7);
  });
});
