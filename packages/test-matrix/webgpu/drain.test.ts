// The drain is the device's own: as long as the platform holds its completion back, every wait is pending, and then all end.
import { type Accelerator, f32, i32 } from '@heddle/core';
import { expect, suite, test } from '../src/conformance.ts';
import { type GpuDevice, tappedGpu } from '../src/platform-gpu.ts';
import { count, counted } from '../src/steps.ts';

/** Holds back what tells that work is done, until it is released. */
class Holding {
  release!: () => void;
  readonly #released = new Promise<void>(resolve => {
    this.release = resolve;
  });

  hold(device: GpuDevice): void {
    const { queue } = device;
    const done = queue.onSubmittedWorkDone.bind(queue);
    queue.onSubmittedWorkDone = () => done().then(() => this.#released);
    const createBuffer = device.createBuffer.bind(device);
    device.createBuffer = description => {
      const buffer = createBuffer(description);
      const mapAsync = buffer.mapAsync.bind(buffer);
      buffer.mapAsync = (...args) => mapAsync(...args).then(() => this.#released);
      return buffer;
    };
  }
}

type Waits = Readonly<Record<string, (accelerator: Accelerator) => Promise<unknown>>>;

suite('drain', () => {
  const waits: Waits = {
    'accelerator.synchronizeAsync': accelerator => accelerator.synchronizeAsync(),
    'stream.synchronizeAsync': accelerator => accelerator.defaultStream.synchronizeAsync(),
  };

  for (const [name, wait] of Object.entries(waits)) {
    test(`${name} is pending until the platform says that the work is done`, async ({ open }) => {
      const holding = new Holding();
      const accelerator = await open({ backend: { gpu: await tappedGpu(device => holding.hold(device)) } });
      const x = accelerator.allocate(i32, 256);
      accelerator.launch(count, 256, { out: x });
      expect(await outcomeAfterTurns(wait(accelerator), holding)).toEqual({
        held: 'pending',
        released: 'done',
      });
    });
  }

  test('copyToRawAsync is pending until the platform says that the memory is mapped', async ({ open }) => {
    const holding = new Holding();
    const accelerator = await open({ backend: { gpu: await tappedGpu(device => holding.hold(device)) } });
    const x = accelerator.allocate(i32, 256);
    accelerator.launch(count, 256, { out: x });
    const readings = [undefined, accelerator.defaultStream].map(stream => x.copyToRawAsync(stream, 0, 1024));
    expect(await outcomeAfterTurns(Promise.all(readings), holding)).toEqual({
      held: 'pending',
      released: 'done',
    });
    for (const bytes of await Promise.all(readings))
      expect(new Int32Array(bytes.buffer)).toEqual(counted(256));
  });

  test('a wait behind one that is held does not end before it', async ({ open }) => {
    const holding = new Holding();
    const accelerator = await open({ backend: { gpu: await tappedGpu(device => holding.hold(device)) } });
    const x = accelerator.allocate(f32, 4);
    const order: number[] = [];
    x.fill(1);
    const first = accelerator.synchronizeAsync().then(() => order.push(1));
    x.fill(2);
    const second = accelerator.synchronizeAsync().then(() => order.push(2));
    holding.release();
    await Promise.all([second, first]);
    expect(order).toEqual([1, 2]);
    expect([...(await x.copyToCPUAsync())]).toEqual([2, 2, 2, 2]);
  });
});

async function outcomeAfterTurns(wait: Promise<unknown>, holding: Holding): Promise<object> {
  let state = 'pending';
  const ended = wait.then(() => {
    state = 'done';
  });
  for (let turn = 0; turn < 50; turn++) await new Promise(resolve => setTimeout(resolve));
  const held = state;
  holding.release();
  await ended;
  return { held, released: state };
}
