import {
  DisposedError,
  f32,
  HeddleError,
  HostBufferRaceError,
  i32,
  kernel,
  StreamRaceError,
  write,
} from '@heddle/core';
import type { LaunchOperation } from '@heddle/core/backend';
import { describe, expect, test } from 'vitest';
import { CpuAccelerator } from './accelerator.ts';
import { cpu } from './backend.ts';

const open = (detectStreamRaces = false) =>
  new CpuAccelerator({ engine: 'interpreter', note: '', detectStreamRaces });
const iota = kernel({
  name: 'iota',
  params: { v: write(i32) },
  body({ v }, { index }) {
    v.at(index).$ = i32(index).add(1);
  },
});

/**
 * A kernel that fails as if the engine ran out of memory: at the launch, with an error that is not Heddle's.
 */
class Failing extends CpuAccelerator {
  fails = true;
  protected override compile(
    ...args: Parameters<CpuAccelerator['compile']>
  ): ReturnType<CpuAccelerator['compile']> {
    const compiled = super.compile(...args);
    const run = (launch: LaunchOperation) => {
      if (this.fails) throw new RangeError('Array buffer allocation failed');
      compiled.run(launch);
    };
    return { ...compiled, run };
  }
}

describe('blocking waits', () => {
  test('count as waited for: immediate host access is refused before, and allowed after', () => {
    const accelerator = open();
    const stream = accelerator.createStream();
    const [x, y] = [accelerator.allocate(i32, 4), accelerator.allocate(i32, 4)];
    accelerator.launch(iota, 4, { v: x });
    stream.launch(iota, 4, { v: y });
    expect(() => x.host.copyToHost()).toThrow(HostBufferRaceError);
    stream.synchronize();
    expect([...y.host.copyToHost()]).toEqual([1, 2, 3, 4]);
    expect(() => x.host.copyToHost()).toThrow(HostBufferRaceError);
    accelerator.synchronize();
    expect([...x.host.copyToHost()]).toEqual([1, 2, 3, 4]);
  });

  test('copyToCPU without a stream waits for all that touches the buffer, on any stream, and for nothing else', () => {
    const accelerator = open();
    const stream = accelerator.createStream();
    const [x, y] = [accelerator.allocate(i32, 4), accelerator.allocate(i32, 4)];
    stream.launch(iota, 4, { v: x });
    accelerator.launch(iota, 4, { v: y });
    expect([...x.subView(1).strided(2).copyToCPU()]).toEqual([2, 4]);
    expect([...x.copyToCPU()]).toEqual([1, 2, 3, 4]);
    expect([...x.host.copyToHost()]).toEqual([1, 2, 3, 4]);
    expect(() => y.host.copyToHost()).toThrow(HostBufferRaceError);
    expect([...x.subView(4).copyToCPU()]).toEqual([]);
  });

  test('copyToCPU given a stream takes its place there', () => {
    const accelerator = open(true);
    const stream = accelerator.createStream();
    const x = accelerator.allocate(i32, 4);
    stream.launch(iota, 4, { v: x });
    expect(() => x.copyToCPU({ stream: accelerator.defaultStream })).toThrow(StreamRaceError);
    expect([...x.copyToCPU({ stream })]).toEqual([1, 2, 3, 4]);
  });

  test('read back what was asked for and no more', () => {
    const accelerator = open();
    const x = accelerator.allocate(f32, 1024);
    x.subView(8, 4).copyToCPU();
    x.strided(256).copyToCPU();
    expect(accelerator.statistics.bytesReadBack).toBe(32);
  });

  test('a disposed stream is refused', () => {
    const accelerator = open();
    const stream = accelerator.createStream();
    stream.dispose();
    expect(() => stream.synchronize()).toThrow(DisposedError);
  });
});

describe('a launch that fails', () => {
  test('does not throw by itself: the first wait that covers it does, once, blocking or not', async () => {
    const accelerator = new Failing({ engine: 'interpreter', note: '' });
    const v = accelerator.allocate(i32, 4);
    for (const wait of [
      () => accelerator.synchronize(),
      () => accelerator.defaultStream.synchronize(),
      () => v.copyToCPU(),
      () => v.strided(2).copyToCPU(),
    ]) {
      accelerator.launch(iota, 4, { v });
      expect(wait).toThrow(
        "launch of 'iota' on stream 'default' failed: the host has no room: Array buffer allocation failed",
      );
      wait();
    }
    accelerator.launch(iota, 4, { v });
    const [first, second] = [accelerator.synchronizeAsync(), accelerator.synchronizeAsync()];
    await expect(first).rejects.toSatisfy(
      error => HeddleError.is(error) && (error.cause as Error).message === 'Array buffer allocation failed',
    );
    await second;
    accelerator.fails = false;
    accelerator.launch(iota, 4, { v });
    expect([...v.copyToCPU()]).toEqual([1, 2, 3, 4]);
  });
});

test('a readback sees what was queued before it and nothing later', async () => {
  const accelerator = open();
  const x = accelerator.allocate(i32, [1, 2]);
  const reads = [x.copyToCPUAsync(), x.strided(2).copyToCPUAsync()];
  x.fill(9);
  x.dispose();
  expect((await Promise.all(reads)).map(values => [...values])).toEqual([[1, 2], [1]]);
});

test('the factory refuses an engine that does not exist', () => {
  expect(() => cpu({ engine: 'fast' as never })).toThrow(
    "cpu: engine: expected 'generated' or 'interpreter', found fast",
  );
});

test('the factory refuses an option that does not exist', () => {
  expect(() => cpu({ threads: 2 } as never)).toThrow(
    "cpu: there is no option 'threads'; there are engine, checked",
  );
});
