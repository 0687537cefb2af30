// Views in a launch: several of one buffer, strided, two- and three-dimensional, with a bound for each axis.
import {
  type ArrayView,
  HeddleRangeError,
  i32,
  kernel,
  read,
  readWrite,
  struct,
  u32,
  vec3f,
  write,
} from '@heddle/core';
import { describe, expect, suite, test } from '../src/conformance.ts';
import { refusal } from '../src/refusal.ts';
import { count, counted } from '../src/steps.ts';

type Ints = ArrayView<typeof i32>;

const addTo = kernel({
  name: 'addTo',
  params: { from: read(i32), to: readWrite(i32) },
  body({ from, to }, { index }) {
    to.at(index).$ = to.at(index).$.add(from.at(index).$);
  },
});
const sum = kernel({
  name: 'sum',
  params: { a: read(i32), b: read(i32), out: write(i32) },
  body({ a, b, out }, { index }) {
    out.at(index).$ = a.at(index).$.add(b.at(index).$);
  },
});

/** Pairs of views of one buffer of 40 elements: disjoint or not. */
const pairs: readonly (readonly [name: string, from: (x: Ints) => Ints, to: (x: Ints) => Ints])[] = [
  ['two halves', x => x.subView(0, 20), x => x.subView(20, 20)],
  ['neighbours at odd offsets', x => x.subView(7, 11), x => x.subView(18, 11)],
  ['even and odd elements', x => x.strided(2), x => x.strided(2, 1)],
  ['interleaved by three', x => x.strided(3, 2), x => x.strided(3, 0).subView(0, 13)],
  ['a strided one beside a dense one', x => x.subView(0, 20).strided(2), x => x.subView(20, 10)],
  ['a dense one between strided elements', x => x.strided(10).subView(0, 3), x => x.subView(11, 3)],
  ['itself', x => x, x => x],
  ['shifted by one', x => x.subView(0, 39), x => x.subView(1, 39)],
  ['one shared element', x => x.subView(0, 11), x => x.subView(10, 11)],
  ['a strided one over a dense one', x => x.strided(4), x => x.subView(5, 10)],
  ['strides 2 and 3', x => x.strided(2).subView(0, 13), x => x.strided(3).subView(0, 13)],
];
const positions = (view: (x: Ints) => Ints, all: Ints): number[] => {
  const { offset, step, length } = (
    view(all) as unknown as { shape: { offset: number; step: number; length: number } }
  ).shape;
  return Array.from({ length }, (_, i) => offset + i * step);
};

suite('views', () => {
  describe('of one buffer in one launch', () => {
    for (const [name, from, to] of pairs) {
      test(name, async ({ accelerator }) => {
        const host = counted(40);
        const x = accelerator.allocate(i32, host);
        const [source, target] = [positions(from, x), positions(to, x)];
        const launch = () => accelerator.launch(addTo, target.length, { from: from(x), to: to(x) });
        if (source.some(position => target.includes(position))) {
          refusal(launch, HeddleRangeError, /'from' \(read\).*'to' \(readWrite\).*overlap/);
        } else {
          launch();
          target.forEach((position, i) => {
            host[position]! += i < source.length ? host[source[i]!]! : 0;
          });
        }
        expect(await x.copyToCPUAsync()).toEqual(host);
      });
    }

    test('two reads may overlap', async ({ accelerator }) => {
      const x = accelerator.allocate(i32, counted(20));
      const out = accelerator.allocate(i32, 19);
      accelerator.launch(sum, 19, { a: x.subView(0, 19), b: x.subView(1, 19), out });
      expect(await out.copyToCPUAsync()).toEqual(counted(19).map(i => 2 * i + 1));
      accelerator.launch(sum, 19, { a: x.subView(1), b: x.subView(1), out });
      expect(await out.copyToCPUAsync()).toEqual(counted(19).map(i => 2 * i + 2));
    });

    test('three of them: two read, one written, interleaved', async ({ accelerator }) => {
      const x = accelerator.allocate(i32, counted(30));
      accelerator.launch(sum, 10, { a: x.strided(3), b: x.strided(3, 1), out: x.strided(3, 2) });
      expect([...(await x.copyToCPUAsync())]).toEqual(
        [...counted(30)].map((v, i) => (i % 3 === 2 ? 2 * v - 3 : v)),
      );
      refusal(
        () => accelerator.launch(sum, 10, { a: x.strided(3), b: x.subView(20), out: x.strided(3, 2) }),
        HeddleRangeError,
        /'b' \(read\).*'out' \(write\)/,
      );
    });

    test('in place, over and over', async ({ accelerator }) => {
      const x = accelerator.allocate(i32, counted(16));
      for (let round = 0; round < 8; round++)
        accelerator.launch(addTo, 8, { from: x.subView(0, 8), to: x.subView(8) });
      expect([...(await x.copyToCPUAsync())]).toEqual(
        [...counted(16)].map((v, i) => (i < 8 ? v : v + 8 * (v - 8))),
      );
    });

    test('structs: parts of one array', async ({ accelerator }) => {
      const Body = struct('Body', { at: vec3f, id: u32 });
      const move = kernel({
        name: 'move',
        params: { from: read(Body), to: readWrite(Body) },
        body({ from, to }, { index }) {
          const body = to.at(index);
          body.at.$ = body.at.$.add(from.at(index).at.$);
          body.id.$ = body.id.$.add(from.at(index).id.$);
        },
      });
      const bodies = Array.from({ length: 6 }, (_, i) => ({ at: [i, 2 * i, -i] as const, id: i }));
      const x = accelerator.allocate(Body, bodies);
      accelerator.launch(move, 3, { from: x.strided(2), to: x.strided(2, 1) });
      expect([...(await x.copyToCPUAsync())]).toEqual(
        bodies.map((body, i) =>
          i % 2 === 0 ? body : { at: [2 * i - 1, 4 * i - 2, 1 - 2 * i], id: 2 * i - 1 },
        ),
      );
    });
  });

  test('lengths are those of the view', async ({ accelerator }) => {
    const lengths = kernel({
      name: 'lengths',
      params: { x: read(i32), out: write(u32) },
      body({ x, out }, { index }) {
        out.at(index).$ = x.length
          .mul(1_000_000)
          .add(x.width.mul(10_000))
          .add(x.height.mul(100))
          .add(x.depth);
      },
    });
    const x = accelerator.allocate(i32, 60);
    const out = accelerator.allocate(u32, 1);
    for (const [view, expected] of [
      [x, 60_600_101],
      [x.subView(5, 7), 7_070_101],
      [x.strided(7, 3), 9_090_101],
      [x.as2D({ width: 12, height: 5 }), 60_120_501],
      [x.as3D({ width: 3, height: 4, depth: 5 }), 60_030_405],
      [x.strided(2).as2D({ width: 3, height: 10 }), 30_031_001],
      [x.as2D({ width: 12, height: 5 }).subView(1, 4), 4_040_101],
    ] as const) {
      accelerator.launch(lengths, 1, { x: view, out });
      expect((await out.copyToCPUAsync())[0]).toBe(expected);
    }
  });

  describe('at(x, y) and at(x, y, z)', () => {
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
          out.at(index.y.mul(extent.x).add(index.x)).$ = image.at(
            i32(index.x).add(dx),
            i32(index.y).add(dy),
          ).$;
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
  });

  test('views of views mean the same elements to the host and to a kernel', async ({ accelerator }) => {
    const derive: readonly ((v: Ints) => Ints)[] = [
      v => v.subView(1),
      v => v.strided(2, 1),
      v => v.subView(2, v.length - 3),
      v => v.strided(3),
    ];
    const x = accelerator.allocate(i32, counted(500));
    for (const [i, first] of derive.entries()) {
      for (const second of derive) {
        for (const third of derive) {
          const view = third(second(first(x)));
          const out = accelerator.allocate(i32, view.length);
          accelerator.launch(addTo, view.length, { from: view, to: out });
          const [byKernel, byHost] = await Promise.all([out.copyToCPUAsync(), view.copyToCPUAsync()]);
          expect(byKernel).toEqual(byHost);
          expect(byKernel.length).toBe(view.length);
          out.dispose();
        }
      }
      const strided = first(x);
      accelerator.launch(count, strided.length, { out: strided });
      expect(await strided.copyToCPUAsync(), `${i}`).toEqual(counted(strided.length));
      x.copyFromCPU(counted(500));
    }
  });
});
