// Waiting: what a wait covers, streams, abort signals.

import { reduceAsync } from '@heddle/algorithms';
import {
  type BlockingAccelerator,
  type BlockingBuffer,
  HeddleTypeError,
  HostBufferRaceError,
  i32,
  type MemoryBuffer,
  NotSupportedError,
  op,
  u32,
} from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { refusal } from '../harness/refusal.ts';
import { count, counted, mix, mixOnHost } from '../harness/steps.ts';
import type { Target } from '../harness/targets.ts';

const needs = ['hostMemory'] as const;
const isWaitedFor = (buffer: MemoryBuffer<typeof u32>): boolean => {
  try {
    buffer.host.copyToHost();
    return true;
  } catch (error) {
    if (error instanceof HostBufferRaceError) return false;
    throw error;
  }
};
const blocks = (target: Target): boolean => target.backend === 'cpu';

suite('waits', () => {
  test('blocking forms block, or refuse and name the async form, in flight or not', async ({
    accelerator,
    target,
  }) => {
    const x = accelerator.allocate(i32, 64);
    const calls = {
      'accelerator.synchronize': [
        () => (accelerator as BlockingAccelerator).synchronize(),
        'synchronizeAsync',
      ],
      'stream.synchronize': [
        () => (accelerator as BlockingAccelerator).defaultStream.synchronize(),
        'synchronizeAsync',
      ],
      copyToCPU: [() => (x as BlockingBuffer).copyToCPU(), 'copyToCPUAsync'],
      'copyToCPU of a view': [
        () => (x.subView(1, 3).strided(2) as BlockingBuffer).copyToCPU(),
        'copyToCPUAsync',
      ],
    } as const;
    for (const inFlight of [true, false]) {
      for (const [name, [call, asyncForm]] of Object.entries(calls)) {
        if (inFlight) accelerator.launch(count, 64, { out: x });
        else await accelerator.synchronizeAsync();
        if (!blocks(target)) expect(refusal(call, NotSupportedError).use, name).toBe(asyncForm);
        else if (name === 'copyToCPU') expect(call()).toEqual(counted(64));
        else if (name === 'copyToCPU of a view') expect(call()).toEqual(Int32Array.of(2, 4));
        else expect(call()).toBeUndefined();
      }
    }
  });

  test('what is waited for has happened', { needs }, async ({ accelerator }) => {
    const stream = accelerator.createStream();
    const waits: Record<string, (x: MemoryBuffer<typeof u32>) => Promise<unknown>> = {
      'accelerator.synchronizeAsync': () => accelerator.synchronizeAsync(),
      'stream.synchronizeAsync': () => stream.synchronizeAsync(),
      'synchronizeAsync of a stream that waits for it'() {
        accelerator.defaultStream.waitFor(stream);
        return accelerator.defaultStream.synchronizeAsync();
      },
      memSetToZeroAsync: x => x.subView(0, 0).memSetToZeroAsync({ stream }),
      copyFromAsync: x => x.subView(0, 0).copyFromAsync([], { stream }),
      copyToCPUAsync: x => x.subView(0, 1).copyToCPUAsync(),
      'copyToCPUAsync on its stream': x => x.subView(0, 1).copyToCPUAsync({ stream }),
    };
    for (const [name, wait] of Object.entries(waits)) {
      const host = new Uint32Array(1000);
      const x = accelerator.allocate(u32, 1000);
      for (let launch = 0; launch < 10; launch++) {
        mix(stream, x, launch, 20);
        mixOnHost(host, launch, 20);
      }
      await wait(x);
      expect(x.host.copyToHost(), name).toEqual(host);
    }
    stream.dispose();
  });

  describe('re-entrant', () => {
    test('work queued while a wait is pending is not lost', async ({ accelerator }) => {
      const stream = accelerator.defaultStream;
      const host = new Uint32Array(64);
      const x = accelerator.allocate(u32, 64);
      const waits: Promise<void>[] = [];
      for (let round = 0; round < 10; round++) {
        mix(stream, x, round, 20);
        mixOnHost(host, round, 20);
        waits.push(round % 2 === 0 ? accelerator.synchronizeAsync() : stream.synchronizeAsync());
      }
      await Promise.all(waits);
      expect(await x.copyToCPUAsync()).toEqual(host);
    });

    test('nor waited for: only a wait that was called behind it covers it', { needs }, async ({
      accelerator,
    }) => {
      const [x, y] = [accelerator.allocate(u32, 64), accelerator.allocate(u32, 64)];
      mix(accelerator.defaultStream, x, 1);
      const first = accelerator.synchronizeAsync();
      mix(accelerator.defaultStream, y, 1);
      const second = accelerator.synchronizeAsync();
      await first;
      expect(isWaitedFor(x)).toBe(true);
      // the second wait may have ended too by now, but not before the first
      await second;
      expect(isWaitedFor(y)).toBe(true);
      mix(accelerator.defaultStream, x, 2);
      const third = accelerator.synchronizeAsync();
      mix(accelerator.defaultStream, y, 2);
      await third;
      expect([isWaitedFor(x), isWaitedFor(y)]).toEqual([true, false]);
    });

    test('a wait with nothing queued ends', async ({ open }) => {
      const idle = await open();
      await idle.synchronizeAsync();
      await Promise.all([idle.synchronizeAsync(), idle.defaultStream.synchronizeAsync()]);
      idle.flush();
      idle.defaultStream.flush();
    });
  });

  describe('two streams', () => {
    test('each waits for itself only; the accelerator for both', { needs }, async ({ accelerator }) => {
      const [one, two] = [accelerator.createStream(), accelerator.createStream()];
      const [x, y] = [accelerator.allocate(u32, 64), accelerator.allocate(u32, 64)];
      mix(one, x, 1);
      mix(two, y, 1);
      await two.synchronizeAsync();
      expect([isWaitedFor(x), isWaitedFor(y)]).toEqual([false, true]);
      mix(two, y, 2);
      await one.synchronizeAsync();
      expect([isWaitedFor(x), isWaitedFor(y)]).toEqual([true, false]);
      mix(one, x, 2);
      await accelerator.synchronizeAsync();
      expect([isWaitedFor(x), isWaitedFor(y)]).toEqual([true, true]);
    });

    test('waitFor orders them, there and back', async ({ accelerator }) => {
      const [one, two] = [accelerator.createStream(), accelerator.createStream()];
      const host = new Uint32Array(256);
      const x = accelerator.allocate(u32, 256);
      for (let round = 0; round < 20; round++) {
        const [first, second] = round % 2 === 0 ? [one, two] : [two, one];
        mix(first, x, round, round % 5 === 0 ? 200 : 1);
        second.waitFor(first);
        mixOnHost(host, round, round % 5 === 0 ? 200 : 1);
      }
      await one.synchronizeAsync();
      expect(await x.copyToCPUAsync({ stream: one })).toEqual(host);
    });

    test('a wait on a stream covers what that was made to wait for', { needs }, async ({ accelerator }) => {
      const [one, two] = [accelerator.createStream(), accelerator.createStream()];
      const [x, later] = [accelerator.allocate(u32, 64), accelerator.allocate(u32, 64)];
      mix(one, x, 1);
      two.waitFor(one);
      mix(one, later, 1);
      await two.synchronizeAsync();
      expect([isWaitedFor(x), isWaitedFor(later)]).toEqual([true, false]);
    });

    test('waitFor wants a stream of this accelerator; of itself it is nothing', async ({
      accelerator,
      open,
    }) => {
      const other = await open();
      const stream = accelerator.createStream();
      stream.waitFor(stream);
      refusal(() => stream.waitFor(other.defaultStream), HeddleTypeError, /another accelerator/);
      refusal(() => stream.waitFor(undefined as never), HeddleTypeError, /stream/i);
      await stream.synchronizeAsync();
    });
  });

  describe('abort signal', () => {
    const reason = new Error('enough');
    const waits: Record<string, (x: MemoryBuffer<typeof u32>, signal: AbortSignal) => Promise<unknown>> = {
      'accelerator.synchronizeAsync': (x, signal) => x.accelerator.synchronizeAsync({ signal }),
      'stream.synchronizeAsync': (x, signal) => x.accelerator.defaultStream.synchronizeAsync({ signal }),
      copyToCPUAsync: (x, signal) => x.copyToCPUAsync({ signal }),
      'copyToCPUAsync, strided': (x, signal) => x.strided(2).copyToCPUAsync({ signal }),
      copyToHostAsync: (x, signal) => x.copyToHostAsync(new Uint32Array(64), { signal }),
      memSetToZeroAsync: (x, signal) => x.subView(0, 0).memSetToZeroAsync({ signal }),
      copyFromAsync: (x, signal) => x.subView(0, 0).copyFromAsync([], { signal }),
      reduceAsync: (x, signal) => reduceAsync(x, op.add(u32), { signal }),
    };
    for (const [name, wait] of Object.entries(waits)) {
      test(`${name}: ends the wait with its reason, never the work`, async ({ accelerator }) => {
        const host = new Uint32Array(64);
        const x = accelerator.allocate(u32, 64);
        mix(accelerator.defaultStream, x, 1, 50);
        mixOnHost(host, 1, 50);
        const abortion = new AbortController();
        const aborted = expect(wait(x, abortion.signal)).rejects.toBe(reason);
        abortion.abort(reason);
        await aborted;
        await expect(wait(x, AbortSignal.abort(reason))).rejects.toBe(reason);
        expect(await x.copyToCPUAsync()).toEqual(host);
      });
    }

    test('what an aborted wait would have covered is not waited for', { needs }, async ({ accelerator }) => {
      const x = accelerator.allocate(u32, 64);
      mix(accelerator.defaultStream, x, 1);
      const abortion = new AbortController();
      const aborted = accelerator.synchronizeAsync({ signal: abortion.signal });
      abortion.abort(reason);
      await expect(aborted).rejects.toBe(reason);
      await new Promise(resolve => setTimeout(resolve, 5));
      expect(isWaitedFor(x)).toBe(false);
    });

    test('too late it does nothing', async ({ accelerator }) => {
      const abortion = new AbortController();
      await accelerator.synchronizeAsync({ signal: abortion.signal });
      abortion.abort(reason);
    });
  });
});
