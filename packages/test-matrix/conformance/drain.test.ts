// The drain is the platform's own: as long as its completion is held back all waits are pending, and then
// they end with the right bytes. `npm run mutate -- --only drain` checks that this suite notices a drain that is none.
import { reduceAsync } from '@heddle/algorithms';
import { type Accelerator, i32, type MemoryBuffer, op, u32 } from '@heddle/core';
import { afterAll, inject } from 'vitest';
import { backends } from '../harness/backends/index.ts';
import { describe, expect, openTarget, suite, test } from '../harness/conformance.ts';
import type { Held } from '../harness/held-completion.ts';
import { counted, countUp, mix, mixOnHost } from '../harness/steps.ts';
import { targetNamed } from '../harness/targets.ts';

const LENGTH = 256;
const TURNS = 50;
type Ints = MemoryBuffer<typeof i32>;

const bytesOf = (values: Int32Array<ArrayBuffer>): Uint8Array => new Uint8Array(values.buffer);
const turn = (): Promise<void> => new Promise(resolve => setTimeout(resolve));
const turns = async (): Promise<void> => {
  for (let i = 0; i < TURNS; i++) await turn();
};

/** Waits for and readbacks of `out[i] = i + 1`. */
const waits: Readonly<Record<string, (x: Ints, accelerator: Accelerator) => Promise<unknown>>> = {
  'accelerator.synchronizeAsync': (_, accelerator) => accelerator.synchronizeAsync(),
  'stream.synchronizeAsync': (_, { defaultStream }) => defaultStream.synchronizeAsync(),
  'stream.synchronizeAsync of one that waits for another': (_, accelerator) => {
    const stream = accelerator.createStream();
    stream.waitFor(accelerator.defaultStream);
    return stream.synchronizeAsync();
  },
  copyToRawAsync: x => x.copyToRawAsync(undefined, 0, 4 * LENGTH),
  'copyToRawAsync on its stream': (x, { defaultStream }) => x.copyToRawAsync(defaultStream, 0, 4 * LENGTH),
  'copyToRawAsync of a few bytes': x => x.copyToRawAsync(undefined, 7, 6),
  copyToCPUAsync: x => x.copyToCPUAsync(),
  'copyToCPUAsync of a strided view': x => x.strided(2).copyToCPUAsync(),
  copyToHostAsync: x => x.copyToHostAsync(new Int32Array(LENGTH)),
  memSetToZeroAsync: x => x.subView(0, 0).memSetToZeroAsync(),
  copyFromAsync: x => x.subView(0, 0).copyFromAsync([]),
  reduceAsync: x => reduceAsync(x, op.add(i32)),
};
const results: Readonly<Record<string, unknown>> = {
  copyToRawAsync: bytesOf(counted(LENGTH)),
  'copyToRawAsync on its stream': bytesOf(counted(LENGTH)),
  'copyToRawAsync of a few bytes': bytesOf(counted(LENGTH)).slice(7, 13),
  copyToCPUAsync: counted(LENGTH),
  'copyToCPUAsync of a strided view': counted(LENGTH).filter((_, i) => i % 2 === 0),
  copyToHostAsync: counted(LENGTH),
  reduceAsync: (LENGTH * (LENGTH + 1)) / 2,
};

/** Records whether a promise is settled. A rejection is left to the code that awaits it. */
function watched(promise: Promise<unknown>): { readonly ended: boolean } {
  const state = { ended: false };
  const end = () => {
    state.ended = true;
  };
  promise.then(end, end);
  return state;
}

/**
 * Not by a launch that is known to be short: a backend may run such a one on the spot, which leaves nothing
 * to hold back.
 */
function launched(accelerator: Accelerator): Ints {
  const x = accelerator.allocate(i32, LENGTH);
  accelerator.launch(countUp, LENGTH, { step: 1, out: x });
  return x;
}

const openHeld = backends[targetNamed(inject('target')).backend].completion;

suite('drain', () => {
  if (openHeld === 'blocks') {
    for (const [name, wait] of Object.entries(waits)) {
      test(`${name}: the host waits within the call, so that it ends in its turn`, async ({
        accelerator,
      }) => {
        const waiting = wait(launched(accelerator), accelerator);
        const state = watched(waiting);
        await turn();
        expect(state.ended).toBe(true);
        expect(await waiting).toEqual(results[name]);
      });
    }
  } else {
    let opened: Promise<Held> | undefined;
    afterAll(async () => (await opened)?.accelerator.disposeAsync());
    const heldTest = (name: string, body: (accelerator: Accelerator, held: Held) => Promise<void>) =>
      test(name, async () => {
        opened ??= openHeld(backend => openTarget({ backend }));
        const held = await opened;
        held.hold();
        try {
          await body(held.accelerator, held);
        } finally {
          held.end();
          await held.accelerator.synchronizeAsync();
        }
      });

    for (const [name, wait] of Object.entries(waits)) {
      heldTest(`${name}: pending while the completion is held back`, async (accelerator, held) => {
        const x = launched(accelerator);
        const waiting = wait(x, accelerator);
        const state = watched(waiting);
        await turns();
        expect(state.ended, `after ${TURNS} turns`).toBe(false);
        held.end();
        expect(await waiting).toEqual(results[name]);
        expect(await x.copyToCPUAsync()).toEqual(counted(LENGTH));
      });
    }

    for (const [name, wait] of Object.entries(waits)) {
      heldTest(`${name}: does not wait for what is queued while it is pending`, async (accelerator, held) => {
        const first = wait(launched(accelerator), accelerator);
        await turns();
        // where the machine has much to do that was too short, and a straggler would be held with what is
        // queued next
        await Promise.race([held.completed(), first]);
        held.release();
        const x = launched(accelerator);
        const second = wait(x, accelerator);
        const state = watched(second);
        expect(await first).toEqual(results[name]);
        await turns();
        expect(state.ended, `after ${TURNS} turns`).toBe(false);
        held.end();
        expect(await second).toEqual(results[name]);
      });
    }

    heldTest('waits end in the order of the work that they cover', async (accelerator, held) => {
      const order: string[] = [];
      const ends: Promise<unknown>[] = [];
      for (const name of ['first', 'second', 'third']) {
        launched(accelerator);
        ends.push(accelerator.synchronizeAsync().then(() => order.push(name)));
      }
      await turns();
      expect(order).toEqual([]);
      held.end();
      await Promise.all(ends);
      expect(order).toEqual(['first', 'second', 'third']);
    });

    heldTest('a stream does not wait for another', async (accelerator, held) => {
      const idle = accelerator.createStream();
      const x = launched(accelerator);
      await idle.synchronizeAsync();
      const state = watched(accelerator.defaultStream.synchronizeAsync());
      await turns();
      expect(state.ended).toBe(false);
      held.end();
      expect(await x.copyToCPUAsync()).toEqual(counted(LENGTH));
    });

    heldTest('a stream that was made to wait for another does', async (accelerator, held) => {
      const behind = accelerator.createStream();
      const x = launched(accelerator);
      behind.waitFor(accelerator.defaultStream);
      const waiting = behind.synchronizeAsync();
      const state = watched(waiting);
      await turns();
      expect(state.ended).toBe(false);
      held.end();
      await waiting;
      expect(await x.copyToCPUAsync({ stream: behind })).toEqual(counted(LENGTH));
    });
  }

  describe('what is awaited is in order, as the detector of stream races knows', () => {
    const awaited: Readonly<Record<string, (x: MemoryBuffer<typeof u32>) => Promise<unknown>>> = {
      'accelerator.synchronizeAsync': x => x.accelerator.synchronizeAsync(),
      'stream.synchronizeAsync': x => x.accelerator.defaultStream.synchronizeAsync(),
      copyToRawAsync: x => x.copyToRawAsync(x.accelerator.defaultStream, 0, x.byteLength),
    };
    for (const [name, wait] of Object.entries(awaited)) {
      test(`${name}: another stream may go on`, async ({ accelerator }) => {
        const other = accelerator.createStream();
        const host = new Uint32Array(LENGTH);
        const x = accelerator.allocate(u32, LENGTH);
        for (let round = 0; round < 5; round++) {
          for (const stream of [accelerator.defaultStream, other]) {
            mix(stream, x, round, 20);
            mixOnHost(host, round, 20);
            if (stream === other) await x.copyToCPUAsync({ stream });
            else await wait(x);
          }
        }
        expect(await x.copyToCPUAsync({ stream: other })).toEqual(host);
        other.dispose();
      });
    }
  });
});
