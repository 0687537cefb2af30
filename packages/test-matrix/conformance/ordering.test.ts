// Everything happens in the order of the program, whatever a backend runs at once, later or elsewhere: those shapes
// of programs that were seen to go wrong. Random programs over several streams are in fuzz/.
import { type AcceleratorStream, kernel, read, readWrite, u32 } from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { randomWords } from '../harness/random.ts';
import { mix, mixOnHost, tiny } from '../harness/steps.ts';

const LENGTH = 64;
/** Rounds of a launch that is long in comparison. */
const LONG = 4000;

suite('ordering', () => {
  test('a stream whose last operation is a wait for another is waited for with all that is before it', async ({
    accelerator,
  }) => {
    const [one, two] = [accelerator.createStream(), accelerator.createStream()];
    const [hostX, hostY] = [randomWords(LENGTH, 1), randomWords(LENGTH, 2)];
    const [x, y] = [accelerator.allocate(u32, hostX), accelerator.allocate(u32, hostY)];
    for (let round = 0; round < 20; round++) {
      mix(one, x, round, LONG);
      mixOnHost(hostX, round, LONG);
      mix(two, y, round);
      mixOnHost(hostY, round);
      one.waitFor(two);
      await one.synchronizeAsync();
      // no order but the wait: if that ended too early, what is read here is too old
      const other = accelerator.createStream();
      expect(await x.copyToCPUAsync({ stream: other })).toEqual(hostX);
      expect(await y.copyToCPUAsync({ stream: other })).toEqual(hostY);
      other.dispose();
    }
  });

  test('a wait for a stream whose last operation is itself a wait', async ({ accelerator }) => {
    const [one, two, three] = Array.from({ length: 3 }, () => accelerator.createStream()) as [
      AcceleratorStream,
      AcceleratorStream,
      AcceleratorStream,
    ];
    const host = randomWords(LENGTH, 3);
    const x = accelerator.allocate(u32, host);
    const y = accelerator.allocate(u32, LENGTH);
    for (let round = 0; round < 40; round++) {
      mix(one, x, round, LONG);
      two.waitFor(one);
      three.waitFor(two);
      // one that a host may do by itself, or one that it may not
      if (round % 2) three.launch(tiny, LENGTH, { by: round, x });
      else mix(three, x, round, 2);
      mixOnHost(host, round, LONG);
      mixOnHost(host, round, round % 2 ? 1 : 2);
      y.copyFrom(x, { stream: three });
      if (round % 3 === 0) await three.synchronizeAsync();
      else if (round % 3 === 1) expect(await y.copyToCPUAsync({ stream: three })).toEqual(host);
      one.waitFor(three);
    }
    expect(await y.copyToCPUAsync()).toEqual(host);
  });

  test('a readback of more than a MiB in the midst of a busy stream', async ({ accelerator }) => {
    const stream = accelerator.defaultStream;
    const host = randomWords(300_000, 4);
    const x = accelerator.allocate(u32, host);
    const found: Promise<Uint32Array>[] = [];
    const expected: Uint32Array[] = [];
    for (let round = 0; round < 12; round++) {
      mix(stream, x, round, 2);
      mixOnHost(host, round, 2);
      if (round % 3 === 1) {
        found.push(x.copyToCPUAsync(round % 2 ? undefined : { stream }));
        expected.push(host.slice());
        x.subView(0, 1000).fill(round);
        host.fill(round, 0, 1000);
      }
    }
    for (const [i, words] of (await Promise.all(found)).entries()) {
      expect(words.findIndex((word, at) => word !== expected[i]![at])).toBe(-1);
    }
  });

  test('uploads larger than what is free', async ({ open, target }) => {
    const accelerator = await open(target.backend === 'wasm' ? { backend: { maximumBytes: 2 ** 23 } } : {});
    const stream = accelerator.defaultStream;
    const length = (5 * 2 ** 20) / 4;
    const host = new Uint32Array(length);
    const x = accelerator.allocate(u32, length);
    for (let round = 0; round < 4; round++) {
      const data = randomWords(length, round);
      mix(stream, x, round, 3);
      x.copyFromCPU(data);
      data.fill(7, 100, 200);
      x.subView(100, 100).fill(7);
      mix(stream, x, round);
      host.set(data);
      mixOnHost(host, round);
    }
    const found = await x.copyToCPUAsync();
    expect(found.findIndex((word, at) => word !== host[at])).toBe(-1);
  });

  for (const [how, flush] of [
    ['', () => {}],
    [', flushed again and again', (stream: AcceleratorStream) => stream.flush()],
  ] as const) {
    test(`more than 1 000 operations in one turn on 3 streams that wait for each other in turn${how}`, async ({
      accelerator,
    }) => {
      const streams = Array.from({ length: 3 }, () => accelerator.createStream());
      const host = randomWords(LENGTH, 5);
      const own = streams.map((_, i) => randomWords(LENGTH, 6 + i));
      const x = accelerator.allocate(u32, host);
      const ys = own.map(words => accelerator.allocate(u32, words));
      for (let turn = 0; turn < 600; turn++) {
        const [at, before] = [turn % 3, (turn + 2) % 3];
        const [stream, rounds] = [streams[at]!, turn % 40 === 7 ? 500 : 1];
        mix(stream, ys[at]!, turn);
        mixOnHost(own[at]!, turn);
        stream.waitFor(streams[before]!);
        mix(stream, x, turn, rounds);
        mixOnHost(host, turn, rounds);
        flush(stream);
      }
      await Promise.all(streams.map(stream => stream.synchronizeAsync()));
      expect(await x.copyToCPUAsync()).toEqual(host);
      expect(await Promise.all(ys.map(y => y.copyToCPUAsync()))).toEqual(own);
    });
  }

  test('launches with many views, in the midst of others', async ({ accelerator }) => {
    const stream = accelerator.defaultStream;
    const most = Math.min(24, accelerator.limits.maxBindings - 1);
    const sources = Array.from({ length: most }, (_, i) => randomWords(LENGTH, 10 + i));
    const whole = accelerator.allocate(
      u32,
      sources.flatMap(words => [...words]),
    );
    const host = randomWords(LENGTH, 9);
    const x = accelerator.allocate(u32, host);
    const names = sources.map((_, i) => `source${i}`);
    const gather = kernel({
      name: 'gather',
      params: { ...Object.fromEntries(names.map(name => [name, read(u32)])), x: readWrite(u32) },
      body({ x, ...views }: any, { index }) {
        const place = x.at(index);
        for (const name of names) place.$ = place.$.mul(31).add(views[name].at(index).$);
      },
    });
    const views = names.map((name, i) => [name, whole.subView(i * LENGTH, LENGTH)] as const);
    for (let round = 0; round < 30; round++) {
      mix(stream, x, round, round % 5 === 0 ? 500 : 1);
      mixOnHost(host, round, round % 5 === 0 ? 500 : 1);
      stream.launch(gather, LENGTH, { ...Object.fromEntries(views), x } as never);
      for (let i = 0; i < LENGTH; i++)
        for (const words of sources) host[i] = Math.imul(host[i]!, 31) + words[i]!;
      if (round % 10 === 9) expect(await x.copyToCPUAsync()).toEqual(host);
    }
  });
});
