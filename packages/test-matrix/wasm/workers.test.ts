// Workers that die: a launch that is lost with one is reported once, and the pool goes on with what the host
// still has.
import {
  type Accelerator,
  atomics,
  DeviceLostError,
  HeddleError,
  If,
  i32,
  kernel,
  type MemoryBuffer,
  OperationError,
  u32,
  While,
  write,
} from '@heddle/core';
import { expect, openTarget, suite, test } from '../harness/conformance.ts';
import { type PlatformWorker, tappedWorkers } from '../harness/platform-worker.ts';
import { rejection } from '../harness/refusal.ts';
import { count, counted, countUp } from '../harness/steps.ts';
import type { Target } from '../harness/targets.ts';

/** Never ends before it may. */
const endless = kernel({
  name: 'endless',
  params: { may: atomics(u32), begun: write(u32), out: write(u32) },
  body({ may, begun, out }, { index }) {
    If(index.eq(0), () => {
      begun.at(0).$ = 1;
    });
    While(
      () => may.at(0).load().eq(0),
      () => {},
    );
    out.at(index).$ = 1;
  },
});
const LENGTH = 4096;

interface Scene {
  readonly accelerator: Accelerator;
  readonly workers: readonly PlatformWorker[];
  readonly uncaptured: readonly HeddleError[];
  /** Functions that let the endless launches end. */
  readonly ends: (() => void)[];
}

/**
 * Whatever happens, no endless launch is left, which would keep the cores busy for the tests to come: a worker
 * that is ended goes on with it in WebKit.
 */
const withWorkers = (body: (scene: Scene) => Promise<void>): Promise<void> =>
  tappedWorkers(async workers => {
    const uncaptured: HeddleError[] = [];
    const accelerator = await openTarget({
      // off, so that the host can see whether a launch has begun
      detectHostBufferRaces: false,
      onUncapturedError: error => uncaptured.push(error),
    });
    const ends: (() => void)[] = [];
    try {
      await body({ accelerator, workers, uncaptured, ends });
    } catch (error) {
      for (const worker of workers) void worker.crash();
      await accelerator.disposeAsync().catch(() => {});
      throw error;
    } finally {
      for (const end of ends) end();
    }
    await accelerator.disposeAsync();
  });

const sharesMemory = ({ capabilities }: Target): boolean => capabilities.includes('hostMemory');
const pause = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds));

/**
 * Resolves when the launch is under way: where the host cannot see it, after a time that is long for it to
 * begin.
 */
async function launchEndless({ accelerator, ends }: Scene, target: Target): Promise<void> {
  const may = accelerator.allocate(u32, 1);
  const begun = accelerator.allocate(u32, 1);
  const out = accelerator.allocate(u32, LENGTH);
  accelerator.launch(endless, LENGTH, { may, begun, out });
  accelerator.flush();
  if (!sharesMemory(target)) return pause(200);
  ends.push(() => may.host.memSet(1));
  while (begun.host.use('read', ([word]) => word === 0)) await pause(1);
}

async function expectGoodWork(accelerator: Accelerator): Promise<void> {
  const x: MemoryBuffer<typeof i32> = accelerator.allocate(i32, LENGTH);
  accelerator.launch(countUp, LENGTH, { step: 1, out: x });
  expect(await x.copyToCPUAsync()).toEqual(counted(LENGTH));
  x.dispose();
}

suite('workers', () => {
  for (const [which, place] of [
    ['the first worker', 0],
    ['the last worker', -1],
  ] as const) {
    test(`${which} dies during a launch: the launch fails, once, and nothing else does`, async ({
      target,
    }) => {
      if (!sharesMemory(target)) return;
      await withWorkers(async scene => {
        const { accelerator, workers, uncaptured } = scene;
        const kept = accelerator.allocate(i32, counted(LENGTH));
        const behind = accelerator.allocate(i32, LENGTH);
        await launchEndless(scene, target);
        accelerator.launch(count, LENGTH, { out: behind });
        const [first, second] = [accelerator.synchronizeAsync(), accelerator.synchronizeAsync()];
        const outcomes = Promise.allSettled([first, second]);
        void workers.at(place)!.crash();
        const [failed, ended] = await outcomes;
        const { reason } = failed as PromiseRejectedResult;
        expect(HeddleError.is(reason), String(reason)).toBe(true);
        expect(reason.code).toBe('HEDDLE_OPERATION');
        expect(reason.message).toMatch(/'endless'.*worker/s);
        expect(ended).toMatchObject({ status: 'fulfilled' });
        expect(await behind.copyToCPUAsync()).toEqual(counted(LENGTH));
        expect(await kept.copyToCPUAsync()).toEqual(counted(LENGTH));
        await expectGoodWork(accelerator);
        await pause(5);
        expect(uncaptured).toEqual([]);
      });
    });
  }

  test('one dies, and one of those that came instead', async ({ target }) => {
    if (!sharesMemory(target)) return;
    await withWorkers(async scene => {
      const { accelerator, workers } = scene;
      for (const place of [0, -1]) {
        await launchEndless(scene, target);
        const failed = rejection(() => accelerator.synchronizeAsync(), OperationError, /'endless'/);
        void workers.at(place)!.crash();
        await failed;
        await expectGoodWork(accelerator);
      }
    });
  });

  test('one dies while there is nothing to do', async ({ target }) => {
    await withWorkers(async ({ accelerator, workers }) => {
      await expectGoodWork(accelerator);
      // not before it has ended: until then it may take its share of what comes
      await workers[0]!.crash();
      if (sharesMemory(target)) await expectGoodWork(accelerator);
      else expect(await accelerator.lost).toMatchObject({ reason: 'lost' });
    });
  });

  test('the worker that has the memory dies: the loss is typed, and a new accelerator works', async ({
    open,
    target,
  }) => {
    if (sharesMemory(target)) return;
    await withWorkers(async scene => {
      const { accelerator, workers } = scene;
      const kept = accelerator.allocate(i32, counted(LENGTH));
      await launchEndless(scene, target);
      const failed = rejection(() => accelerator.synchronizeAsync(), DeviceLostError, /worker/);
      const unread = rejection(() => kept.copyToCPUAsync(), DeviceLostError, /worker/);
      void workers[0]!.crash();
      expect(await failed).toMatchObject({ reason: 'lost' });
      await unread;
      expect(await accelerator.lost).toMatchObject({ reason: 'lost' });
    });
    await expectGoodWork(await open());
  });
});
