// From the device to the host: any part of any view, exactly the bytes asked for, in the order of the calls.
import {
  type ArrayView,
  bool,
  f32,
  HeddleRangeError,
  HeddleTypeError,
  hostArray,
  i32,
  layoutOf,
  struct,
  u32,
  vec3f,
} from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { randomWords } from '../harness/random.ts';
import { refusal } from '../harness/refusal.ts';
import { count, counted, mix, mixOnHost } from '../harness/steps.ts';

const MIB = 2 ** 20;

suite('readback', () => {
  test('partial readback: 4 ints out of a 1 MiB buffer cost 16 bytes', async ({ accelerator }) => {
    const x = accelerator.allocate(i32, MIB / 4);
    accelerator.launch(count, x.length, { out: x });
    const parts: readonly (readonly [ArrayView<typeof i32>, number[]])[] = [
      [x.subView(100_001, 4), [100_002, 100_003, 100_004, 100_005]],
      // only the elements asked for cross the boundary, for a strided view too
      [x.strided(1000, 7).subView(3, 4), [3008, 4008, 5008, 6008]],
    ];
    for (const [view, expected] of parts) {
      const before = accelerator.statistics.bytesReadBack;
      expect([...(await view.copyToCPUAsync())]).toEqual(expected);
      expect(accelerator.statistics.bytesReadBack - before).toBe(16);
    }
    x.dispose();
  });

  test('any byte offset and length', async ({ accelerator }) => {
    const words = randomWords(64, 1);
    const bytes = new Uint8Array(words.buffer);
    const x = accelerator.allocate(u32, words);
    const { defaultStream } = accelerator;
    const ranges = [0, 1, 2, 3, 4, 5, 7, 8, 100, 253, 255, 256].flatMap(offset =>
      [0, 1, 2, 3, 4, 5, 9, 64, 256].map(length => [offset, length] as const),
    );
    await Promise.all(
      ranges.map(async ([offset, length]) => {
        const expected = bytes.slice(offset, offset + length);
        const before = accelerator.statistics.bytesReadBack;
        const reading = x.copyToRawAsync(defaultStream, offset, expected.length);
        expect(accelerator.statistics.bytesReadBack - before).toBe(expected.length);
        const found = await reading;
        expect(found, `${length} bytes from ${offset}`).toEqual(expected);
        expect(found.buffer.byteLength, 'memory of its own').toBe(expected.length);
      }),
    );
  });

  test('a bad range is refused at the call', ({ accelerator }) => {
    const x = accelerator.allocate(u32, 4);
    const { defaultStream } = accelerator;
    const { bytesReadBack } = accelerator.statistics;
    for (const [offset, length] of [
      [0, 17],
      [16, 1],
      [17, 0],
      [-1, 1],
      [0, -1],
      [0.5, 1],
      [0, Number.NaN],
      [Number.POSITIVE_INFINITY, 1],
      [2 ** 53, 1],
    ] as const) {
      refusal(() => x.copyToRawAsync(defaultStream, offset, length), HeddleRangeError, /Bytes/);
    }
    refusal(() => x.copyToRawAsync(defaultStream, '0' as never, 4), HeddleTypeError, /offsetBytes/);
    refusal(() => x.copyToRawAsync('0' as never, 0, 4), HeddleTypeError, /stream/);
    expect(accelerator.statistics.bytesReadBack).toBe(bytesReadBack);
  });

  test('every element type, of every view', async ({ accelerator }) => {
    const Inner = struct('Inner', { v: vec3f, flag: bool });
    const Outer = struct('Outer', { id: u32, inner: Inner, last: f32 });
    const values = Array.from({ length: 9 }, (_, i) => ({
      id: i,
      inner: { v: [i, i + 0.5, -i] as const, flag: i % 3 === 0 },
      last: -i / 2,
    }));
    const x = accelerator.allocate(Outer, values);
    const normal = (host: Iterable<unknown>) => [...host].map(value => JSON.stringify(value));
    for (const [view, expected] of [
      [x, values],
      [x.subView(3, 2), values.slice(3, 5)],
      [x.strided(4, 1), [values[1]!, values[5]!]],
      [x.subView(9), []],
    ] as const) {
      const host = await view.copyToCPUAsync();
      expect(host.length).toBe(expected.length);
      expect(host.bytes.byteLength).toBe(expected.length * layoutOf(Outer).stride);
      expect(normal(host)).toEqual(normal(expected));
      const mine = hostArray(Outer, expected.length);
      expect(await view.copyToHostAsync(mine)).toBe(mine);
      expect(normal(mine)).toEqual(normal(expected));
    }
    expect(await accelerator.allocate(f32, [1.5, -0]).copyToCPUAsync()).toEqual(Float32Array.of(1.5, -0));
    expect(await accelerator.allocate(i32, [-5]).copyToCPUAsync()).toEqual(Int32Array.of(-5));
    expect([...(await accelerator.allocate(bool, [true, false]).copyToCPUAsync())]).toEqual([true, false]);
  });

  test('every bit of a float survives, NaN payloads included', async ({ accelerator }) => {
    const bits = Uint32Array.of(
      0,
      0x8000_0000,
      1,
      0x7fff_ffff,
      0x7f80_0000,
      0xff80_0000,
      0x7fc0_0000,
      0xffc1_2345,
      0x7fa0_0001,
    );
    const x = accelerator.allocate(f32, bits.length);
    x.copyFromCPU(new Float32Array(bits.buffer));
    const copy = accelerator.allocate(f32, bits.length);
    copy.copyFrom(x);
    expect(new Uint32Array((await copy.copyToCPUAsync()).buffer)).toEqual(bits);
  });

  describe('order', () => {
    test('with a stream it takes its place there; without one it comes behind all that touches the buffer', async ({
      accelerator,
    }) => {
      const one = accelerator.createStream();
      const two = accelerator.createStream();
      const x = accelerator.allocate(u32, 32);
      const host = new Uint32Array(32);
      mix(one, x.subView(0, 16), 1, 100);
      mix(two, x.subView(16), 1, 100);
      mixOnHost(host.subarray(0, 16), 1, 100);
      mixOnHost(host.subarray(16), 1, 100);
      const whole = x.copyToCPUAsync();
      const upper = x.subView(16).copyToCPUAsync({ stream: two });
      x.subView(0, 16).memSetToZero({ stream: one });
      x.subView(16).memSetToZero({ stream: two });
      expect(await whole).toEqual(host);
      expect(await upper).toEqual(host.slice(16));
      one.dispose();
      two.dispose();
    });

    test('concurrent readbacks of one buffer', async ({ accelerator }) => {
      const x = accelerator.allocate(i32, 1000);
      accelerator.launch(count, 1000, { out: x });
      const readings = Array.from({ length: 20 }, (_, i) => x.subView(i * 30, 60).copyToCPUAsync());
      for (const [i, part] of (await Promise.all(readings)).entries()) {
        expect(part).toEqual(counted(1000).slice(i * 30, i * 30 + 60));
      }
    });

    test('the result is a snapshot and the caller’s own', async ({ accelerator }) => {
      const x = accelerator.allocate(i32, [1, 2]);
      const first = await x.copyToCPUAsync();
      first.fill(9);
      x.subView(1).fill(5);
      expect([...(await x.copyToCPUAsync())]).toEqual([1, 5]);
      expect([...first]).toEqual([9, 9]);
    });
  });

  test('copyToHostAsync wants an array of the view’s type and length', ({ accelerator }) => {
    const x = accelerator.allocate(i32, 4);
    refusal(() => x.copyToHostAsync(new Int32Array(3)), HeddleRangeError, /4 elements/);
    refusal(() => x.copyToHostAsync(new Uint32Array(4) as never), HeddleTypeError, /Int32Array/);
    refusal(() => x.copyToHostAsync([1, 2, 3, 4] as never), HeddleTypeError, /Int32Array/);
    refusal(() => x.copyToHostAsync(undefined as never), HeddleTypeError, /Int32Array/);
  });
});
