// Views in a launch: several of one buffer, strided, views of views.
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
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { refusal } from '../harness/refusal.ts';
import { count, counted } from '../harness/steps.ts';

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
  [
    'strides 2 and 3, too short to meet',
    x => x.strided(2, 9).subView(0, 2),
    x => x.strided(3, 7).subView(0, 2),
  ],
  ['strides 4 and 6 that never meet', x => x.strided(4), x => x.strided(6, 1).subView(0, 5)],
  ['strides 4 and 6 that meet once', x => x.strided(4), x => x.strided(6, 2).subView(0, 2)],
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
