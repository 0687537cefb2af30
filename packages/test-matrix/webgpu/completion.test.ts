// Every call between a launch and the end of its wait fails once, without a loss of the device: what waits
// rejects, typed and once, nothing hangs, and what comes later works.
import { type Accelerator, HeddleError, i32, type MemoryBuffer, OutOfMemoryError } from '@heddle/core';
import { describe, expect, type Fixtures, suite, test } from '../harness/conformance.ts';
import { type Failing, FailingCalls, noMemory } from '../harness/failing-calls.ts';
import { tappedGpu } from '../harness/platform-gpu.ts';
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
});
