// Launches so short that waking a worker would take longer: the host may run one by itself, where nothing is
// in its way. That must not be seen in any result.
import { type AcceleratorStream, kernel, type MemoryBuffer, readWrite, u32 } from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { randomWords } from '../harness/random.ts';
import { mix, mixOnHost } from '../harness/steps.ts';

/** One step of `mix`, without its loop: its small cost is known before the launch. */
const tinyKernel = kernel({
  name: 'tiny',
  params: { by: u32, x: readWrite(u32) },
  body({ by, x }, { index }) {
    const place = x.at(index);
    place.$ = place.$.mul(1664525).add(by).xor(index);
  },
});
type Words = MemoryBuffer<typeof u32>;
const tiny = (stream: AcceleratorStream, x: Words, by: number): void =>
  stream.launch(tinyKernel, x.length, { by, x });

/** Rounds of a launch that is long in comparison. */
const LONG = 2000;
const LENGTH = 64;

suite('inline', () => {
  test('1 000 tiny launches in a row, and each with a wait of its own', async ({ accelerator }) => {
    const host = randomWords(LENGTH, 1);
    const x = accelerator.allocate(u32, host);
    for (let launch = 0; launch < 1000; launch++) {
      tiny(accelerator.defaultStream, x, launch);
      mixOnHost(host, launch);
    }
    expect(await x.copyToCPUAsync()).toEqual(host);
    for (let launch = 0; launch < 1000; launch++) {
      tiny(accelerator.defaultStream, x, launch);
      mixOnHost(host, launch);
      if (launch % 100 === 99) expect(await x.copyToCPUAsync()).toEqual(host);
      else await accelerator.synchronizeAsync();
    }
  });

  test('tiny ones and long ones on several streams', async ({ accelerator }) => {
    const lanes = [2, 3, 4].map(seed => {
      const host = randomWords(LENGTH, seed);
      return { stream: accelerator.createStream(), host, x: accelerator.allocate(u32, host) };
    });
    for (let launch = 0; launch < 600; launch++) {
      const { stream, host, x } = lanes[launch % lanes.length]!;
      const isLong = launch % 20 === 0;
      if (isLong) mix(stream, x, launch, LONG);
      else tiny(stream, x, launch);
      mixOnHost(host, launch, isLong ? LONG : 1);
      // streams that are idle, busy, and flushed with work behind
      if (launch % 50 === 30) await stream.synchronizeAsync();
      if (launch % 50 === 45) await new Promise(resolve => setTimeout(resolve));
      if (launch % 7 === 0) stream.flush();
    }
    for (const { stream, host, x } of lanes) {
      expect(await x.copyToCPUAsync({ stream })).toEqual(host);
      stream.dispose();
    }
  });

  test('a tiny one on an idle stream that waits for another comes behind what it waits for', async ({
    accelerator,
  }) => {
    const [one, two] = [accelerator.createStream(), accelerator.createStream()];
    const host = randomWords(LENGTH, 5);
    const x = accelerator.allocate(u32, host);
    for (let round = 0; round < 50; round++) {
      mix(one, x, round, LONG);
      two.waitFor(one);
      tiny(two, x, round);
      mixOnHost(host, round, LONG);
      mixOnHost(host, round);
      if (round % 2) {
        one.waitFor(two);
        await one.synchronizeAsync();
      } else await two.synchronizeAsync();
    }
    expect(await x.copyToCPUAsync({ stream: one })).toEqual(host);
  });

  test('between fills, uploads and copies, which the host may do by itself too', async ({ accelerator }) => {
    const stream = accelerator.defaultStream;
    const host = new Uint32Array(LENGTH);
    const [x, y] = [accelerator.allocate(u32, LENGTH), accelerator.allocate(u32, LENGTH)];
    for (let round = 0; round < 100; round++) {
      const data = randomWords(LENGTH, round);
      if (round % 3 === 0) mix(stream, y, round, LONG);
      x.copyFromCPU(data);
      tiny(stream, x, round);
      y.copyFrom(x);
      x.fill(round);
      tiny(stream, y, round);
      if (round % 5 === 0) await accelerator.synchronizeAsync();
      host.set(data);
      mixOnHost(host, round);
      mixOnHost(host, round);
    }
    expect(await y.copyToCPUAsync()).toEqual(host);
    expect(await x.copyToCPUAsync()).toEqual(new Uint32Array(LENGTH).fill(99));
  });
});
