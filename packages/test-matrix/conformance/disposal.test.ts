// The end of streams, buffers and accelerators: what is queued still happens, and what comes after is
// refused.
import { reduceAsync } from '@heddle/algorithms';
import {
  type Accelerator,
  DisposedError,
  f32,
  HeddleTypeError,
  i32,
  type MemoryBuffer,
  op,
  u32,
} from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { randomWords } from '../harness/random.ts';
import { refusal, rejection } from '../harness/refusal.ts';
import { count, counted, mix, mixOnHost } from '../harness/steps.ts';

suite('disposal', () => {
  test('a stream: its queued work still happens', async ({ accelerator }) => {
    const stream = accelerator.createStream();
    const x = accelerator.allocate(i32, 64);
    stream.launch(count, 64, { out: x });
    stream.dispose();
    stream.dispose();
    expect(await x.copyToCPUAsync()).toEqual(counted(64));
    for (const call of [
      () => stream.launch(count, 64, { out: x }),
      () => x.fill(0, { stream }),
      () => stream.flush(),
      () => stream.synchronizeAsync(),
      () => accelerator.defaultStream.waitFor(stream),
    ]) {
      refusal(call, DisposedError, /stream/);
    }
  });

  test('a buffer with launches and readbacks pending: all of them are right', async ({ accelerator }) => {
    const host = randomWords(500, 1);
    const x = accelerator.allocate(u32, host);
    const y = accelerator.allocate(u32, 500);
    mix(accelerator.defaultStream, x, 1, 20);
    mixOnHost(host, 1, 20);
    y.copyFrom(x);
    const [whole, strided] = [x.copyToCPUAsync(), x.strided(7).copyToCPUAsync()];
    x.dispose();
    // memory that is free is likely to be taken now, and nothing orders this stream with the other
    const other = accelerator.createStream();
    accelerator.allocate(u32, 500).memSet(0xff, { stream: other });
    await other.synchronizeAsync();
    expect(await whole).toEqual(host);
    expect(await strided).toEqual(host.filter((_, i) => i % 7 === 0));
    expect(await y.copyToCPUAsync()).toEqual(host);
    other.dispose();
  });

  test('a buffer: every use of it or of its views is refused', async ({ accelerator }) => {
    const x = accelerator.allocate(i32, 64, { label: 'gone' });
    const y = accelerator.allocate(i32, 64);
    const view = x.subView(1, 62);
    accelerator.launch(count, 64, { out: x });
    expect(x.disposed).toBe(false);
    x.dispose();
    x.dispose();
    expect(x.disposed).toBe(true);
    const calls: (() => unknown)[] = [
      () => accelerator.launch(count, 64, { out: x }),
      () => accelerator.launch(count, 62, { out: view }),
      () => view.fill(1),
      () => x.memSetToZero(),
      () => view.copyFromCPU([1]),
      () => y.copyFrom(x),
      () => y.copyTo(x),
      () => x.copyFrom(y),
      () => x.copyFromAsync(y),
      () => view.memSetToZeroAsync(),
      () => x.copyToRawAsync(accelerator.defaultStream, 0, 4),
      () => view.copyToCPUAsync(),
      () => view.copyToHostAsync(new Int32Array(62)),
    ];
    for (const call of calls) refusal(call, DisposedError, /'gone'/);
    await rejection(() => reduceAsync(x, op.add(i32)), DisposedError, /'gone'/);
    refusal(() => (view as MemoryBuffer).dispose(), HeddleTypeError, /view/);
    expect(await y.copyToCPUAsync()).toEqual(new Int32Array(64));
  });

  test('an accelerator with work pending: no error, and then nothing goes', async ({ open }) => {
    const accelerator = await open();
    const x = accelerator.allocate(u32, 1000);
    const host = new Uint32Array(1000);
    mix(accelerator.defaultStream, x, 1, 50);
    mixOnHost(host, 1, 50);
    const reading = x.copyToCPUAsync();
    const waiting = accelerator.synchronizeAsync();
    const stream = accelerator.createStream();
    mix(stream, accelerator.allocate(u32, 10), 1);
    const disposing = accelerator.disposeAsync();
    expect(await reading).toEqual(host);
    await waiting;
    await disposing;
    expect(accelerator.disposeAsync()).toBe(disposing);
    expect(await accelerator.lost).toMatchObject({ reason: 'disposed' });
    const calls: ((a: Accelerator) => unknown)[] = [
      a => a.allocate(f32, 1),
      a => a.createStream(),
      a => a.launch(count, 1, { out: x as never }),
      a => a.flush(),
      a => a.synchronizeAsync(),
      () => stream.synchronizeAsync(),
      () => x.fill(1),
      () => x.copyToCPUAsync(),
      () => x.copyToRawAsync(stream, 0, 0),
    ];
    for (const call of calls) refusal(() => call(accelerator), DisposedError, /dispose/);
    await rejection(() => accelerator.loadKernelAsync(count), DisposedError);
    x.dispose();
    stream.dispose();
  });

  test('`using` ends them, where the runtime knows it', async ({ open }) => {
    const accelerator = await open();
    const x = accelerator.allocate(f32, 1);
    const stream = accelerator.createStream();
    if (Symbol.dispose) {
      x[Symbol.dispose]();
      stream[Symbol.dispose]();
      refusal(() => x.fill(1), DisposedError);
      refusal(() => stream.flush(), DisposedError);
    }
    if (Symbol.asyncDispose) {
      await accelerator[Symbol.asyncDispose]();
      refusal(() => accelerator.flush(), DisposedError);
    }
  });
});
