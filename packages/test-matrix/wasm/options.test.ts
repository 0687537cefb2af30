// The options of the factory: the bad ones are refused at the call, and the good ones are what they say.
import { type HeddleError, HeddleRangeError, HeddleTypeError, i32 } from '@heddle/core';
import { wasm } from '@heddle/wasm';
import { expect, openTarget, suite, test } from '../harness/conformance.ts';
import { tappedWorkers } from '../harness/platform-worker.ts';
import { type ErrorClass, refusal } from '../harness/refusal.ts';
import { counted, countUp } from '../harness/steps.ts';

const bad: readonly (readonly [options: object, expected: ErrorClass<HeddleError>, says: RegExp])[] = [
  [{ threads: 0 }, HeddleRangeError, /threads/],
  [{ threads: -1 }, HeddleRangeError, /threads/],
  [{ threads: 1.5 }, HeddleRangeError, /threads.*1\.5/],
  [{ threads: Number.NaN }, HeddleRangeError, /threads.*NaN/],
  [{ threads: 65 }, HeddleRangeError, /threads.*64.*65/],
  [{ threads: '2' }, HeddleTypeError, /threads.*'2'/],
  [{ threads: null }, HeddleTypeError, /threads.*null/],
  [{ maximumBytes: 0 }, HeddleRangeError, /maximumBytes/],
  [{ maximumBytes: 2 ** 20 - 1 }, HeddleRangeError, /maximumBytes.*1048575/],
  [{ maximumBytes: 2 ** 20 + 0.5 }, HeddleRangeError, /maximumBytes/],
  [{ maximumBytes: 2 ** 32 + 1 }, HeddleRangeError, /maximumBytes.*4294967297/],
  [{ maximumBytes: '1 GiB' }, HeddleTypeError, /maximumBytes.*'1 GiB'/],
  [{ workerUrl: 5 }, HeddleTypeError, /workerUrl.*5/],
  [{ workerUrl: new URL('https://example.org/worker.js') }, HeddleTypeError, /workerUrl/],
  [{ thread: 2 }, HeddleTypeError, /thread/],
];

suite('options', () => {
  for (const [options, expected, says] of bad) {
    const [name, value] = Object.entries(options)[0]!;
    test(`${name}: ${value}`, () => {
      refusal(() => wasm(options), expected, says);
    });
  }

  test('a URL as an object: the remedy is its text', () => {
    const url = new URL('https://example.org/worker.js') as unknown as string;
    expect(refusal(() => wasm({ workerUrl: url }), HeddleTypeError).remedy).toMatch(/href/);
  });

  test('undefined is as good as left out', () => {
    expect(wasm({ threads: undefined, workerUrl: undefined, maximumBytes: undefined }).name).toBe('wasm');
  });

  test('threads: so many workers, or one where memory cannot be shared', async ({ target }) => {
    await tappedWorkers(async workers => {
      const accelerator = await openTarget({ backend: { threads: 3 } });
      try {
        expect(workers).toHaveLength(target.capabilities.includes('threads') ? 3 : 1);
        expect(accelerator.report[0]!.reason).toMatch(
          target.capabilities.includes('threads') ? /^3 workers with shared memory/ : /^one worker/,
        );
      } finally {
        await accelerator.disposeAsync();
      }
    });
  });

  test('maximumBytes: no buffer is larger', async ({ open }) => {
    const accelerator = await open({ backend: { maximumBytes: 2 ** 20 } });
    expect(accelerator.limits.maxBufferBytes).toBeLessThanOrEqual(2 ** 20);
    expect((await open()).limits.maxBufferBytes).toBeGreaterThan(2 ** 20);
  });

  test('two accelerators have nothing in common: one is disposed, the other works', async ({ open }) => {
    const [one, two] = [await open({ backend: { threads: 1 } }), await open({ backend: { threads: 2 } })];
    const x = two.allocate(i32, 64);
    two.launch(countUp, 64, { step: 1, out: x });
    await one.disposeAsync();
    expect(await x.copyToCPUAsync()).toEqual(counted(64));
  });
});
