import { describe, expect, test } from 'vitest';
import { DisposedError, HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import { f32, u32 } from '../language/schema.ts';
import { MemoryBuffer } from './buffer.ts';
import { FakeAccelerator, state, turns } from './fake-accelerator.test-support.ts';
import { ArrayView } from './view.ts';

const ofBytes = (accelerator: FakeAccelerator, ...words: number[]) =>
  accelerator.allocate(u32, words, { label: 'x' });

describe('copyToRawAsync', () => {
  test('any offset and any length; only these bytes cross', async () => {
    const accelerator = new FakeAccelerator();
    const x = ofBytes(accelerator, 0x03020100, 0x07060504);
    for (const [offset, length] of [
      [0, 8],
      [1, 3],
      [3, 2],
      [7, 1],
      [8, 0],
      [0, 0],
      [2, 6],
    ] as const) {
      const before = accelerator.statistics.bytesReadBack;
      const raw = await x.copyToRawAsync(accelerator.defaultStream, offset, length);
      expect([...raw]).toEqual(Array.from({ length }, (_, i) => offset + i));
      expect(accelerator.statistics.bytesReadBack - before).toBe(length);
    }
  });

  test.each<[string, unknown, unknown, typeof HeddleRangeError | typeof HeddleTypeError, string]>([
    [
      'a negative offset',
      -1,
      1,
      HeddleRangeError,
      "copyToRawAsync: offsetBytes: expected a whole number from 0 to 8 (the byte length of 'x'), found -1",
    ],
    ['an offset beyond the end', 9, 0, HeddleRangeError, 'found 9'],
    [
      'a length beyond the end',
      4,
      5,
      HeddleRangeError,
      "copyToRawAsync: lengthBytes: expected a whole number from 0 to 4 (what is left of 'x'), found 5",
    ],
    ['a fraction', 0.5, 1, HeddleRangeError, 'found 0.5'],
    ['NaN', 0, NaN, HeddleRangeError, 'found NaN'],
    ['a huge length', 0, 2 ** 60, HeddleRangeError, 'found 1152921504606847000'],
    ['a string', '0', 1, HeddleTypeError, "found '0'"],
    ['undefined', 0, undefined, HeddleTypeError, 'found undefined'],
  ])('refuses %s at the call', (_, offset, length, ErrorType, message) => {
    const accelerator = new FakeAccelerator();
    const x = ofBytes(accelerator, 1, 2);
    expect(() => x.copyToRawAsync(accelerator.defaultStream, offset as number, length as number)).toThrow(
      ErrorType,
    );
    expect(() => x.copyToRawAsync(accelerator.defaultStream, offset as number, length as number)).toThrow(
      message,
    );
    expect(accelerator.statistics.bytesReadBack).toBe(0);
  });

  test('refuses what is no stream, and a stream of another accelerator', () => {
    const x = ofBytes(new FakeAccelerator(), 1);
    expect(() => x.copyToRawAsync(null as never, 0, 4)).toThrow(HeddleTypeError);
    expect(() => x.copyToRawAsync(new FakeAccelerator().defaultStream, 0, 4)).toThrow(HeddleTypeError);
  });

  test('given a stream it takes its place there, and waits for that one only', async () => {
    const accelerator = new FakeAccelerator();
    const [a, b] = [accelerator.createStream(), accelerator.createStream()];
    const [x, y] = [ofBytes(accelerator, 1), ofBytes(accelerator, 1)];
    accelerator.hold(a, b);
    x.fill(2, { stream: a });
    y.fill(9, { stream: b });
    const read = x.copyToRawAsync(a, 0, 1);
    x.fill(3, { stream: a });
    expect(await state(read)).toBe('pending');
    await accelerator.release(a);
    expect([...(await read)]).toEqual([2]);
    await accelerator.release(b);
  });

  test('without a stream it waits for all that touches the buffer, on any stream, and sees nothing that is queued later on any', async () => {
    const accelerator = new FakeAccelerator();
    const [a, b, c] = [accelerator.createStream(), accelerator.createStream(), accelerator.createStream()];
    const x = accelerator.allocate(f32, 4);
    accelerator.hold(a, b);
    x.subView(0, 2).fill(1, { stream: a });
    x.subView(2, 2).fill(2, { stream: b });
    const read = x.copyToCPUAsync();
    const strided = x.strided(2).copyToCPUAsync();
    x.fill(8, { stream: c });
    x.fill(9);
    expect(await state(read)).toBe('pending');
    await accelerator.release(a);
    expect(await state(read)).toBe('pending');
    await accelerator.release(b);
    expect([...(await read)]).toEqual([1, 1, 2, 2]);
    expect([...(await strided)]).toEqual([1, 2]);
    await accelerator.synchronizeAsync();
  });

  test('without a stream, work on other buffers and other streams does not hold it up', async () => {
    const accelerator = new FakeAccelerator();
    const [a, b] = [accelerator.createStream(), accelerator.createStream()];
    const [x, y] = [ofBytes(accelerator, 1), ofBytes(accelerator, 1)];
    x.fill(2, { stream: a });
    accelerator.hold(b);
    y.fill(3, { stream: b });
    expect([...(await x.copyToCPUAsync())]).toEqual([2]);
    await accelerator.release(b);
  });

  test('a later stream race is none: what writes after a readback without a stream is ordered behind it', async () => {
    const accelerator = new FakeAccelerator({ detectStreamRaces: true });
    const stream = accelerator.createStream();
    const x = ofBytes(accelerator, 5, 6);
    accelerator.hold(accelerator.defaultStream);
    const reads = [
      x.copyToCPUAsync(),
      x.strided(1).subView(0, 2).copyToCPUAsync(),
      x.strided(2).copyToCPUAsync(),
    ];
    x.fill(7, { stream });
    const wait = stream.synchronizeAsync();
    expect(await state(wait)).toBe('pending');
    await accelerator.release();
    expect((await Promise.all(reads)).map(values => [...values])).toEqual([[5, 6], [5, 6], [5]]);
    await wait;
    expect([...(await x.copyToCPUAsync({ stream }))]).toEqual([7, 7]);
  });

  test('readbacks of one buffer may overlap', async () => {
    const x = ofBytes(new FakeAccelerator(), 1, 2, 3);
    x.subView(1, 1).fill(9);
    const reads = await Promise.all([
      x.copyToCPUAsync(),
      x.subView(1).copyToCPUAsync(),
      x.strided(2).copyToCPUAsync(),
    ]);
    expect(reads.map(values => [...values])).toEqual([
      [1, 9, 3],
      [9, 3],
      [1, 3],
    ]);
  });

  test('an upload between two of them is seen by the second alone', async () => {
    const x = ofBytes(new FakeAccelerator(), 1);
    const first = x.copyToCPUAsync();
    x.copyFromCPU([2]);
    const second = x.copyToCPUAsync();
    expect([[...(await first)], [...(await second)]]).toEqual([[1], [2]]);
  });

  test('an abort ends the wait and not the work, whatever the form', async () => {
    const accelerator = new FakeAccelerator();
    const x = ofBytes(accelerator, 1, 2, 3, 4);
    accelerator.hold();
    x.fill(5);
    const controller = new AbortController();
    const { signal } = controller;
    const reads = [
      x.copyToCPUAsync({ signal }),
      x.strided(2).copyToCPUAsync({ signal }),
      x.copyToHostAsync(new Uint32Array(4), { signal }),
      x.memSetToZeroAsync({ signal }),
    ];
    const settled = Promise.allSettled(reads);
    controller.abort('enough');
    expect(await settled).toEqual(Array(4).fill({ status: 'rejected', reason: 'enough' }));
    await expect(x.copyToCPUAsync({ signal })).rejects.toBe('enough');
    await expect(x.strided(2).copyToCPUAsync({ signal })).rejects.toBe('enough');
    await accelerator.release();
    expect([...(await x.copyToCPUAsync())]).toEqual([0, 0, 0, 0]);
  });

  test('one that was aborted before it began holds nothing up', async () => {
    const accelerator = new FakeAccelerator();
    const [a, b] = [accelerator.createStream(), accelerator.createStream()];
    const x = ofBytes(accelerator, 1);
    await expect(x.copyToCPUAsync({ stream: a, signal: AbortSignal.abort('before') })).rejects.toBe('before');
    expect(accelerator.statistics.bytesReadBack).toBe(0);
    b.waitFor(a);
    x.fill(2, { stream: b });
    await accelerator.synchronizeAsync();
  });
});

describe('dispose', () => {
  test('breaks nothing that has begun: queued work and readbacks', async () => {
    const accelerator = new FakeAccelerator();
    const [x, y] = [ofBytes(accelerator, 1, 2), accelerator.allocate(u32, 2, { label: 'y' })];
    accelerator.hold();
    x.fill(7);
    y.copyFrom(x);
    const reads = Promise.all([x.copyToCPUAsync(), x.strided(2).copyToCPUAsync()]);
    x.dispose();
    expect(x.disposed).toBe(true);
    await turns(2);
    expect(accelerator.freed).toEqual([]);
    await accelerator.release();
    expect((await reads).map(values => [...values])).toEqual([[7, 7], [7]]);
    expect([...(await y.copyToCPUAsync())]).toEqual([7, 7]);
    expect(accelerator.freed).toContain('x');
  });

  test('is once; every later use throws', async () => {
    const accelerator = new FakeAccelerator();
    const [x, y] = [ofBytes(accelerator, 1), ofBytes(accelerator, 2)];
    const view = x.subView(0);
    x.dispose();
    x.dispose();
    for (const call of [
      () => x.fill(1),
      () => x.copyFromCPU([1]),
      () => x.copyFrom(y),
      () => y.copyFrom(x),
      () => y.copyTo(x),
      () => x.memSet(0),
      () => view.memSetToZero(),
      () => x.copyToCPUAsync(),
      () => view.copyToHostAsync(new Uint32Array(1)),
      () => x.copyToRawAsync(accelerator.defaultStream, 0, 4),
      () => x.copyFromAsync([1]),
      () => x.memSetToZeroAsync(),
      () => x.host.copyToHost(),
    ]) {
      expect(call).toThrow(DisposedError);
      expect(call).toThrow("the buffer 'x' is disposed");
    }
    await turns(2);
    expect(accelerator.freed).toEqual(['x']);
  });

  test('using disposes; a view of a buffer cannot', () => {
    const accelerator = new FakeAccelerator();
    let seen: MemoryBuffer;
    {
      using x = accelerator.allocate(f32, 1);
      seen = x;
      expect(() => x.subView(0).dispose()).toThrow(HeddleTypeError);
      expect(() => x.subView(0).dispose()).toThrow('a view owns no memory');
    }
    expect(seen.disposed).toBe(true);
  });
});

test('a buffer is a view of itself, and gives out one that cannot dispose it', () => {
  const x = ofBytes(new FakeAccelerator(), 1, 2);
  expect(x.buffer).toBe(x);
  expect(x.byteLength).toBe(8);
  expect(x.view).toBe(x.view);
  expect(x.view.buffer).toBe(x);
  expect(x).toBeInstanceOf(MemoryBuffer);
  expect(x).toBeInstanceOf(ArrayView);
  expect(x.view).toBeInstanceOf(ArrayView);
  expect(x.view).not.toBeInstanceOf(MemoryBuffer);
});
