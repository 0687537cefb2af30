// Long programs of launches, copies and uploads without a wait: everything happens in the order of the calls.
import { f32, u32 } from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { randomFloats, randomWords } from '../harness/random.ts';
import { damp, dampError, dampOnHost, mix, mixOnHost } from '../harness/steps.ts';

const LENGTH = 500;
/**
 * Every 25th launch takes some hundred times as long as the others: a backend that starts the next launch too
 * early fails the test.
 */
const LONG = 300;
const roundsOf = (launch: number): number => (launch % 25 === 24 ? LONG : 1);

suite('chains', () => {
  describe('dependent chain', () => {
    test('in wrapping integers, bit-exact', async ({ accelerator }) => {
      const stream = accelerator.defaultStream;
      const [first, second] = [randomWords(LENGTH, 1), randomWords(LENGTH, 2)];
      const x = accelerator.allocate(u32, first);
      const copy = accelerator.allocate(u32, LENGTH);
      for (let launch = 0; launch < 200; launch++) {
        mix(stream, x, launch, roundsOf(launch));
        mixOnHost(first, launch, roundsOf(launch));
      }
      copy.copyFrom(x);
      x.copyFromCPU(second);
      for (let launch = 0; launch < 150; launch++) {
        mix(stream, x, 7 * launch, roundsOf(launch));
        mixOnHost(second, 7 * launch, roundsOf(launch));
      }
      await accelerator.synchronizeAsync();
      expect(await copy.copyToCPUAsync()).toEqual(first);
      expect(await x.copyToCPUAsync()).toEqual(second);
    });

    test('in f32', async ({ accelerator, target }) => {
      const stream = accelerator.defaultStream;
      const [first, second] = [randomFloats(LENGTH, 3), randomFloats(LENGTH, 4)];
      const x = accelerator.allocate(f32, first);
      const copy = accelerator.allocate(f32, LENGTH);
      for (let launch = 0; launch < 200; launch++) {
        damp(stream, x, Math.sin(launch), roundsOf(launch));
        dampOnHost(first, Math.sin(launch), roundsOf(launch));
      }
      x.copyTo(copy);
      x.copyFromCPU(second);
      for (let launch = 0; launch < 150; launch++) {
        damp(stream, x, Math.cos(launch), roundsOf(launch));
        dampOnHost(second, Math.cos(launch), roundsOf(launch));
      }
      await accelerator.synchronizeAsync();
      // 0.75 x + 1 from at most 1 stays below 4
      const error = target.bitExactFloat ? 0 : dampError(4);
      for (const [found, expected] of [
        [await copy.copyToCPUAsync(), first],
        [await x.copyToCPUAsync(), second],
      ] as const) {
        const worst = found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
        expect(worst).toBeLessThanOrEqual(error);
      }
    });
  });

  test('1 000 tiny launches, one wait', async ({ accelerator }) => {
    const host = Uint32Array.of(5);
    const x = accelerator.allocate(u32, host);
    const before = accelerator.statistics.launches;
    for (let launch = 0; launch < 1000; launch++) {
      mix(accelerator.defaultStream, x, launch);
      mixOnHost(host, launch);
    }
    await accelerator.synchronizeAsync();
    expect(await x.copyToCPUAsync()).toEqual(host);
    expect(accelerator.statistics.launches - before).toBe(1000);
  });

  test('launches without any wait are seen by a readback alone', async ({ accelerator }) => {
    const host = randomWords(LENGTH, 5);
    const x = accelerator.allocate(u32, host);
    for (let launch = 0; launch < 50; launch++) {
      mix(accelerator.defaultStream, x, launch);
      mixOnHost(host, launch);
    }
    expect(await x.copyToCPUAsync()).toEqual(host);
  });

  test('readbacks in the middle see what was queued before them, and nothing after', async ({
    accelerator,
  }) => {
    const stream = accelerator.defaultStream;
    const host = randomWords(LENGTH, 6);
    const x = accelerator.allocate(u32, host);
    const found: Promise<Uint32Array>[] = [];
    const expected: Uint32Array[] = [];
    for (let launch = 0; launch < 60; launch++) {
      mix(stream, x, launch, launch === 30 ? LONG : 1);
      mixOnHost(host, launch, launch === 30 ? LONG : 1);
      if (launch % 10 === 5) {
        found.push(x.copyToCPUAsync(launch % 20 === 5 ? undefined : { stream }));
        expected.push(host.slice());
      }
    }
    x.memSet(0xff);
    expect(await Promise.all(found)).toEqual(expected);
    expect((await x.copyToCPUAsync()).every(word => word === 0xffffffff)).toBe(true);
  });

  test('two buffers feed each other', async ({ accelerator }) => {
    const stream = accelerator.defaultStream;
    const hosts = [randomWords(LENGTH, 7), randomWords(LENGTH, 8)] as const;
    const buffers = [accelerator.allocate(u32, hosts[0]), accelerator.allocate(u32, hosts[1])] as const;
    for (let launch = 0; launch < 40; launch++) {
      const [from, to] = [launch % 2, 1 - (launch % 2)] as const;
      mix(stream, buffers[from]!, launch);
      buffers[to]!.subView(0, 100).copyFrom(buffers[from]!.subView(launch, 100));
      mixOnHost(hosts[from]!, launch);
      hosts[to]!.set(hosts[from]!.subarray(launch, launch + 100));
    }
    expect(await Promise.all(buffers.map(buffer => buffer.copyToCPUAsync()))).toEqual(hosts);
  });

  test('launches over several turns go on where the last turn ended', async ({ accelerator }) => {
    const host = randomWords(LENGTH, 9);
    const x = accelerator.allocate(u32, host);
    for (let turn = 0; turn < 10; turn++) {
      for (let launch = 0; launch < 5; launch++) {
        mix(accelerator.defaultStream, x, launch + turn);
        mixOnHost(host, launch + turn);
      }
      await new Promise(resolve => setTimeout(resolve));
    }
    expect(await x.copyToCPUAsync()).toEqual(host);
  });
});
