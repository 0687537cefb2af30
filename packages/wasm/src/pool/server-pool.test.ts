import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { denseRange } from './memory-commands.ts';
import {
  named,
  newLine,
  pause,
  read,
  type Scene,
  serverScene,
  stepOnHost,
  tapped,
} from './pool.test-support.ts';
import type { ServerPool } from './server-pool.ts';

const UNITS = 64;
const MiB = 2 ** 20;

async function withPool(
  body: (scene: Scene<ServerPool>) => Promise<void>,
  maximumBytes?: number,
): Promise<void> {
  const scene = serverScene(maximumBytes);
  await scene.pool.start();
  try {
    await body(scene);
  } finally {
    scene.pool.close();
  }
}

test('does what is in a line in order, and reads what was there then', () =>
  withPool(async ({ pool, step, failures }) => {
    const line = newLine();
    const initial = Uint32Array.from({ length: UNITS }, (_, i) => i * i);
    const x = pool.allocate(4 * UNITS, 'x', new Uint8Array(initial.slice().buffer));
    const host = initial;
    const found: Promise<Uint32Array>[] = [];
    const expected: Uint32Array[] = [];
    for (let i = 0; i < 300; i++) {
      pool.push(line, step(x, UNITS, i), undefined, [x]);
      stepOnHost(host, i);
      if (i % 7 === 3) {
        const bytes = Uint8Array.from({ length: 40 }, (_, k) => i + k);
        new Uint8Array(host.buffer, 8, 40).set(bytes);
        pool.push(line, { kind: 'write', target: denseRange(x.address + 8, 40), bytes }, undefined, [x]);
      }
      if (i % 40 !== 20) continue;
      found.push(read(pool, line, x, UNITS));
      expected.push(host.slice());
    }
    expect(await Promise.all(found)).toEqual(expected);
    expect(await read(pool, line, x, UNITS)).toEqual(host);
    expect(failures).toEqual([]);
  }));

test('does what is in a line behind what it waits for, and what that waits for', () =>
  withPool(async ({ pool, step }) => {
    const lines = [newLine(), newLine(), newLine()];
    const x = pool.allocate(4 * UNITS, 'x', undefined);
    const host = new Uint32Array(UNITS);
    for (let i = 0; i < 200; i++) {
      const [line, between, before] = [lines[i % 3]!, lines[(i + 1) % 3]!, lines[(i + 2) % 3]!];
      pool.waitFor(between, before);
      pool.waitFor(line, between);
      pool.push(line, step(x, UNITS, i), undefined, [x]);
      stepOnHost(host, i);
      if (i % 50 === 49) await pool.finished(line);
    }
    await pool.allFinished();
    expect(await read(pool, lines[0]!, x, UNITS)).toEqual(host);
  }));

test('a wait for what is done by the time that it is flushed', () =>
  withPool(async ({ pool, step }) => {
    const [line, other] = [newLine(), newLine()];
    const x = pool.allocate(4 * UNITS, 'x', undefined);
    pool.push(line, step(x, UNITS, 1), undefined, [x]);
    pool.waitFor(other, line);
    await pool.finished(line);
    await pool.finished(other);
    expect(other.tasks).toEqual([]);
  }));

test('a kernel that the worker cannot load is no mistake in its body', () =>
  withPool(async ({ pool, unloadable, failures }) => {
    const line = newLine();
    pool.push(line, unloadable(), named('unloadable'), []);
    await pool.finished(line);
    expect(failures).toMatchObject([{ operation: 'unloadable', code: 'HEDDLE_OPERATION' }]);
  }));

test('goes on behind a trap, which is reported of its operation alone', () =>
  withPool(async ({ pool, step, trap, failures }) => {
    const line = newLine();
    const x = pool.allocate(4 * UNITS, 'x', undefined);
    pool.push(line, step(x, UNITS, 1), named('first'), [x]);
    pool.push(line, trap(), named('trap'), []);
    pool.push(line, step(x, UNITS, 2), named('last'), [x]);
    await pool.finished(line);
    expect(failures).toEqual([
      { operation: 'trap', code: 'HEDDLE_KERNEL', message: expect.stringContaining('unreachable') },
    ]);
    expect(await read(pool, line, x, UNITS)).toEqual(new Uint32Array(UNITS).fill(33));
  }));

test('a readback that traps rejects, and so does none else', () =>
  withPool(async ({ pool, step }) => {
    const line = newLine();
    const x = pool.allocate(4 * UNITS, 'x', undefined);
    pool.push(line, step(x, UNITS, 1), undefined, [x]);
    const beyond = read(pool, line, { address: 2 ** 28 } as typeof x, 4);
    const good = read(pool, line, x, UNITS);
    await expect(beyond).rejects.toThrow(/beyond the memory/);
    expect(await good).toEqual(new Uint32Array(UNITS).fill(1));
  }));

test('memory grows with work in flight, keeps what it holds, and is zero where it is used again', () =>
  withPool(async ({ pool, step }) => {
    const line = newLine();
    const x = pool.allocate(4 * UNITS, 'x', undefined);
    const host = new Uint32Array(UNITS);
    for (let i = 0; i < 6; i++) {
      pool.push(line, step(x, UNITS, i), undefined, [x]);
      stepOnHost(host, i);
      pool.flush(line);
      const large = pool.allocate(2 * MiB, 'large', i % 2 ? new Uint8Array(2 * MiB).fill(i) : undefined);
      const last = { address: large.address + 2 * MiB - 16 } as typeof large;
      expect(await read(pool, line, last, 4)).toEqual(new Uint32Array(4).fill(i % 2 ? i * 0x01010101 : 0));
      if (i > 2) large.free();
    }
    expect(await read(pool, line, x, UNITS)).toEqual(host);
  }));

test('larger arguments in the midst of what is flushed, in memory that was used before: nothing ends early', () =>
  withPool(async ({ pool, step }) => {
    const line = newLine();
    const x = pool.allocate(4 * UNITS, 'x', undefined);
    const used = pool.allocate(4096, 'used', new Uint8Array(4096).fill(9));
    pool.push(line, step(x, UNITS, 1), undefined, [x]);
    await pool.finished(line);
    used.free();
    const host = new Uint32Array(UNITS).fill(1);
    const found: Promise<Uint32Array>[] = [];
    pool.push(line, step(x, UNITS, 2, { rounds: 200_000 }), undefined, [x]);
    stepOnHost(host, 2, 200_000);
    const readback = { address: x.address, bytes: 4 * UNITS } as const;
    found.push(
      new Promise((resolve, reject) => {
        pool.push(
          line,
          { kind: 'read', ...readback, resolve: bytes => resolve(new Uint32Array(bytes.buffer)), reject },
          undefined,
          [x],
        );
      }),
    );
    const expected = [host.slice()];
    pool.push(line, step(x, UNITS, 3, { words: 900 }), undefined, [x]);
    stepOnHost(host, 3);
    await pool.finished(line);
    expect(await Promise.all(found)).toEqual(expected);
    expect(await read(pool, line, x, UNITS)).toEqual(host);
  }));

test('without room for arguments the launch fails in its place, and the rest goes on', () =>
  withPool(async ({ pool, step, failures }) => {
    const line = newLine();
    const x = pool.allocate(4 * UNITS, 'x', undefined);
    pool.push(line, step(x, UNITS, 1), named('first'), [x]);
    await pool.finished(line);
    for (let bytes = MiB / 2; bytes >= 16; ) {
      try {
        pool.allocate(bytes, 'filler', undefined);
      } catch {
        bytes /= 2;
      }
    }
    pool.push(line, step(x, UNITS, 2), named('second'), [x]);
    pool.push(line, step(x, UNITS, 3, { words: 300 }), named('large'), [x]);
    pool.push(line, step(x, UNITS, 4), named('last'), [x]);
    await pool.finished(line);
    expect(failures).toEqual([
      { operation: 'large', code: 'HEDDLE_OUT_OF_MEMORY', message: expect.stringContaining('arguments') },
    ]);
    expect(await read(pool, line, x, UNITS)).toEqual(new Uint32Array(UNITS).fill((31 + 2) * 31 + 4));
  }, MiB));

describe('the worker', () => {
  test('dies: the pool is lost', () =>
    tapped(workers =>
      withPool(async ({ pool, step, lost }) => {
        const line = newLine();
        const x = pool.allocate(4 * UNITS, 'x', undefined);
        pool.push(line, step(x, UNITS, 1, { rounds: 2 ** 31 }), undefined, [x]);
        pool.flush(line);
        workers[0]!.crash();
        for (const end = Date.now() + 8000; lost.length === 0 && Date.now() < end; ) await pause(5);
        expect(lost).toEqual([expect.stringContaining('memory is lost')]);
      }),
    ));

  test('ends at once: the pool does not start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heddle-worker-'));
    const file = join(folder, 'worker.mjs');
    writeFileSync(file, 'process.exit(3)');
    await expect(serverScene(MiB, file).pool.start()).rejects.toThrow(/code 3/);
    rmSync(folder, { recursive: true });
  });

  test('keeps the process alive while somebody waits, and no longer', () =>
    tapped(workers =>
      withPool(async ({ pool, step }) => {
        const line = newLine();
        const x = pool.allocate(4 * UNITS, 'x', undefined);
        expect(workers[0]!.isReferenced).toBe(false);
        pool.push(line, step(x, UNITS, 1), undefined, [x]);
        pool.flush(line);
        expect(workers[0]!.isReferenced).toBe(false);
        const [one, two] = [pool.finished(line), read(pool, line, x, 1)];
        expect(workers[0]!.isReferenced).toBe(true);
        await Promise.all([one, two]);
        expect(workers[0]!.isReferenced).toBe(false);
      }),
    ));
});
