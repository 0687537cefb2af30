import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PinnedBlock } from '../memory/pinned-block.ts';
import { layout, SLOTS } from './control.ts';
import {
  named,
  newLine,
  open,
  pause,
  read,
  sharedScene,
  spinUntil,
  spinUntilDone,
  stepOnHost,
  type TappedWorker,
  tapped,
  UNITS,
  withPool,
  wordsAt,
} from './pool.test-support.ts';

describe('a worker dies', () => {
  test('what was at work fails; what had not begun is done by others, once', () =>
    tapped(workers =>
      withPool(2, async ({ pool, step, gate, failures }, heap) => {
        const [line, other, third] = [newLine(), newLine(), newLine()];
        const [opener, begun, x] = [16, 16, 4 * UNITS].map(bytes => pool.allocate(bytes, 'x', undefined)) as [
          PinnedBlock,
          PinnedBlock,
          PinnedBlock,
        ];
        const host = new Uint32Array(UNITS);
        pool.push(line, gate(opener, begun), named('gate'), []);
        pool.flush(line);
        spinUntil(() => wordsAt(heap, begun)[0] === 1);
        pool.waitFor(other, line);
        pool.waitFor(third, other);
        for (let i = 0; i < 2 * SLOTS; i++) {
          pool.push(third, step(x, UNITS, i), named(`${i}`), [x]);
          stepOnHost(host, i);
        }
        pool.flush(third);
        const finished = pool.allFinished();
        for (const worker of workers.slice()) void worker.crash();
        await finished;
        expect(failures.map(({ operation }) => operation)).toEqual(['gate']);
        expect(failures[0]!).toMatchObject({
          code: 'HEDDLE_OPERATION',
          message: expect.stringMatching(/worker ended/),
        });
        expect(wordsAt(heap, x)).toEqual(host);
        expect(workers).toHaveLength(4);
      }),
    ));

  test('what another is at is finished', () =>
    tapped(workers =>
      withPool(2, async ({ pool, gate, step, failures }, heap) => {
        const line = newLine();
        const [opener, begun] = [
          pool.allocate(16, 'opener', undefined),
          pool.allocate(16, 'begun', undefined),
        ];
        const x = pool.allocate(4 * UNITS, 'x', undefined);
        // One unit, so only the first worker is woken.
        pool.push(line, gate(opener, begun), named('gate'), []);
        pool.push(line, step(x, UNITS, 1), named('step'), [x]);
        const finished = pool.finished(line);
        spinUntil(() => wordsAt(heap, begun)[0] === 1);
        // The worker is asleep or past the gate: the other one runs it.
        const isIdle = ({ joined }: TappedWorker): boolean => {
          const own = joined!.index * layout.workerWords;
          return (
            Atomics.load(joined!.control, layout.state + own) === layout.asleep ||
            Atomics.load(joined!.control, layout.cursor + own) !== 0
          );
        };
        spinUntil(() => workers.some(isIdle));
        const idle = workers.find(isIdle);
        await idle!.crash();
        await pause(30);
        open(heap, opener);
        await finished;
        expect(failures).toEqual([]);
        expect(workers).toHaveLength(4);
        expect(wordsAt(heap, x)).toEqual(new Uint32Array(UNITS).fill(1));
      }),
    ));

  test('what was done before has succeeded, though nobody was told', async () => {
    let isHeld = false;
    await tapped(
      workers =>
        withPool(2, async ({ pool, step, failures }, heap) => {
          const line = newLine();
          const x = pool.allocate(4 * UNITS, 'x', undefined);
          isHeld = true;
          pool.push(line, step(x, UNITS, 7), named('step'), [x]);
          const finished = pool.finished(line);
          spinUntilDone(workers[0]!);
          void workers[0]!.crash();
          await pause(50);
          isHeld = false;
          await finished;
          expect(failures).toEqual([]);
          expect(wordsAt(heap, x)).toEqual(new Uint32Array(UNITS).fill(7));
          expect(await read(pool, line, x, UNITS)).toEqual(new Uint32Array(UNITS).fill(7));
        }),
      (hand, { kind }) => {
        if (!isHeld || kind === 'ready') hand();
      },
    );
  });
});

describe('a worker that comes instead dies while it starts', () => {
  /** One worker dies at work. Then every new worker ends at once, as long as `fails` returns true. */
  const replaced = (
    threads: number,
    fails: (made: number) => boolean,
    body: (scene: {
      readonly workers: readonly TappedWorker[];
      readonly works: () => Promise<void>;
      readonly lost: readonly string[];
    }) => Promise<void>,
  ): Promise<void> =>
    tapped(
      workers =>
        withPool(threads, async ({ pool, step, lost }, heap) => {
          const line = newLine();
          const x = pool.allocate(4 * UNITS, 'x', undefined);
          const host = new Uint32Array(UNITS);
          const works = async (): Promise<void> => {
            for (let i = 0; i < 20; i++) {
              pool.push(line, step(x, UNITS, i), named(`${i}`), [x]);
              stepOnHost(host, i);
            }
            await pool.finished(line);
            expect(wordsAt(heap, x)).toEqual(host);
          };
          await works();
          void workers[0]!.crash();
          await body({ workers, works, lost });
        }),
      undefined,
      worker => {
        if (worker >= threads && fails(worker - threads)) return 'dies';
        return undefined;
      },
    );

  test('once: the others and it are started again, and memory is kept', () =>
    replaced(
      2,
      made => made === 1,
      async ({ workers, works, lost }) => {
        for (const end = Date.now() + 8000; workers.length < 6 && Date.now() < end; ) await pause(5);
        await works();
        expect(lost).toEqual([]);
        expect(workers).toHaveLength(6);
      },
    ));

  test('and again, if there are many: the pool goes on with fewer', () =>
    // Each time the last of several workers.
    replaced(
      4,
      made => made === 3 || made === 7,
      async ({ workers, works, lost }) => {
        for (const end = Date.now() + 8000; workers.length < 14 && Date.now() < end; ) await pause(5);
        await works();
        expect(lost).toEqual([]);
        expect(workers).toHaveLength(4 + 4 + 4 + 2);
      },
    ));

  test('whatever is tried: the loss is told, with the reason', () =>
    replaced(
      2,
      () => true,
      async ({ lost }) => {
        for (const end = Date.now() + 8000; lost.length === 0 && Date.now() < end; ) await pause(5);
        expect(lost).toEqual([expect.stringMatching(/cannot be started again.*code/)]);
      },
    ));
});

describe('workers that cannot stay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-worker-'));
  const script = (text: string): string => {
    const file = join(folder, `${text.length}.mjs`);
    writeFileSync(file, text);
    return file;
  };

  test('that end at once: the pool does not start', async () => {
    const { pool } = sharedScene(2, undefined, script('process.exit(3)'));
    await expect(pool.start()).rejects.toThrow(/code 3/);
  });

  test('that end whenever they are ready: the pool is lost', async () => {
    const { pool, lost } = sharedScene(
      2,
      undefined,
      script(
        "const { parentPort } = await import('node:worker_threads'); parentPort.on('message', ({ kind }) => (kind === 'join' ? parentPort.postMessage({ kind: 'ready', worker: '@heddle/wasm worker 1' }) : process.exit(4)))",
      ),
    );
    await pool.start();
    for (const end = Date.now() + 8000; lost.length === 0 && Date.now() < end; ) await pause(20);
    expect(lost).toEqual([expect.stringMatching(/again and again.*code 4/)]);
    rmSync(folder, { recursive: true });
  });
});
