// Every call between a launch and the end of its wait fails once, without a loss of the device: what waits
// rejects, typed and once, nothing hangs, and what comes later works.
import {
  type Accelerator,
  HeddleError,
  i32,
  kernel,
  type MemoryBuffer,
  OperationError,
  OutOfMemoryError,
  readWrite,
} from '@heddle/core';
import { describe, expect, type Fixtures, openTarget, suite, test } from '../harness/conformance.ts';
import { type Failing, FailingCalls, noMemory } from '../harness/failing-calls.ts';
import { tappedGpu } from '../harness/platform-gpu.ts';
import { type ErrorClass, refusal, rejection } from '../harness/refusal.ts';
import { count, counted } from '../harness/steps.ts';

const other = () => new Error('the driver is out of sorts');

/** A call, and whether it can reject too. */
const calls: readonly (readonly [name: string, rejects?: true])[] = [
  ['device.pushErrorScope'],
  ['device.popErrorScope', true],
  ['device.createCommandEncoder'],
  ['device.createBindGroup'],
  ['device.createBuffer'],
  ['queue.writeBuffer'],
  ['queue.submit'],
  ['queue.onSubmittedWorkDone', true],
  ['encoder.beginComputePass'],
  ['encoder.copyBufferToBuffer'],
  ['encoder.finish'],
  ['buffer.mapAsync', true],
  ['buffer.getMappedRange'],
  ['buffer.unmap'],
];

/** An accelerator whose kernel is compiled, so that calls that fail belong to a launch or a wait. */
async function opened(open: Fixtures['open']) {
  const failing = new FailingCalls();
  const gpu = await tappedGpu(device => {
    failing.tap(device, 'device', ['pushErrorScope', 'popErrorScope', 'createBindGroup']);
    failing.tap(device, 'device', ['createShaderModule', 'createComputePipeline', 'destroy']);
    failing.tap(device, 'device', ['createCommandEncoder'], encoder =>
      failing.tap(encoder, 'encoder', ['beginComputePass', 'copyBufferToBuffer', 'finish']),
    );
    failing.tap(device, 'device', ['createBuffer'], buffer =>
      failing.tap(buffer, 'buffer', ['mapAsync', 'getMappedRange', 'unmap', 'destroy']),
    );
    failing.tap(device.queue, 'queue', ['writeBuffer', 'submit', 'onSubmittedWorkDone']);
  });
  const uncaptured: unknown[] = [];
  const accelerator = await open({ backend: { gpu }, onUncapturedError: error => uncaptured.push(error) });
  await accelerator.loadKernelAsync(count);
  const x = accelerator.allocate(i32, 64, { label: 'x' });
  await accelerator.synchronizeAsync();
  return { accelerator, failing, uncaptured, x };
}

type Wait = (accelerator: Accelerator, x: MemoryBuffer<typeof i32>) => Promise<unknown>;
const waits: readonly (readonly [name: string, wait: Wait])[] = [
  ['a readback', (_, x) => x.copyToCPUAsync()],
  ['a wait', accelerator => accelerator.synchronizeAsync()],
  ['a wait of the stream', accelerator => accelerator.defaultStream.synchronizeAsync()],
];

suite('completion', () => {
  for (const [name, rejects] of calls) {
    for (const how of ['throws', ...(rejects ? ['rejects'] : [])] as readonly Failing[]) {
      describe(`${name} ${how} once`, () => {
        for (const [what, wait] of waits) {
          for (const error of [noMemory, other]) {
            test(`in ${what}, ${error === noMemory ? 'for want of memory' : 'without a loss'}`, async ({
              open,
            }) => {
              const { accelerator, failing, uncaptured, x } = await opened(open);
              const told: unknown[] = [];
              const tell = (error: unknown) => void told.push(error);
              failing.arm(name, how, error);
              accelerator.launch(count, 64, { out: x });
              await wait(accelerator, x).catch(tell);
              // what a readback does comes later where only a wait was asked for
              await x.copyToCPUAsync().catch(tell);
              await accelerator.synchronizeAsync().catch(tell);
              await new Promise(resolve => setTimeout(resolve, 5));
              told.push(...uncaptured);
              expect(failing.isArmed).toBe(false);
              expect(told).toHaveLength(1);
              expect(told[0]).toSatisfy(HeddleError.is);
              const { message, remedy } = told[0] as HeddleError;
              expect(message).toMatch(
                /^(launch of 'count'|readback of 'x').* on stream 'default' failed: WebGPU reports/,
              );
              expect(message).toContain(error().message);
              expect(told[0] instanceof OutOfMemoryError).toBe(error === noMemory);
              if (error === noMemory) expect(remedy).toMatch(/Dispose/);
              accelerator.launch(count, 64, { out: x });
              expect(await x.copyToCPUAsync()).toEqual(counted(64));
              await accelerator.disposeAsync();
              expect(told).toHaveLength(1);
            });
          }
        }
      });
    }
  }

  describe('calls whose failure is that of the call itself', () => {
    for (const error of [noMemory, other]) {
      const expected: ErrorClass<HeddleError> = error === noMemory ? OutOfMemoryError : OperationError;
      const cause = error === noMemory ? 'want of memory' : 'a fault';
      test(`allocate, by ${cause}: typed, and the next one works`, async ({ open }) => {
        const { accelerator, failing } = await opened(open);
        for (const name of ['device.createBuffer', 'queue.writeBuffer', 'device.pushErrorScope']) {
          failing.arm(name, 'throws', error);
          refusal(() => accelerator.allocate(i32, [1, 2, 3], { label: 'y' }), expected);
          expect([...(await accelerator.allocate(i32, [1, 2, 3]).copyToCPUAsync())]).toEqual([1, 2, 3]);
        }
      });

      test(`compile, by ${cause}: typed, and the next launch compiles it`, async ({ open }) => {
        const { accelerator, failing } = await opened(open);
        for (const [i, name] of ['device.createShaderModule', 'device.createComputePipeline'].entries()) {
          const add = kernel({
            name: 'add',
            params: { y: readWrite(i32) },
            body({ y }, { index }) {
              y.at(index).$ = y.at(index).$.add(i);
            },
          });
          const y = accelerator.allocate(i32, [1, 2]);
          failing.arm(name, 'throws', error);
          refusal(() => accelerator.launch(add, 2, { y }), expected);
          failing.arm(name, 'throws', error);
          await rejection(() => accelerator.loadKernelAsync(add), expected);
          accelerator.launch(add, 2, { y });
          expect([...(await y.copyToCPUAsync())]).toEqual([1 + i, 2 + i]);
        }
      });

      test(`dispose of a buffer, by ${cause}: typed`, async ({ open }) => {
        const { failing, x } = await opened(open);
        failing.arm('buffer.destroy', 'throws', error);
        refusal(() => x.dispose(), expected);
      });

      test(`disposeAsync, by ${cause}: typed, and it does not hang`, async () => {
        // not by the fixture, which disposes it too
        const { accelerator, failing } = await opened(openTarget);
        failing.arm('device.destroy', 'throws', error);
        await rejection(() => accelerator.disposeAsync(), expected);
      });
    }
  });

  for (const late of ['buffer.mapAsync', 'queue.onSubmittedWorkDone']) {
    test(`disposeAsync lets the readbacks end that have begun, where ${late} is late`, async () => {
      const gpu = await tappedGpu(device => {
        const isLate = (object: object, method: string): void => {
          const target = object as Record<string, (...args: unknown[]) => Promise<void>>;
          const real = target[method]!.bind(object);
          target[method] = (...args) =>
            new Promise<void>(resolve => setTimeout(resolve, 1000)).then(() => real(...args));
        };
        if (late !== 'buffer.mapAsync') return isLate(device.queue, 'onSubmittedWorkDone');
        const createBuffer = device.createBuffer.bind(device);
        device.createBuffer = description => {
          const buffer = createBuffer(description);
          isLate(buffer, 'mapAsync');
          return buffer;
        };
      });
      // not by the fixture, which disposes it too
      const accelerator = await openTarget({ backend: { gpu } });
      const x = accelerator.allocate(i32, [1, 2, 3]);
      const readings = [x, x.strided(2), x.subView(1, 1)].map(view => view.copyToCPUAsync());
      await accelerator.disposeAsync();
      expect((await Promise.all(readings)).map(array => [...array])).toEqual([[1, 2, 3], [1, 3], [2]]);
    });
  }

  test('one failure of a batch with several readbacks is told to each of them and to no wait besides', async ({
    open,
  }) => {
    const { accelerator, failing, uncaptured, x } = await opened(open);
    failing.arm('queue.submit', 'throws', other);
    accelerator.launch(count, 64, { out: x });
    const readings = [x.subView(0, 8), x.subView(8, 8)].map(view => view.copyToCPUAsync());
    const messages = await Promise.all(
      readings.map(reading => reading.catch((error: Error) => error.message)),
    );
    expect(messages[0]).toMatch(/^launch of 'count' on stream 'default' failed/);
    expect(messages[1]).toMatch(/^readback of 'x' on stream 'default' failed/);
    await accelerator.synchronizeAsync();
    await accelerator.disposeAsync();
    expect(uncaptured).toEqual([]);
  });
});
