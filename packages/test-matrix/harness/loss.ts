// A device that goes away under the backend: between any two calls, and while waits are pending.
import {
  type Accelerator,
  type AcceleratorStream,
  DeviceLostError,
  HeddleError,
  i32,
  type MemoryBuffer,
} from '@heddle/core';
import { expect, type Fixtures, type OpenOptions, test } from './conformance.ts';
import { rejection } from './refusal.ts';
import { count, counted } from './steps.ts';

interface Scene {
  readonly accelerator: Accelerator;
  readonly x: MemoryBuffer<typeof i32>;
  readonly y: MemoryBuffer<typeof i32>;
  readonly stream: AcceleratorStream;
}

/** A program as a list of calls. What they return is awaited at the end only. */
const program: readonly ((scene: Scene) => unknown)[] = [
  ({ accelerator, x }) => accelerator.launch(count, 64, { out: x }),
  ({ x, y }) => y.copyFrom(x),
  ({ y }) => y.strided(2).fill(3),
  ({ accelerator }) => accelerator.flush(),
  ({ accelerator }) => accelerator.allocate(i32, [1, 2, 3]).copyFromCPU([4, 5, 6]),
  ({ y }) => y.copyFromCPU(counted(64)),
  ({ stream, x }) => x.copyToCPUAsync({ stream }),
  ({ accelerator }) => accelerator.synchronizeAsync(),
  ({ accelerator, stream }) => stream.waitFor(accelerator.defaultStream),
  ({ accelerator, y }) => accelerator.launch(count, 32, { out: y.strided(2) }),
  ({ stream }) => stream.synchronizeAsync(),
  ({ accelerator }) => accelerator.loadKernelAsync(count),
  ({ y }) => y.dispose(),
  ({ stream }) => stream.dispose(),
  ({ x }) => x.copyToCPUAsync(),
];

export interface Doomed {
  readonly accelerator: Accelerator;
  /** Takes its device away, now or soon. */
  doom(): void;
}
/** `hangs`: the device takes work and is never done with it. */
export type OpenDoomed = (
  open: Fixtures['open'],
  options: OpenOptions & { readonly hangs?: boolean },
) => Promise<Doomed>;

/** After how many calls of the program the device may go. */
export const everyCall: readonly number[] = Array.from({ length: program.length + 1 }, (_, i) => i);

/** The tests of a suite. */
export function testLoss(openDoomed: OpenDoomed, calls = everyCall): void {
  for (const atOnce of [true, false]) {
    for (const after of calls) {
      const noticed = atOnce ? 'not noticed yet' : 'noticed';
      test(`of the device after call ${after}, ${noticed}: typed, and a new accelerator works`, async ({
        open,
      }) => {
        const { accelerator, doom } = await openDoomed(open, { detectStreamRaces: false });
        const [x, y] = [accelerator.allocate(i32, 64), accelerator.allocate(i32, 64)];
        const scene = { accelerator, x, y, stream: accelerator.createStream() };
        const results: Promise<unknown>[] = [];
        for (let i = 0; i <= program.length; i++) {
          if (i === after) {
            doom();
            if (!atOnce) await accelerator.lost;
          }
          if (i < program.length) results.push(outcome(() => program[i]!(scene)));
        }
        for (const error of await Promise.all(results)) {
          if (error !== undefined) expect(error).toBeInstanceOf(DeviceLostError);
        }
        expect(await accelerator.lost).toMatchObject({ reason: 'lost' });
        expect(() => accelerator.flush()).toThrow(DeviceLostError);
        await accelerator.disposeAsync();
        const next = await open();
        const z = next.allocate(i32, 64);
        next.launch(count, 64, { out: z });
        expect(await z.copyToCPUAsync()).toEqual(counted(64));
      });
    }
  }

  test('while a wait and a readback are pending rejects both', async ({ open }) => {
    const { accelerator, doom } = await openDoomed(open, { hangs: true });
    const x = accelerator.allocate(i32, 64);
    accelerator.launch(count, 64, { out: x });
    const waits = [accelerator.synchronizeAsync(), accelerator.defaultStream.synchronizeAsync()];
    const settled = waits.map(wait => rejection(() => wait, DeviceLostError, /lost/));
    await new Promise(resolve => setTimeout(resolve, 5));
    const reading = rejection(() => x.copyToCPUAsync(), DeviceLostError, /lost/);
    doom();
    for (const error of [...(await Promise.all(settled)), await reading]) {
      expect(error.reason).toBe('lost');
      expect(HeddleError.is(error)).toBe(true);
    }
  });

  test('of an accelerator that is disposed is none', async ({ open }) => {
    const accelerator = await open();
    await accelerator.disposeAsync();
    expect(await accelerator.lost).toMatchObject({ reason: 'disposed' });
  });
}

/** The value that the call throws or rejects with, if it does. */
async function outcome(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}
