// A launch of a known kernel neither traces nor compiles it.
import { type Accelerator, kernel, memoizeKernel, read, readWrite, u32, write } from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';

const add = (summand: number) =>
  kernel({
    name: 'same',
    params: { x: readWrite(u32) },
    body({ x }, { index }) {
      x.at(index).$ = x.at(index).$.add(summand);
    },
  });
async function growth(accelerator: Accelerator, body: () => unknown) {
  const before = accelerator.statistics;
  await body();
  const after = accelerator.statistics;
  return {
    traced: after.kernelsTraced - before.kernelsTraced,
    compiled: after.pipelinesCompiled - before.pipelinesCompiled,
  };
}

suite('kernel-cache', () => {
  test('a known kernel is neither traced nor compiled again', async ({ accelerator }) => {
    const k = add(77_001);
    const x = accelerator.allocate(u32, 100);
    const first = await growth(accelerator, () => accelerator.launch(k, 100, { x }));
    expect(first).toEqual({ traced: 1, compiled: 1 });
    const again = await growth(accelerator, () => {
      for (let i = 0; i < 50; i++) accelerator.launch(k, 100, { x });
    });
    expect(again).toEqual({ traced: 0, compiled: 0 });
  });

  test('which form a launch took', ({ accelerator }) => {
    const k = add(77_091);
    const x = accelerator.allocate(u32, 100);
    const before = accelerator.statistics;
    accelerator.launch(k, 100, { x });
    accelerator.launch(k, 101, { x });
    accelerator.launch(k, 102, { x });
    const { launches, provenLaunches, checkedLaunches } = accelerator.statistics;
    expect(launches - before.launches).toBe(3);
    expect([provenLaunches - before.provenLaunches, checkedLaunches - before.checkedLaunches]).toEqual([
      1, 2,
    ]);
    x.dispose();
  });

  test('no extent, length, view or value compiles more than two forms', async ({ accelerator }) => {
    const k = kernel({
      name: 'forms',
      params: { by: u32, from: read(u32), to: write(u32) },
      body({ by, from, to }, { index }) {
        to.at(index).$ = from.at(index.mul(by)).$;
      },
    });
    const [from, to] = [accelerator.allocate(u32, 1000), accelerator.allocate(u32, 1000)];
    const all = await growth(accelerator, () => {
      for (const by of [0, 1, 2, 3, 2 ** 31]) {
        for (const extent of [1, 10, 999, 1000, 1001]) {
          for (const step of [1, 2, 7])
            accelerator.launch(k, extent, { by, from: from.strided(step), to: to.subView(step) });
        }
      }
    });
    expect(all.traced).toBe(1);
    expect(all.compiled).toBeLessThanOrEqual(2);
  });

  test('kernels of the same structure are compiled once', async ({ accelerator }) => {
    const x = accelerator.allocate(u32, 10);
    const twins = await growth(accelerator, () => {
      for (let i = 0; i < 5; i++) accelerator.launch(add(77_002), 10, { x });
    });
    expect(twins).toEqual({ traced: 5, compiled: 1 });
    const memoized = memoizeKernel(add);
    expect(memoized(77_003)).toBe(memoized(77_003));
    const once = await growth(accelerator, () => {
      for (let i = 0; i < 5; i++) accelerator.launch(memoized(77_003), 10, { x });
    });
    expect(once).toEqual({ traced: 1, compiled: 1 });
  });

  test('the first launch of a loaded kernel compiles nothing', async ({ accelerator }) => {
    const k = add(77_004);
    const x = accelerator.allocate(u32, 10);
    await accelerator.loadKernelAsync(k);
    const launched = await growth(accelerator, () => accelerator.launch(k, 10, { x }));
    expect(launched).toEqual({ traced: 0, compiled: 0 });
    expect(accelerator.generatedCode(k)).toMatch(/77004/);
  });

  test('each accelerator compiles for itself what is traced once', async ({ accelerator, open }) => {
    const other = await open();
    const [x, y] = [accelerator.allocate(u32, 10), other.allocate(u32, 10)];
    const k = add(77_005);
    accelerator.launch(k, 10, { x });
    expect(await growth(other, () => other.launch(k, 10, { x: y }))).toEqual({ traced: 0, compiled: 1 });
    expect(await y.copyToCPUAsync()).toEqual(new Uint32Array(10).fill(77_005));
  });

  test('kernels made anew from changing numbers are given back, in flight or not, and compiled again', async ({
    accelerator,
  }) => {
    const before = accelerator.statistics;
    const x = accelerator.allocate(u32, 10);
    const first = add(80_000);
    accelerator.launch(first, 10, { x });
    let sum = 80_000;
    for (let i = 1; i <= 300; i++) {
      accelerator.launch(add(80_000 + i), 10, { x });
      sum += 80_000 + i;
    }
    accelerator.launch(first, 10, { x });
    sum += 80_000;
    expect(await x.copyToCPUAsync()).toEqual(new Uint32Array(10).fill(sum));
    const after = accelerator.statistics;
    expect(after.pipelinesCompiled - before.pipelinesCompiled).toBe(302);
    expect(after.pipelinesKept).toBe(256);
    expect(after.pipelinesEvicted - before.pipelinesEvicted).toBeGreaterThanOrEqual(302 - 256);
    // again, now that nothing is in flight
    for (const i of [1, 2, 3]) accelerator.launch(add(80_000 + i), 10, { x });
    expect(await x.copyToCPUAsync()).toEqual(new Uint32Array(10).fill(sum + 240_006));
  });
});
