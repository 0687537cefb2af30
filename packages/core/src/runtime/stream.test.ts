import { describe, expect, test, vi } from 'vitest';
import { DisposedError, HeddleTypeError, StreamRaceError } from '../errors/errors.ts';
import { f32 } from '../language/schema.ts';
import { FakeAccelerator, state, turns } from './fake-accelerator.test-support.ts';
import type { Operation } from './operation.ts';
import { AcceleratorStream } from './stream.ts';

/** The operations given to the device, in the order in which it runs them. */
function recorded(accelerator: FakeAccelerator): Operation[] {
  const operations: Operation[] = [];
  accelerator.failing = operation => {
    operations.push(operation);
    return undefined;
  };
  return operations;
}

describe('order', () => {
  test('what is queued happens in the order of the calls, with positions counted from 1', async () => {
    const accelerator = new FakeAccelerator();
    const operations = recorded(accelerator);
    const [x, y] = [
      accelerator.allocate(f32, 2, { label: 'x' }),
      accelerator.allocate(f32, 2, { label: 'y' }),
    ];
    x.fill(1);
    y.copyFrom(x);
    x.copyFromCPU([5, 6]);
    x.copyTo(y.view);
    y.subView(0, 1).memSetToZero();
    expect([...(await y.copyToCPUAsync())]).toEqual([0, 6]);
    expect(operations.map(({ position, kind, description }) => [position, kind, description])).toEqual([
      [1, 'fill', "fill of 'x'"],
      [2, 'copy', "copyFrom from 'x' to 'y'"],
      [3, 'upload', "copyFromCPU to 'x'"],
      [4, 'copy', "copyTo from 'x' to 'y'"],
      [5, 'fill', "memSet of 'y'"],
    ]);
    expect(operations.every(operation => Object.isFrozen(operation))).toBe(true);
  });

  test('a readback has a position of its own, which a waitFor counts', async () => {
    const accelerator = new FakeAccelerator();
    const [a, b] = [accelerator.createStream(), accelerator.createStream()];
    const x = accelerator.allocate(f32, 1);
    accelerator.hold(a);
    const read = x.copyToCPUAsync({ stream: a });
    b.waitFor(a);
    x.fill(1, { stream: b });
    await turns(2);
    await accelerator.release(a);
    expect([...(await read)]).toEqual([0]);
    await b.synchronizeAsync();
    expect([...(await x.copyToCPUAsync())]).toEqual([1]);
  });

  test('an operation on nothing is no operation', async () => {
    const accelerator = new FakeAccelerator();
    const operations = recorded(accelerator);
    const [empty, x] = [accelerator.allocate(f32, 0), accelerator.allocate(f32, 4)];
    empty.fill(1);
    empty.copyFromCPU([]);
    empty.copyFrom(x.subView(4));
    x.subView(2, 0).memSetToZero();
    await accelerator.synchronizeAsync();
    expect(operations).toEqual([]);
    expect([...(await empty.copyToCPUAsync())]).toEqual([]);
  });
});

describe('two streams', () => {
  test('each waits for itself only', async () => {
    const accelerator = new FakeAccelerator();
    const [slow, quick] = [accelerator.createStream(), accelerator.createStream()];
    const [x, y] = [accelerator.allocate(f32, 1), accelerator.allocate(f32, 1)];
    accelerator.hold(slow);
    x.fill(1, { stream: slow });
    y.fill(2, { stream: quick });
    await quick.synchronizeAsync();
    const wait = slow.synchronizeAsync();
    expect(await state(wait)).toBe('pending');
    expect([...(await y.copyToCPUAsync({ stream: quick }))]).toEqual([2]);
    await accelerator.release(slow);
    await wait;
  });

  test('waitFor means what the other had queued at that call', async () => {
    const accelerator = new FakeAccelerator();
    const [a, b] = [accelerator.createStream(), accelerator.createStream()];
    const [x, y] = [accelerator.allocate(f32, 1), accelerator.allocate(f32, 1)];
    accelerator.hold(a);
    x.fill(1, { stream: a });
    b.waitFor(a);
    y.copyFrom(x, { stream: b });
    const copied = b.synchronizeAsync();
    expect(await state(copied)).toBe('pending');
    await accelerator.release(a);
    await copied;
    accelerator.hold(a);
    x.fill(2, { stream: a });
    y.memSetToZero({ stream: b });
    await b.synchronizeAsync();
    await accelerator.release(a);
  });

  test('two that wait for each other are no cycle', async () => {
    const accelerator = new FakeAccelerator();
    const [a, b] = [accelerator.createStream(), accelerator.createStream()];
    const x = accelerator.allocate(f32, 1);
    x.fill(1, { stream: a });
    b.waitFor(a);
    x.fill(2, { stream: b });
    a.waitFor(b);
    x.fill(3, { stream: a });
    a.waitFor(a);
    await accelerator.synchronizeAsync();
    expect([...(await x.copyToCPUAsync())]).toEqual([3]);
  });

  test('a stream takes only the streams of its accelerator', () => {
    const [one, other] = [new FakeAccelerator({ label: 'one' }), new FakeAccelerator({ label: 'other' })];
    expect(() => one.defaultStream.waitFor(other.defaultStream)).toThrow(HeddleTypeError);
    expect(() => one.defaultStream.waitFor(other.defaultStream)).toThrow(
      "waitFor: other: 'default' belongs to another accelerator, 'other', not to 'one'",
    );
    expect(() => one.defaultStream.waitFor(undefined as never)).toThrow(
      'waitFor: other: expected an AcceleratorStream, found undefined',
    );
    expect(() => one.defaultStream.waitFor({} as never)).toThrow(HeddleTypeError);
    const x = one.allocate(f32, 1);
    expect(() => x.fill(1, { stream: other.defaultStream })).toThrow(
      "fill: options.stream: 'default' belongs to another accelerator",
    );
    expect(() => x.fill(1, { stream: 'default' as never })).toThrow(
      "fill: options.stream: expected an AcceleratorStream, found 'default'",
    );
    const gone = one.createStream({ label: 'gone' });
    gone.dispose();
    expect(() => one.defaultStream.waitFor(gone)).toThrow(DisposedError);
    expect(() => x.copyToCPUAsync({ stream: gone })).toThrow(DisposedError);
  });
});

describe('flush', () => {
  test('happens by itself in a microtask at the end of the turn, once for a stream', async () => {
    const accelerator = new FakeAccelerator();
    const x = accelerator.allocate(f32, 1);
    for (let i = 0; i < 10; i++) x.fill(i);
    expect(accelerator.statistics.submits).toBe(0);
    await undefined;
    expect(accelerator.statistics.submits).toBe(1);
    x.fill(10);
    await undefined;
    expect(accelerator.statistics.submits).toBe(2);
  });

  test('at once where it is asked for', () => {
    const accelerator = new FakeAccelerator();
    const stream = accelerator.createStream();
    const x = accelerator.allocate(f32, 1);
    x.fill(1);
    x.fill(1, { stream });
    stream.flush();
    expect(accelerator.statistics.submits).toBe(1);
    accelerator.flush();
    expect(accelerator.statistics.submits).toBe(2);
  });
});

describe('stream races', () => {
  const racing = (detectStreamRaces: boolean | 'report', onUncapturedError?: (error: Error) => void) => {
    const accelerator = new FakeAccelerator({ detectStreamRaces, onUncapturedError });
    return {
      accelerator,
      a: accelerator.createStream({ label: 'a' }),
      b: accelerator.createStream({ label: 'b' }),
      x: accelerator.allocate(f32, 8, { label: 'x' }),
    };
  };

  test('throw at the second call, before it is queued', async () => {
    const { accelerator, a, b, x } = racing(true);
    x.fill(1, { stream: a });
    expect(() => x.memSetToZero({ stream: b })).toThrow(StreamRaceError);
    try {
      x.memSetToZero({ stream: b });
    } catch (error) {
      expect(error).toMatchObject({
        label: 'x',
        operation: "memSet of 'x'",
        otherOperation: "fill of 'x'",
        otherStack: expect.stringContaining('stream.test.ts'),
      });
      expect((error as Error).message).toContain('waitFor');
      expect((error as Error).message).toContain('sub-view');
    }
    await accelerator.synchronizeAsync();
    expect([...(await x.copyToCPUAsync())]).toEqual(Array(8).fill(1));
  });

  test('a readback on a stream races too; reads do not race with each other', () => {
    const { a, b, x } = racing(true);
    void x.copyToCPUAsync({ stream: a });
    void x.copyToCPUAsync({ stream: b });
    expect(() => x.fill(1, { stream: b })).toThrow(StreamRaceError);
    const { a: c, b: d, x: y } = racing(true);
    y.fill(1, { stream: c });
    expect(() => y.copyToCPUAsync({ stream: d })).toThrow(StreamRaceError);
  });

  test('sub-views, waitFor and an awaited wait are the ways out', async () => {
    const { a, b, x } = racing(true);
    x.strided(2).fill(1, { stream: a });
    x.strided(2, 1).fill(2, { stream: b });
    a.waitFor(b);
    x.fill(3, { stream: a });
    await a.synchronizeAsync();
    x.fill(4, { stream: b });
    await b.synchronizeAsync();
    expect([...(await x.copyToCPUAsync({ stream: b }))]).toEqual(Array(8).fill(4));
  });

  test('are off by default', () => {
    const accelerator = new FakeAccelerator();
    const x = accelerator.allocate(f32, 8);
    x.fill(1, { stream: accelerator.createStream() });
    x.fill(2, { stream: accelerator.createStream() });
    expect(accelerator.detectStreamRaces).toBe(false);
  });

  test("'report' hands the error to onUncapturedError, and queues", async () => {
    const reported = vi.fn();
    const { accelerator, a, b, x } = racing('report', reported);
    x.fill(1, { stream: a });
    x.memSetToZero({ stream: b });
    expect(reported).toHaveBeenCalledOnce();
    expect(reported.mock.calls[0]![0]).toBeInstanceOf(StreamRaceError);
    await accelerator.disposeAsync();
  });
});

describe('dispose', () => {
  test('what is queued still happens; every later call throws', async () => {
    const accelerator = new FakeAccelerator();
    const stream = accelerator.createStream({ label: 'up' });
    const x = accelerator.allocate(f32, 2);
    accelerator.hold(stream);
    x.fill(7, { stream });
    stream.dispose();
    stream.dispose();
    for (const call of [
      () => stream.flush(),
      () => stream.synchronizeAsync(),
      () => x.fill(1, { stream }),
      () => stream.waitFor(accelerator.defaultStream),
    ]) {
      expect(call).toThrow(DisposedError);
      expect(call).toThrow("the stream 'up' is disposed");
    }
    // Dense and strided: both are ordered behind the pending operations of the disposed stream.
    const reads = Promise.all([x.copyToCPUAsync(), x.strided(2).copyToCPUAsync()]);
    const wait = accelerator.synchronizeAsync();
    expect(await state(wait)).toBe('pending');
    expect(await state(reads)).toBe('pending');
    await accelerator.release(stream);
    expect((await reads).map(values => [...values])).toEqual([[7, 7], [7]]);
    await wait;
  });

  test('using disposes', () => {
    const accelerator = new FakeAccelerator();
    let seen: AcceleratorStream;
    {
      using stream = accelerator.createStream();
      seen = stream;
    }
    expect(() => seen.flush()).toThrow(DisposedError);
  });
});

test("instanceof goes by brand for the public class, and by identity for a backend's own", () => {
  class Other extends AcceleratorStream {
    override synchronizeAsync = () => Promise.resolve();
    protected override enqueue(): void {}
    protected override submit(): void {}
  }
  const { defaultStream } = new FakeAccelerator();
  expect(defaultStream).toBeInstanceOf(AcceleratorStream);
  expect(defaultStream).not.toBeInstanceOf(Other);
  expect({}).not.toBeInstanceOf(AcceleratorStream);
});
