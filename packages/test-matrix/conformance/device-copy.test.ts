// Device-to-device copies: ordered, never waiting, between all kinds of views.
import { type ArrayView, bool, HeddleRangeError, i32, struct, u32, vec3f } from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { refusal } from '../harness/refusal.ts';
import { count, counted, mix, mixOnHost } from '../harness/steps.ts';

type Ints = ArrayView<typeof i32>;
const N = 48;

/** Views of 48 elements with the positions that they have in order. */
const shapes: readonly (readonly [name: string, view: (whole: Ints) => Ints, at: (i: number) => number])[] = [
  ['dense', whole => whole.subView(0, 12), i => i],
  ['at an odd offset', whole => whole.subView(5, 12), i => i + 5],
  ['strided', whole => whole.strided(4, 3), i => 4 * i + 3],
  ['strided at another step', whole => whole.subView(1, 35).strided(3), i => 3 * i + 1],
];

suite('device-copy', () => {
  test('copyFrom and copyTo behind a pending launch give its result', async ({ accelerator }) => {
    const source = accelerator.allocate(i32, 256);
    const pulled = accelerator.allocate(i32, 256);
    const pushed = accelerator.allocate(i32, 256);
    accelerator.launch(count, 256, { out: source });
    pulled.copyFrom(source);
    source.copyTo(pushed);
    expect(await pulled.copyToCPUAsync()).toEqual(counted(256));
    expect(await pushed.copyToCPUAsync()).toEqual(counted(256));
  });

  test('a copy has what its source held then, and not what was written there later', async ({
    accelerator,
  }) => {
    const stream = accelerator.defaultStream;
    const x = accelerator.allocate(u32, 100);
    const host = new Uint32Array(100);
    const copies: ArrayView<typeof u32>[] = [];
    const expected: Uint32Array[] = [];
    for (let round = 1; round <= 8; round++) {
      mix(stream, x, round);
      mixOnHost(host, round);
      const copy = accelerator.allocate(u32, 100);
      copy.memSet(0xee);
      copy.copyFrom(x);
      copies.push(copy);
      expected.push(host.slice());
    }
    expect(await Promise.all(copies.map(copy => copy.copyToCPUAsync()))).toEqual(expected);
  });

  describe('between views of all shapes', () => {
    for (const [fromName, from, fromAt] of shapes) {
      for (const [toName, to, toAt] of shapes) {
        test(`${fromName} to ${toName}`, async ({ accelerator }) => {
          const source = accelerator.allocate(i32, N);
          const target = accelerator.allocate(i32, new Int32Array(N).fill(-1));
          accelerator.launch(count, N, { out: source });
          to(target).copyFrom(from(source));
          const expected = new Int32Array(N).fill(-1);
          for (let i = 0; i < 12; i++) expected[toAt(i)] = fromAt(i) + 1;
          expect(await target.copyToCPUAsync()).toEqual(expected);
        });
      }
    }
  });

  test('within one buffer: disjoint and interleaved views, but no overlap', async ({ accelerator }) => {
    const x = accelerator.allocate(i32, counted(12));
    x.subView(6, 3).copyTo(x.subView(1, 3));
    x.strided(4, 3).copyFrom(x.strided(4, 0));
    const expected = [1, 7, 8, 1, 5, 6, 7, 5, 9, 10, 11, 9];
    expect([...(await x.copyToCPUAsync())]).toEqual(expected);
    refusal(() => x.subView(2, 3).copyFrom(x.subView(4, 3)), HeddleRangeError, /overlap/);
    refusal(() => x.copyTo(x), HeddleRangeError, /overlap/);
    refusal(() => x.strided(2).copyTo(x.subView(0, 6)), HeddleRangeError, /overlap/);
    expect([...(await x.copyToCPUAsync())]).toEqual(expected);
  });

  test('structs, vectors and bools', async ({ accelerator }) => {
    const Thing = struct('Thing', { at: vec3f, id: u32, alive: bool });
    const things = [
      { at: [1, 2, 3], id: 1, alive: true },
      { at: [-1, 0.5, Math.fround(1e-40)], id: 0xffffffff, alive: false },
      { at: [Infinity, 0, 9], id: 3, alive: true },
    ] as const;
    const source = accelerator.allocate(Thing, things);
    const target = accelerator.allocate(Thing, 5);
    target.strided(2).copyFrom(source);
    target.subView(1, 1).copyFrom(source.subView(2, 1));
    const zero = { at: [0, 0, 0], id: 0, alive: false };
    expect([...(await target.copyToCPUAsync())]).toEqual([things[0], things[2], things[1], zero, things[2]]);
  });

  test('copyFromAsync takes its place at the call: a view, or data', async ({ accelerator }) => {
    const [x, y] = [accelerator.allocate(i32, 64), accelerator.allocate(i32, 64)];
    accelerator.launch(count, 64, { out: x });
    const copied = y.copyFromAsync(x);
    x.memSetToZero();
    await copied;
    expect(await y.copyToCPUAsync()).toEqual(counted(64));
    await y.subView(3, 2).copyFromAsync([-7, -8]);
    expect([...(await y.subView(2, 4).copyToCPUAsync())]).toEqual([3, -7, -8, 6]);
  });

  test('of nothing is nothing', async ({ accelerator }) => {
    const x = accelerator.allocate(i32, counted(3));
    x.subView(1, 0).copyFrom(x.subView(1, 0));
    accelerator.allocate(i32, 0).copyTo(x.subView(3));
    expect(await x.copyToCPUAsync()).toEqual(counted(3));
  });

  test('moves no bytes through the host', async ({ accelerator }) => {
    const [x, y] = [accelerator.allocate(i32, 1024), accelerator.allocate(i32, 1024)];
    const before = accelerator.statistics;
    y.copyFrom(x);
    y.strided(2).copyFrom(x.strided(2));
    await accelerator.synchronizeAsync();
    const { bytesUploaded, bytesReadBack } = accelerator.statistics;
    expect({ bytesUploaded, bytesReadBack }).toEqual({
      bytesUploaded: before.bytesUploaded,
      bytesReadBack: before.bytesReadBack,
    });
  });
});
