import { describe, expect, test, vi } from 'vitest';
import type { CheckedProgram } from '../check/checked.ts';
import { DeviceLostError, DisposedError, HeddleError } from '../errors/errors.ts';
import { kernel } from '../language/kernel.ts';
import { write } from '../language/params.ts';
import { f32 } from '../language/schema.ts';
import { FakeAccelerator, turns } from './fake-accelerator.test-support.ts';
import type { CompiledKernel, Operation } from './operation.ts';

const brokenFill =
  (message = 'the device tripped') =>
  (operation: Operation) =>
    operation.kind === 'fill' ? new HeddleError('HEDDLE_KERNEL', message) : undefined;

describe('a failure that only the device finds', () => {
  test('rejects the first wait that covers it, once, with what was queued and where', async () => {
    const accelerator = new FakeAccelerator();
    accelerator.failing = brokenFill();
    const x = accelerator.allocate(f32, 4, { label: 'x' });
    x.fill(1);
    const [first, second] = [accelerator.synchronizeAsync(), accelerator.synchronizeAsync()];
    const error = await first.catch((error: HeddleError) => error);
    expect(error).toMatchObject({
      code: 'HEDDLE_KERNEL',
      message: "fill of 'x' on stream 'default' failed: the device tripped",
    });
    expect((error as HeddleError).stack).toMatch(
      /^HeddleError: fill of 'x' .*\n.*\n?.*accelerator-failures\.test\.ts:\d+:\d+/,
    );
    await second;
    await accelerator.synchronizeAsync();
    await accelerator.disposeAsync();
  });

  test('a wait that does not cover it is not disturbed; what is queued later runs', async () => {
    const accelerator = new FakeAccelerator();
    accelerator.failing = operation =>
      operation.description.includes("'bad'") ? new HeddleError('HEDDLE_KERNEL', 'no') : undefined;
    const [a, b] = [accelerator.createStream({ label: 'a' }), accelerator.createStream({ label: 'b' })];
    const [bad, good] = [
      accelerator.allocate(f32, 1, { label: 'bad' }),
      accelerator.allocate(f32, 1, { label: 'good' }),
    ];
    bad.fill(1, { stream: a });
    good.fill(1, { stream: b });
    await b.synchronizeAsync();
    await expect(a.synchronizeAsync()).rejects.toThrow("fill of 'bad' on stream 'a' failed: no");
    good.fill(3, { stream: a });
    await a.synchronizeAsync();
    expect([...(await good.copyToCPUAsync())]).toEqual([3]);
  });

  test('a readback that depends on it gets it', async () => {
    const accelerator = new FakeAccelerator();
    accelerator.failing = brokenFill();
    const [x, y] = [accelerator.allocate(f32, 1), accelerator.allocate(f32, 1)];
    x.fill(1);
    expect([...(await y.copyToCPUAsync())]).toEqual([0]);
    await expect(x.copyToCPUAsync()).rejects.toThrow('the device tripped');
    expect([...(await x.copyToCPUAsync())]).toEqual([0]);
  });

  test('that no wait has claimed by the end of the next turn goes to onUncapturedError', async () => {
    const uncaptured = vi.fn();
    const accelerator = new FakeAccelerator({ onUncapturedError: uncaptured });
    accelerator.failing = brokenFill();
    accelerator.allocate(f32, 1).fill(1);
    await turns(1);
    expect(uncaptured).not.toHaveBeenCalled();
    await turns(3);
    expect(uncaptured).toHaveBeenCalledOnce();
    expect(uncaptured.mock.calls[0]![0].message).toContain('the device tripped');
    await accelerator.synchronizeAsync();
    await accelerator.disposeAsync();
  });

  test('without a handler it is printed once, and disposeAsync rejects with it', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {});
    const accelerator = new FakeAccelerator();
    accelerator.failing = brokenFill();
    accelerator.allocate(f32, 1).fill(1);
    await turns(4);
    expect(print).toHaveBeenCalledOnce();
    await expect(accelerator.disposeAsync()).rejects.toThrow('the device tripped');
    await turns(4);
    expect(print).toHaveBeenCalledOnce();
    expect(accelerator.closed).toBe(true);
    print.mockRestore();
  });

  test('found while disposing rejects disposeAsync, which closes the device all the same', async () => {
    const accelerator = new FakeAccelerator();
    accelerator.failing = brokenFill();
    accelerator.allocate(f32, 1).fill(1);
    await expect(accelerator.disposeAsync()).rejects.toThrow('the device tripped');
    expect(accelerator.closed).toBe(true);
  });

  test('is not swallowed by a wait that was aborted', async () => {
    const uncaptured = vi.fn();
    const accelerator = new FakeAccelerator({ onUncapturedError: uncaptured });
    accelerator.failing = brokenFill();
    const slow = accelerator.createStream();
    accelerator.hold(slow);
    const [x, y] = [accelerator.allocate(f32, 1), accelerator.allocate(f32, 1)];
    x.fill(1);
    y.memSet(1, { stream: slow });
    const controller = new AbortController();
    // The failure belongs to this wait already when it is aborted: the wait still depends on the slow stream.
    const wait = accelerator.synchronizeAsync({ signal: controller.signal });
    await turns(1);
    controller.abort('enough');
    await expect(wait).rejects.toBe('enough');
    await turns(4);
    expect(uncaptured).toHaveBeenCalledOnce();
    await accelerator.release(slow);
    await accelerator.disposeAsync().catch(() => {});
  });

  test('is not swallowed by an aborted readback either: the next wait gets it', async () => {
    const accelerator = new FakeAccelerator();
    accelerator.failing = brokenFill();
    const x = accelerator.allocate(f32, 1);
    accelerator.hold();
    x.fill(1);
    const controller = new AbortController();
    const read = x.copyToCPUAsync({ signal: controller.signal });
    controller.abort('enough');
    await expect(read).rejects.toBe('enough');
    await accelerator.release();
    await expect(accelerator.synchronizeAsync()).rejects.toThrow('the device tripped');
  });

  test('of a whole batch lists its operations', async () => {
    class Batching extends FakeAccelerator {
      fail(operations: readonly Operation[]): void {
        this.failed(
          this.defaultStream,
          operations,
          new HeddleError('HEDDLE_KERNEL', 'the submit was refused'),
        );
      }
    }
    const accelerator = new Batching();
    const seen: Operation[] = [];
    accelerator.failing = operation => void seen.push(operation) as never;
    for (let i = 0; i < 10; i++) accelerator.allocate(f32, 1, { label: `x${i}` }).fill(1);
    accelerator.hold();
    accelerator.allocate(f32, 1).fill(1);
    const wait = accelerator.synchronizeAsync();
    accelerator.release();
    await wait;
    accelerator.fail(seen);
    await expect(accelerator.synchronizeAsync()).rejects.toThrow(
      /^fill of 'x0', fill of 'x1', .*'x7' and 3 more on stream 'default' failed: the submit was refused/,
    );
  });
});

describe('a lost device', () => {
  test('is typed and terminal: waits and readbacks reject, every later call throws, lost resolves', async () => {
    const accelerator = new FakeAccelerator({ label: 'gpu' });
    const stream = accelerator.createStream();
    const x = accelerator.allocate(f32, 4);
    accelerator.hold();
    x.fill(1);
    stream.waitFor(accelerator.defaultStream);
    const pending: Promise<unknown>[] = [
      accelerator.synchronizeAsync(),
      stream.synchronizeAsync(),
      x.copyToCPUAsync(),
      x.strided(2).copyToCPUAsync(),
      x.copyToRawAsync(stream, 0, 4),
      x.memSetToZeroAsync(),
      x.copyFromAsync([1, 2, 3, 4]),
    ];
    const settled = Promise.allSettled(pending);
    accelerator.loseDevice('the driver crashed');
    for (const { status, reason } of (await settled) as PromiseRejectedResult[]) {
      expect(status).toBe('rejected');
      expect(reason).toBeInstanceOf(DeviceLostError);
      expect(reason).toMatchObject({ code: 'HEDDLE_DEVICE_LOST', reason: 'lost' });
    }
    await expect(accelerator.lost).resolves.toEqual({ reason: 'lost', message: 'the driver crashed' });
    for (const call of [
      () => accelerator.allocate(f32, 1),
      () => accelerator.createStream(),
      () => accelerator.flush(),
      () => accelerator.synchronizeAsync(),
      () => x.fill(1),
      () => x.copyToCPUAsync(),
      () => x.copyToRawAsync(stream, 0, 4),
      () => stream.flush(),
      () => stream.waitFor(accelerator.defaultStream),
    ]) {
      expect(call).toThrow(DeviceLostError);
    }
    // Disposal is never an error.
    x.dispose();
    stream.dispose();
    expect(accelerator.freed).toEqual([]);
    await accelerator.disposeAsync();
    expect(accelerator.closed).toBe(true);
    await expect(accelerator.lost).resolves.toMatchObject({ reason: 'lost' });
  });

  test('takes with it what was queued and not submitted', () => {
    const accelerator = new FakeAccelerator();
    const stream = accelerator.createStream();
    accelerator.allocate(f32, 1).fill(1, { stream });
    accelerator.loseDevice('gone');
    stream.dispose();
    expect(accelerator.statistics.submits).toBe(0);
  });

  test('ends a compilation that the device will never answer', async () => {
    class Compiling extends FakeAccelerator {
      protected override compile(program: CheckedProgram): CompiledKernel {
        return { code: program.hash, ready: new Promise(() => {}) };
      }
    }
    const ones = kernel({
      name: 'ones',
      params: { out: write(f32) },
      body({ out }, { index }) {
        out.at(index).$ = 1;
      },
    });
    const accelerator = new Compiling();
    const loading = accelerator.loadKernelAsync(ones);
    accelerator.loseDevice('gone');
    await expect(loading).rejects.toBeInstanceOf(DeviceLostError);
  });

  test('failures reported after the loss are part of it', async () => {
    const uncaptured = vi.fn();
    const accelerator = new FakeAccelerator({ onUncapturedError: uncaptured });
    accelerator.failing = brokenFill();
    accelerator.hold();
    accelerator.allocate(f32, 1).fill(1);
    accelerator.flush();
    accelerator.loseDevice('gone');
    await accelerator.release();
    await turns(4);
    expect(uncaptured).not.toHaveBeenCalled();
  });
});

describe('disposeAsync', () => {
  test('waits for pending work, closes the device once and settles lost', async () => {
    const accelerator = new FakeAccelerator({ label: 'mine' });
    const x = accelerator.allocate(f32, 2);
    accelerator.hold();
    x.fill(5);
    const read = x.copyToCPUAsync();
    const wait = accelerator.synchronizeAsync();
    const disposal = accelerator.disposeAsync();
    expect(accelerator.disposeAsync()).toBe(disposal);
    expect(() => x.fill(1)).toThrow(DisposedError);
    await turns(2);
    expect(accelerator.closed).toBe(false);
    await accelerator.release();
    await Promise.all([disposal, wait]);
    expect([...(await read)]).toEqual([5, 5]);
    expect(accelerator.closed).toBe(true);
    await expect(accelerator.lost).resolves.toEqual({ reason: 'disposed', message: "'mine' was disposed" });
  });

  test('every call after it throws, but for giving things back', async () => {
    const accelerator = new FakeAccelerator({ label: 'mine' });
    const x = accelerator.allocate(f32, 2);
    const stream = accelerator.createStream();
    await accelerator.disposeAsync();
    for (const call of [
      () => accelerator.allocate(f32, 1),
      () => accelerator.synchronizeAsync(),
      () => x.copyToCPUAsync(),
      () => x.memSetToZeroAsync(),
      () => stream.flush(),
    ]) {
      expect(call).toThrow(DisposedError);
      expect(call).toThrow("the accelerator 'mine' is disposed");
    }
    x.dispose();
    stream.dispose();
    await turns(2);
    // Closing the device has freed it already.
    expect(accelerator.freed).toEqual([]);
  });

  test('await using disposes', async () => {
    let seen: FakeAccelerator;
    {
      await using accelerator = new FakeAccelerator();
      seen = accelerator;
    }
    expect(seen.closed).toBe(true);
  });
});
