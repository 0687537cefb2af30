// Every platform call by which the host learns of completed work, or gets its bytes, fails once. No wait
// hangs, the failure is reported once and with its own class, and later work succeeds.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeddleError, OutOfMemoryError } from '@heddle/core/backend';
import { afterAll, describe, expect, test } from 'vitest';
import { workerSource } from '../worker-source.ts';
import {
  named,
  newLine,
  pause,
  read,
  type Scene,
  serverScene,
  sharedScene,
  stepOnHost,
  UNITS,
} from './pool.test-support.ts';
import type { Pool } from './pool.ts';
import type { Line } from './task.ts';

const MiB = 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), 'heddle-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));
let scripts = 0;

/** The worker of this package, loaded after a script that changes the platform for it. */
function workerBehind(script: string): string {
  const file = join(folder, `${++scripts}.cjs`);
  writeFileSync(file, `${script}\n${workerSource}`);
  return file;
}
const refusesPosts = (kind: string, times: number): string => `{
  const { parentPort: own } = process.getBuiltinModule('node:worker_threads');
  const post = own.postMessage.bind(own);
  let left = ${times};
  own.postMessage = (message, transfer) => {
    if (message.kind === '${kind}' && left-- > 0) throw new Error('no message now');
    post(message, transfer);
  };
}`;
/** The worker cannot read one message that satisfies the condition, which is over `message`. */
const cannotRead = (condition: string, before = 0): string => `{
  const { parentPort: own } = process.getBuiltinModule('node:worker_threads');
  const on = own.on.bind(own);
  let count = 0;
  own.on = (event, listener) =>
    on(event, event !== 'message' ? listener : message => {
      if (!(${condition}) || count++ !== ${before}) return listener(message);
      own.emit('messageerror', new Error());
    });
}`;
/** The host cannot read the first message of a kind that a worker posts. */
async function hostCannotRead(kind: string, body: () => Promise<void>): Promise<void> {
  const prototype = workerPrototype();
  const { emit } = prototype;
  let left = 1;
  prototype.emit = function (this: typeof prototype, event: string | symbol, ...args: unknown[]) {
    const isIt = event === 'message' && (args[0] as { readonly kind: string }).kind === kind && left-- > 0;
    return isIt ? emit.call(this, 'messageerror', new Error()) : emit.call(this, event, ...args);
  } as typeof emit;
  try {
    await body();
    expect(left, 'a message came').toBeLessThan(1);
  } finally {
    prototype.emit = emit;
  }
}
const throwsOnce = (object: string, method: string, error: string): string => `{
  const real = ${object}.${method};
  let left = 1;
  ${object}.${method} = function (...args) {
    if (left-- > 0) throw ${error};
    return real.apply(this, args);
  };
}`;

/** Makes a call of the host throw once when it is armed. */
async function onHost<T extends object>(
  object: T,
  method: keyof T,
  error: () => unknown,
  applies: (...args: any[]) => boolean,
  body: (arm: () => void) => Promise<void>,
): Promise<void> {
  const real = object[method] as (...args: unknown[]) => unknown;
  let armed = 0;
  object[method] = function (this: unknown, ...args: unknown[]) {
    if (armed > 0 && applies.call(this, ...args)) {
      armed--;
      throw error();
    }
    return real.apply(this, args);
  } as never;
  try {
    await body(() => {
      armed = 1;
    });
    expect(armed, 'the call was made').toBe(0);
  } finally {
    object[method] = real as never;
  }
}

interface Work {
  readonly line: Line;
  /** Queues some steps and reads the result behind them. */
  readonly run: () => Promise<Uint32Array>;
  /** The expected contents of the memory after all steps so far. */
  readonly host: Uint32Array;
  readonly step: () => void;
}

async function withWork<P extends Pool>(
  scene: Scene<P>,
  body: (work: Work, scene: Scene<P>) => Promise<void>,
): Promise<void> {
  const { pool, step } = scene;
  await pool.start();
  try {
    const line = newLine();
    const x = pool.allocate(4 * UNITS, 'x', new Uint8Array(4 * UNITS));
    const host = new Uint32Array(UNITS);
    let steps = 0;
    const one = (): void => {
      pool.push(line, step(x, UNITS, ++steps, { rounds: 200 }), named(`step ${steps}`), [x]);
      stepOnHost(host, steps, 200);
    };
    const run = (): Promise<Uint32Array> => {
      for (let i = 0; i < 5; i++) one();
      return read(pool, line, x, UNITS);
    };
    await body({ line, run, host, step: one }, scene);
  } finally {
    pool.close();
  }
}

const workerPrototype = () => process.getBuiltinModule('node:worker_threads').Worker.prototype;
const refused = () => new DOMException('no message now', 'DataCloneError');
const noMemory = () => new RangeError('Array buffer allocation failed');

describe('workers that share memory', () => {
  test.each(['wake', 'kernel'])('a message of the host is refused: %s', kind =>
    withWork(sharedScene(2), async ({ run, host }, { pool, failures, lost }) => {
      expect(await run()).toEqual(host);
      // Long enough for the workers to fall asleep.
      await pause(30);
      await onHost(
        workerPrototype(),
        'postMessage',
        refused,
        message => message.kind === kind,
        async arm => {
          arm();
          if (kind === 'kernel') pool.kernel(pool.memoryKernels.copy.module, 'copy');
          for (let i = 0; i < 3; i++) expect(await run()).toEqual(host);
        },
      );
      expect(failures).toEqual([]);
      expect(lost).toEqual([]);
    }),
  );

  test.each([1, 2])('a message of a worker is refused, %d times', times =>
    withWork(
      sharedScene(1, undefined, workerBehind(refusesPosts('done', times))),
      async ({ run, host }, { failures, lost }) => {
        for (let i = 0; i < 3; i++) expect(await run()).toEqual(host);
        expect(failures).toEqual([]);
        expect(lost).toEqual([]);
      },
    ),
  );

  test('a worker cannot read a message: it is replaced', () =>
    withWork(
      sharedScene(1, undefined, workerBehind(cannotRead("message.kind === 'wake'", 2))),
      async ({ run, host }, { failures }) => {
        for (let i = 0; i < 4; i++) {
          expect(await run()).toEqual(host);
          // Long enough for the worker to fall asleep.
          await pause(30);
        }
        expect(failures).toEqual([]);
      },
    ));

  test('no worker can ever read a kernel: the accelerator is lost', () =>
    withWork(
      sharedScene(1, undefined, workerBehind(cannotRead("message.entry === 'step'"))),
      async ({ run }, { lost }) => {
        run().catch(() => {});
        for (const end = Date.now() + 8000; lost.length === 0 && Date.now() < end; ) await pause(5);
        expect(lost).toEqual([expect.stringMatching(/again and again.*could not read a message/)]);
      },
    ));

  test('the host cannot read a message of a worker', () =>
    hostCannotRead('done', () =>
      withWork(sharedScene(1), async ({ step }, { pool, failures, lost }) => {
        for (let i = 0; i < 3; i++) {
          step();
          await pool.allFinished();
        }
        expect(failures).toEqual([]);
        expect(lost).toEqual([]);
      }),
    ));

  test('the report of a failure is refused', () =>
    withWork(
      sharedScene(1, undefined, workerBehind(refusesPosts('trap', 1))),
      async ({ run, host, line }, { pool, trap, failures }) => {
        pool.push(line, trap(), named('trap'), []);
        expect(await run()).toEqual(host);
        expect(failures).toMatchObject([{ operation: 'trap', code: 'HEDDLE_KERNEL' }]);
      },
    ));

  test('a kernel cannot be loaded by a worker', () =>
    withWork(
      sharedScene(
        1,
        undefined,
        workerBehind(`{
          const Real = WebAssembly.Instance;
          let left = 1;
          WebAssembly.Instance = function (module, imports) {
            const made = new Real(module, imports);
            if (made.exports.step && left-- > 0) throw new RangeError('no memory for an instance');
            return made;
          };
        }`),
      ),
      async ({ line, step }, { pool, failures, lost }) => {
        step();
        await pool.finished(line);
        expect(failures).toMatchObject([{ operation: 'step 1', code: 'HEDDLE_OUT_OF_MEMORY' }]);
        expect(lost).toEqual([]);
      },
    ));

  for (const [which, behind, bytes] of [
    ['staged', true, 4 * UNITS],
    ['of the host itself', false, 4 * UNITS],
    ['large', true, 2 * MiB],
  ] as const) {
    test(`the host has no memory for a readback: ${which}`, () =>
      withWork(sharedScene(2), async ({ run, host, line, step }, { pool, failures }) => {
        expect(await run()).toEqual(host);
        const large = pool.allocate(2 * MiB, 'large', undefined);
        const isRead = function (this: Uint8Array, from: number, to: number): boolean {
          return to - from === bytes;
        };
        await onHost(Uint8Array.prototype, 'slice', noMemory, isRead, async arm => {
          if (behind) step();
          arm();
          const failed = read(pool, line, large, bytes / 4);
          await expect(failed).rejects.toBeInstanceOf(OutOfMemoryError);
          await expect(failed).rejects.toMatchObject({ remedy: expect.stringContaining('pieces') });
          expect((await read(pool, line, large, bytes / 4)).every(word => word === 0)).toBe(true);
        });
        expect(await run()).toEqual(host);
        expect(failures).toEqual([]);
      }));
  }
});

describe('the worker that has the memory', () => {
  test('a message of the host is refused: the work that it holds fails, and the rest goes on', () =>
    withWork(serverScene(), async ({ run, host, line, step }, { pool, failures, lost }) => {
      expect(await run()).toEqual(host);
      const before = host.slice();
      await onHost(
        workerPrototype(),
        'postMessage',
        refused,
        ({ kind }) => kind === 'batch',
        async arm => {
          arm();
          const batch = run();
          await expect(batch).rejects.toMatchObject({ code: 'HEDDLE_OPERATION' });
          await pool.finished(line);
        },
      );
      host.set(before);
      expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['HEDDLE_OPERATION']));
      expect(new Set(failures.map(({ operation }) => operation)).size).toBe(failures.length);
      expect(lost).toEqual([]);
      step();
      await pool.finished(line);
      expect(failures.length).toBeLessThanOrEqual(5);
      expect(await run()).toEqual(host);
    }));

  test('the data of an allocation are refused: the allocation is', () =>
    withWork(serverScene(), async ({ run, host }, { pool }) => {
      await onHost(
        workerPrototype(),
        'postMessage',
        refused,
        ({ kind }) => kind === 'batch',
        async arm => {
          arm();
          expect(() => pool.allocate(64, 'x', new Uint8Array(64))).toThrow(HeddleError);
          const again = pool.allocate(64, 'x', new Uint8Array(64).fill(1));
          expect(await read(pool, newLine(), again, 16)).toEqual(new Uint32Array(16).fill(0x01010101));
        },
      );
      expect(await run()).toEqual(host);
    }));

  test('a kernel is refused: its launch is, and the next is not', () =>
    withWork(serverScene(), async ({ run, host }, { pool }) => {
      const { module } = pool.memoryKernels.copy;
      await onHost(
        workerPrototype(),
        'postMessage',
        refused,
        ({ kind }) => kind === 'kernel',
        async arm => {
          arm();
          expect(() => pool.kernel(module, 'copy')).toThrow(HeddleError);
          pool.kernel(module, 'copy');
        },
      );
      expect(await run()).toEqual(host);
    }));

  test.each(['done', 'bytes', 'trap'])('a message of the worker is refused: %s', kind =>
    withWork(
      serverScene(undefined, workerBehind(refusesPosts(kind, 1))),
      async ({ run, host, line }, { pool, trap, failures, lost }) => {
        pool.push(line, trap(), named('trap'), []);
        for (let i = 0; i < 3; i++) expect(await run()).toEqual(host);
        expect(failures).toMatchObject([{ operation: 'trap', code: 'HEDDLE_KERNEL' }]);
        expect(lost).toEqual([]);
      },
    ),
  );

  test.each(['kernel', 'batch'])('the worker cannot read a message: the accelerator is lost: %s', kind =>
    withWork(
      serverScene(undefined, workerBehind(cannotRead(`message.kind === '${kind}'`))),
      async ({ step }, { pool, lost }) => {
        step();
        void pool.allFinished();
        for (const end = Date.now() + 3000; lost.length === 0 && Date.now() < end; ) await pause(5);
        expect(lost).toEqual([expect.stringMatching(/worker ended.*could not read a message/)]);
      },
    ),
  );

  test.each(['done', 'bytes'])('the host cannot read a message: the accelerator is lost: %s', kind =>
    hostCannotRead(kind, () =>
      withWork(serverScene(), async ({ run }, { lost }) => {
        run().catch(() => {});
        for (const end = Date.now() + 3000; lost.length === 0 && Date.now() < end; ) await pause(5);
        expect(lost).toEqual([expect.stringMatching(/worker ended.*cannot be read/)]);
      }),
    ),
  );

  test('there is no memory for a readback', () =>
    withWork(
      serverScene(
        undefined,
        workerBehind(
          throwsOnce('Uint8Array.prototype', 'slice', "new RangeError('Array buffer allocation failed')"),
        ),
      ),
      async ({ run, host }) => {
        await expect(run()).rejects.toBeInstanceOf(OutOfMemoryError);
        expect(await run()).toEqual(host);
      },
    ));

  test('growth is refused: what lies beyond fails when it is used, and what fits works', () =>
    withWork(
      serverScene(
        64 * MiB,
        workerBehind(throwsOnce('WebAssembly.Memory.prototype', 'grow', "new RangeError('no more pages')")),
      ),
      async ({ run, host, line }, { pool, step, failures, lost }) => {
        expect(await run()).toEqual(host);
        // The engine refuses after the call has returned.
        const beyond = pool.allocate(4 * MiB, 'beyond', new Uint8Array(4 * MiB).fill(1));
        const last = { address: beyond.address + 4 * MiB - 4 * UNITS } as typeof beyond;
        pool.push(line, step(last, UNITS, 1), named('beyond'), [beyond]);
        const failed = read(pool, line, last, UNITS);
        await expect(failed).rejects.toBeInstanceOf(OutOfMemoryError);
        expect(failures).toMatchObject([{ operation: 'beyond', code: 'HEDDLE_OUT_OF_MEMORY' }]);
        expect(await run()).toEqual(host);
        // The refusal is known by now, so the call itself throws.
        expect(() => pool.allocate(4 * MiB, 'more', undefined)).toThrow(/refuses to grow/);
        beyond.free();
        expect(() => pool.allocate(4 * MiB, 'more', undefined)).toThrow(OutOfMemoryError);
        for (let i = 0; i < 8; i++) {
          const fits = pool.allocate(64 * 1024, 'fits', new Uint8Array(64 * 1024).fill(i));
          expect(await read(pool, line, fits, 1)).toEqual(Uint32Array.of(i * 0x01010101));
          fits.free();
        }
        expect(await run()).toEqual(host);
        expect(failures).toHaveLength(1);
        expect(lost).toEqual([]);
      },
    ));
});
