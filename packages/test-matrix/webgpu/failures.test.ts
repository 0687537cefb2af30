// Failures that only the device finds: each rejects the first wait that covers it, once, and says which operation was
// queued at which line. Later operations run.
import {
  HeddleError,
  i32,
  KernelError,
  kernel,
  OperationError,
  OutOfMemoryError,
  u32,
  write,
} from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { FailingCalls } from '../harness/failing-calls.ts';
import { type GpuDevice, tappedGpu } from '../harness/platform-gpu.ts';
import { rejection } from '../harness/refusal.ts';
import { count, counted } from '../harness/steps.ts';

/** Makes the next `clearBuffer` of a device an invalid command. */
class Spoiler {
  #armed = false;

  arm(): void {
    this.#armed = true;
  }

  tap(device: GpuDevice): void {
    const createCommandEncoder = device.createCommandEncoder.bind(device);
    device.createCommandEncoder = description => {
      const encoder = createCommandEncoder(description);
      const clearBuffer = encoder.clearBuffer.bind(encoder);
      encoder.clearBuffer = (buffer, offset, size) => {
        // offsets are multiples of 4
        clearBuffer(buffer, this.#armed ? offset + 1 : offset, size);
        this.#armed = false;
      };
      return encoder;
    };
  }
}

suite('failures', () => {
  describe('an invalid command', () => {
    test('takes its batch: the wait names the operations, and later work runs', async ({ open }) => {
      const spoiler = new Spoiler();
      const accelerator = await open({ backend: { gpu: await tappedGpu(device => spoiler.tap(device)) } });
      const x = accelerator.allocate(i32, 64, { label: 'x' });
      spoiler.arm();
      accelerator.launch(count, 64, { out: x });
      x.memSetToZero();
      const error = await rejection(() => accelerator.synchronizeAsync(), OperationError);
      expect(error.message).toMatch(
        /^launch of 'count', memSet of 'x' on stream 'default' failed: WebGPU reports: /,
      );
      expect(error.stack).toMatch(/failures\.test/);
      await accelerator.synchronizeAsync();
      accelerator.launch(count, 64, { out: x });
      expect(await x.copyToCPUAsync()).toEqual(counted(64));
    });

    test('rejects a readback of the same batch, once', async ({ open }) => {
      const uncaptured: HeddleError[] = [];
      const spoiler = new Spoiler();
      const gpu = await tappedGpu(device => spoiler.tap(device));
      const accelerator = await open({
        backend: { gpu },
        onUncapturedError: error => uncaptured.push(error),
      });
      const x = accelerator.allocate(i32, [1, 2]);
      spoiler.arm();
      x.memSetToZero();
      const error = await rejection(() => x.copyToCPUAsync(), OperationError, /memSet/);
      expect(HeddleError.is(error)).toBe(true);
      expect([...(await x.copyToCPUAsync())]).toEqual([1, 2]);
      await new Promise(resolve => setTimeout(resolve, 20));
      expect(uncaptured).toEqual([]);
    });

    test('that no wait claims goes to onUncapturedError', async ({ open }) => {
      const spoiler = new Spoiler();
      const gpu = await tappedGpu(device => spoiler.tap(device));
      const uncaptured = new Promise<HeddleError>((resolve, reject) => {
        open({ backend: { gpu }, onUncapturedError: resolve }).then(accelerator => {
          spoiler.arm();
          accelerator.allocate(i32, 4, { label: 'y' }).memSetToZero();
        }, reject);
      });
      expect((await uncaptured).message).toMatch(/memSet of 'y'/);
    });
  });

  describe('a kernel that the WGSL compiler refuses', () => {
    /** Spoils the line of WGSL that stores into `out`. */
    const spoiled = (made: (module: object) => void = () => {}) =>
      tappedGpu(device => {
        const createShaderModule = device.createShaderModule.bind(device);
        device.createShaderModule = description => {
          const module = createShaderModule({
            ...description,
            code: description.code.replace(/(out\[.*\] = )/, '$1 nonsense + '),
          });
          made(module);
          return module;
        };
      });
    const spoilt = kernel({
      name: 'spoilt',
      params: { out: write(u32) },
      body({ out }, { index }) {
        out.at(index).$ = index.add(1); // the line that errors name
      },
    });
    const line = /failures\.test\.ts.*:\d+/;

    for (const how of ['throws', 'rejects'] as const)
      test(`getCompilationInfo ${how}: the error names the kernel, and every wait for it ends`, async ({
        open,
      }) => {
        const calls = new FailingCalls();
        const gpu = await spoiled(module => {
          calls.tap(module, 'module', ['getCompilationInfo']);
          calls.arm('module.getCompilationInfo', how, () => new Error('no information now'));
        });
        const uncaptured: HeddleError[] = [];
        const accelerator = await open({
          backend: { gpu },
          onUncapturedError: error => uncaptured.push(error),
        });
        const refused = /'spoilt': WebGPU refuses the compiled kernel: ./;
        await rejection(() => accelerator.loadKernelAsync(spoilt), KernelError, refused);
        const x = accelerator.allocate(u32, [1, 2]);
        accelerator.launch(spoilt, 2, { out: x });
        await rejection(() => accelerator.synchronizeAsync(), KernelError, refused);
        accelerator.launch(spoilt, 2, { out: x });
        await rejection(() => x.copyToCPUAsync(), KernelError, refused);
        expect(calls.isArmed).toBe(false);
        expect([...(await x.copyToCPUAsync())]).toEqual([1, 2]);
        expect(uncaptured).toEqual([]);
      });

    test('fails the launch, with the line of the kernel; other kernels run', async ({ open }) => {
      const accelerator = await open({ backend: { gpu: await spoiled() } });
      const x = accelerator.allocate(u32, 4);
      accelerator.launch(spoilt, 4, { out: x });
      const error = await rejection(
        () => accelerator.synchronizeAsync(),
        KernelError,
        /spoilt.*refuses line \d+.*nonsense/s,
      );
      expect(error.locations.join()).toMatch(line);
      // known by now to be spoilt, it is left out and takes nothing with it
      x.fill(7);
      accelerator.launch(spoilt, 4, { out: x });
      x.subView(0, 1).fill(8);
      await rejection(() => accelerator.synchronizeAsync(), KernelError, /spoilt/);
      expect([...(await x.copyToCPUAsync())]).toEqual([8, 7, 7, 7]);
    });

    test('rejects loadKernelAsync', async ({ open }) => {
      const accelerator = await open({ backend: { gpu: await spoiled() } });
      const error = await rejection(() => accelerator.loadKernelAsync(spoilt), KernelError, /refuses line/);
      expect(error.locations.join()).toMatch(line);
    });
  });

  test('operations on memory that was never there fail for lack of it', async ({ open }) => {
    const gpu = await tappedGpu(device => {
      const real = device.createBuffer.bind(device);
      device.createBuffer = description =>
        real({ ...description, size: description.label === 'big' ? 2 ** 50 : description.size });
    });
    const uncaptured: unknown[] = [];
    const accelerator = await open({ backend: { gpu }, onUncapturedError: error => uncaptured.push(error) });
    const big = accelerator.allocate(i32, 64, { label: 'big' });
    accelerator.launch(count, 64, { out: big });
    await rejection(
      () => accelerator.synchronizeAsync(),
      OutOfMemoryError,
      /launch of 'count'.*256 bytes of 'big'/,
    );
    await accelerator.synchronizeAsync();
    await rejection(() => big.copyToCPUAsync(), OutOfMemoryError, /^readback of 'big'.*'big'/);
    await accelerator.synchronizeAsync();
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(uncaptured).toEqual([]);
  });

  test('a readback for which the device has no staging memory fails for lack of it, once', async ({
    open,
  }) => {
    let isFull = false;
    const gpu = await tappedGpu(device => {
      const real = device.createBuffer.bind(device);
      device.createBuffer = description =>
        real({ ...description, size: isFull ? 2 ** 50 : description.size });
    });
    const uncaptured: unknown[] = [];
    const accelerator = await open({ backend: { gpu }, onUncapturedError: error => uncaptured.push(error) });
    const x = accelerator.allocate(i32, [1, 2]);
    await accelerator.synchronizeAsync();
    isFull = true;
    await rejection(() => x.copyToCPUAsync(), OperationError, /^readback of /);
    await rejection(() => x.strided(2).copyToCPUAsync(), OperationError);
    isFull = false;
    await accelerator.synchronizeAsync();
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(uncaptured).toEqual([]);
    expect([...(await x.copyToCPUAsync())]).toEqual([1, 2]);
    expect([...(await x.strided(2).copyToCPUAsync())]).toEqual([1]);
  });

  test('shared memory of launches that was never there is made anew', async ({ open }) => {
    let isFull = false;
    const gpu = await tappedGpu(device => {
      const real = device.createBuffer.bind(device);
      device.createBuffer = description =>
        real({ ...description, size: isFull ? 2 ** 50 : description.size });
    });
    const accelerator = await open({ backend: { gpu } });
    const x = accelerator.allocate(i32, 64);
    await accelerator.synchronizeAsync();
    isFull = true;
    accelerator.launch(count, 64, { out: x });
    await rejection(() => accelerator.synchronizeAsync(), OperationError, /^launch of 'count'/);
    isFull = false;
    accelerator.launch(count, 64, { out: x });
    expect(await x.copyToCPUAsync()).toEqual(counted(64));
  });
});
