// Operations of the host that set memory, and their place in the order: allocation, fill, memSet, upload.
import { type ArrayView, bool, f32, hostArray, i32, layoutOf, struct, u32, vec3f } from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { count, counted, mix, mixOnHost } from '../harness/steps.ts';

/** The member that is used here: neither ECMAScript's library nor Node's types declare it. */
interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}
const { Memory } = (
  globalThis as unknown as {
    WebAssembly: { Memory: new (limits: { initial: number; maximum: number; shared: true }) => SharedMemory };
  }
).WebAssembly;

type Ints = ArrayView<typeof i32>;
const LENGTH = 256;

/** Parts of a view of `LENGTH` elements: each the view, and which elements it has. */
const parts: readonly (readonly [name: string, view: (whole: Ints) => Ints, has: (i: number) => boolean])[] =
  [
    ['dense', whole => whole, () => true],
    ['a sub-view', whole => whole.subView(7, 91), i => i >= 7 && i < 98],
    ['a sub-view to the end', whole => whole.subView(255), i => i === 255],
    ['strided', whole => whole.strided(3, 1), i => i % 3 === 1],
    [
      'strided within a sub-view',
      whole => whole.subView(10, 41).strided(4),
      i => i >= 10 && i < 51 && i % 4 === 2,
    ],
    ['strided twice', whole => whole.strided(2, 1).strided(3, 2), i => i % 6 === 5],
    ['a sub-view of length 0', whole => whole.subView(9, 0), () => false],
  ];

const sets: readonly (readonly [name: string, value: number, set: (view: Ints) => void | Promise<void>])[] = [
  ['memSetToZeroAsync', 0, view => view.memSetToZeroAsync()],
  ['memSetToZero', 0, view => view.memSetToZero()],
  ['fill', -123_456, view => view.fill(-123_456)],
  ['memSet', 0x5a5a5a5a, view => view.memSet(0x5a)],
];

suite('memory', () => {
  for (const [setName, value, set] of sets) {
    describe(`${setName} behind an unawaited launch`, () => {
      for (const [partName, part, has] of parts) {
        test(partName, async ({ accelerator }) => {
          const v = accelerator.allocate(i32, LENGTH);
          accelerator.launch(count, LENGTH, { out: v });
          await set(part(v));
          expect(await v.copyToCPUAsync()).toEqual(counted(LENGTH).map((x, i) => (has(i) ? value : x)));
          v.dispose();
        });
      }
    });
  }

  test('every element type is filled, and its neighbours are left alone', async ({ accelerator }) => {
    const Box = struct('Box', { low: vec3f, high: vec3f });
    const Thing = struct('Thing', { box: Box, id: u32, seen: bool });
    const zero = { box: { low: [0, 0, 0], high: [0, 0, 0] }, id: 0, seen: false } as const;
    const value = { box: { low: [1, 2, 3], high: [4, 5, -0.5] }, id: 0xffffffff, seen: true } as const;
    const things = accelerator.allocate(Thing, 8);
    things.subView(1, 6).strided(2).fill(value);
    things.fill(zero, { stream: accelerator.defaultStream });
    things.subView(3, 2).fill(value);
    expect([...(await things.copyToCPUAsync())]).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map(i => (i === 3 || i === 4 ? value : zero)),
    );
    const vectors = accelerator.allocate(vec3f, 5);
    vectors.strided(2).fill([1, 2, 3]);
    const found = [...(await vectors.copyToCPUAsync())];
    expect(found).toEqual([0, 1, 2, 3, 4].map(i => (i % 2 === 0 ? [1, 2, 3] : [0, 0, 0])));
    const flags = accelerator.allocate(bool, 3);
    flags.subView(1).fill(true);
    expect([...(await flags.copyToCPUAsync())]).toEqual([false, true, true]);
  });

  test('memSet sets every byte of a struct, padding or not', async ({ accelerator }) => {
    const Padded = struct('Padded', { a: vec3f, b: vec3f });
    const padded = accelerator.allocate(Padded, 3);
    padded.subView(1, 1).memSet(0xff);
    const { bytes } = await padded.copyToCPUAsync();
    const { stride } = layoutOf(Padded);
    for (const { offset, size } of Object.values(layoutOf(Padded).fields!)) {
      const field = (element: number) => [...bytes.subarray(element * stride + offset).subarray(0, size)];
      expect([field(0), field(1), field(2)]).toEqual([0, 255, 0].map(byte => Array(size).fill(byte)));
    }
  });

  test('an allocation is zeroed, or holds its data, before anything that is queued', async ({
    accelerator,
  }) => {
    for (let round = 0; round < 3; round++) {
      // the size of a buffer that was just used and disposed: memory that is used again must be cleared
      const dirty = accelerator.allocate(u32, 4096);
      dirty.memSet(0xff);
      dirty.dispose();
      const zeroed = accelerator.allocate(u32, 4096);
      const given = accelerator.allocate(u32, [1, 2, 3]);
      mix(accelerator.defaultStream, given, 9);
      const expected = Uint32Array.of(1, 2, 3);
      mixOnHost(expected, 9);
      expect(await given.copyToCPUAsync()).toEqual(expected);
      expect((await zeroed.copyToCPUAsync()).every(word => word === 0)).toBe(true);
      zeroed.dispose();
      given.dispose();
    }
    const empty = accelerator.allocate(f32, 0);
    expect(empty.length).toBe(0);
    expect(await empty.copyToCPUAsync()).toEqual(new Float32Array(0));
  });

  describe('upload', () => {
    test('takes its place between launches: each launch sees the data written before it', async ({
      accelerator,
    }) => {
      const x = accelerator.allocate(u32, 64);
      const results: Promise<Uint32Array>[] = [];
      for (let round = 1; round <= 5; round++) {
        x.copyFromCPU(new Uint32Array(64).fill(round));
        mix(accelerator.defaultStream, x, round);
        results.push(x.copyToCPUAsync());
      }
      for (const [i, result] of (await Promise.all(results)).entries()) {
        const expected = new Uint32Array(64).fill(i + 1);
        mixOnHost(expected, i + 1);
        expect(result).toEqual(expected);
      }
    });

    test('a partial upload keeps what a launch wrote around it', async ({ accelerator }) => {
      const x = accelerator.allocate(i32, 16);
      accelerator.launch(count, 16, { out: x });
      x.subView(3, 2).copyFromCPU(Int32Array.of(-1, -2));
      x.strided(8, 7).copyFromCPU([-3, -4]);
      const found = [...(await x.copyToCPUAsync())];
      expect(found).toEqual([1, 2, 3, -1, -2, 6, 7, -3, 9, 10, 11, 12, 13, 14, 15, -4]);
    });

    test('the caller may overwrite its data on the next line', async ({ accelerator }) => {
      const Pair = struct('Pair', { a: u32, b: f32 });
      const words = Uint32Array.of(1, 2, 3);
      const plain = [4, 5, 6];
      const structs = hostArray(Pair, [{ a: 7, b: 0.5 }]);
      const [x, y, z] = [
        accelerator.allocate(u32, 3),
        accelerator.allocate(u32, 3),
        accelerator.allocate(Pair, 1),
      ];
      const initial = accelerator.allocate(u32, words);
      x.copyFromCPU(words);
      const done = y.copyFromAsync(plain);
      z.copyFromCPU(structs);
      words.fill(99);
      plain.fill(99);
      structs.set(0, { a: 99, b: 99 });
      await done;
      expect(await initial.copyToCPUAsync()).toEqual(Uint32Array.of(1, 2, 3));
      expect(await x.copyToCPUAsync()).toEqual(Uint32Array.of(1, 2, 3));
      expect(await y.copyToCPUAsync()).toEqual(Uint32Array.of(4, 5, 6));
      expect((await z.copyToCPUAsync()).at(0)).toEqual({ a: 7, b: 0.5 });
    });

    test('takes a part of a larger typed array, and one on shared memory', async ({ accelerator }) => {
      const part = Float32Array.of(0, 1.5, -0, 3, 4).subarray(1, 4);
      // unlike the constructor SharedArrayBuffer, WebAssembly has shared memory without cross-origin
      // isolation too
      const memory = new Memory({ initial: 1, maximum: 1, shared: true });
      const shared = new Float32Array(memory.buffer, 8, 3);
      shared.set([-1, 2.25, 1e-40]);
      const fromPart = accelerator.allocate(f32, part);
      const fromShared = accelerator.allocate(f32, shared);
      const uploaded = accelerator.allocate(f32, 3);
      uploaded.copyFromCPU(shared);
      shared.fill(7);
      const bits = (floats: Float32Array) => new Uint32Array(floats.slice().buffer);
      expect(bits(await fromPart.copyToCPUAsync())).toEqual(bits(Float32Array.of(1.5, -0, 3)));
      expect(bits(await fromShared.copyToCPUAsync())).toEqual(bits(Float32Array.of(-1, 2.25, 1e-40)));
      expect(bits(await uploaded.copyToCPUAsync())).toEqual(bits(Float32Array.of(-1, 2.25, 1e-40)));
    });

    test('bytesUploaded counts the bytes of data, and nothing else', async ({ accelerator }) => {
      const before = accelerator.statistics.bytesUploaded;
      const x = accelerator.allocate(u32, [1, 2, 3, 4]);
      x.subView(1, 2).copyFromCPU([5, 6]);
      x.fill(0);
      const y = accelerator.allocate(u32, 4);
      y.copyFrom(x);
      await y.copyToCPUAsync();
      expect(accelerator.statistics.bytesUploaded - before).toBe(16 + 8);
    });
  });
});
