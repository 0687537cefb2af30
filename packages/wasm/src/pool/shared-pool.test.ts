import { describe, expect, test } from 'vitest';
import { Heap } from '../memory/heap.ts';
import type { PinnedBlock } from '../memory/pinned-block.ts';
import { layout, SLOTS } from './control.ts';
import {
  named,
  newLine,
  open,
  pause,
  read,
  spinUntil,
  spinUntilDone,
  stepOnHost,
  tapped,
  UNITS,
  withPool,
  wordsAt,
} from './pool.test-support.ts';
import type { SharedPool } from './shared-pool.ts';
import type { RunCommand } from './task.ts';

describe.each([1, 2, 5])('%d workers', threads => {
  test('do what is in a line in order, more than there are slots', () =>
    withPool(threads, async ({ pool, step, failures }, heap) => {
      const line = newLine();
      const x = pool.allocate(4 * UNITS, 'x', undefined);
      const host = new Uint32Array(UNITS);
      for (let i = 0; i < 3 * SLOTS; i++) {
        const rounds = i % 50 === 3 ? 5000 : 1;
        // The host may run that command itself.
        pool.push(
          line,
          step(x, UNITS, i, { rounds, ...(i % 3 === 0 && rounds === 1 && { cost: 1 }) }),
          named(`${i}`),
          [x],
        );
        stepOnHost(host, i, rounds);
        if (i % 100 === 50) pool.flush(line);
      }
      await pool.finished(line);
      expect(wordsAt(heap, x)).toEqual(host);
      expect(failures).toEqual([]);
    }));

  test('do what is in a line behind what it waits for, and what that waits for', () =>
    withPool(threads, async ({ pool, step }, heap) => {
      const lines = [newLine(), newLine(), newLine()];
      const x = pool.allocate(4 * UNITS, 'x', undefined);
      const host = new Uint32Array(UNITS);
      for (let i = 0; i < 200; i++) {
        const [line, between, before] = [lines[i % 3]!, lines[(i + 1) % 3]!, lines[(i + 2) % 3]!];
        pool.waitFor(between, before);
        pool.waitFor(line, between);
        pool.push(
          line,
          step(x, UNITS, i, { rounds: i % 20 === 0 ? 3000 : 1, ...(i % 2 && { cost: 1 }) }),
          undefined,
          [x],
        );
        stepOnHost(host, i, i % 20 === 0 ? 3000 : 1);
        if (i % 50 === 49) await pool.finished(line);
      }
      await pool.allFinished();
      expect(wordsAt(heap, x)).toEqual(host);
    }));

  test('report a kernel that they cannot load as no mistake in its body', () =>
    withPool(threads, async ({ pool, unloadable, failures }) => {
      const line = newLine();
      pool.push(line, unloadable(), named('unloadable'), []);
      await pool.finished(line);
      expect(failures).toMatchObject([{ operation: 'unloadable', code: 'HEDDLE_OPERATION' }]);
    }));

  test('go on behind a trap, which is reported of its operation alone', () =>
    withPool(threads, async ({ pool, step, trap, failures }, heap) => {
      const line = newLine();
      const x = pool.allocate(4 * UNITS, 'x', undefined);
      const host = new Uint32Array(UNITS);
      for (let i = 0; i < 40; i++) {
        if (i % 10 === 5) pool.push(line, trap(), named(`trap ${i}`), []);
        pool.push(line, step(x, UNITS, i), named(`step ${i}`), [x]);
        stepOnHost(host, i);
      }
      await pool.finished(line);
      expect(wordsAt(heap, x)).toEqual(host);
      expect(failures.map(({ operation }) => operation)).toEqual(['trap 5', 'trap 15', 'trap 25', 'trap 35']);
      for (const { message, code } of failures)
        expect([code, message]).toEqual(['HEDDLE_KERNEL', expect.stringContaining('unreachable')]);
    }));
});

test('a wait at the end of a line ends when all before it is done', () =>
  withPool(2, async ({ pool, step, gate }, heap) => {
    const [line, other] = [newLine(), newLine()];
    const [opener, begun, x] = [16, 16, 4 * UNITS].map(bytes => pool.allocate(bytes, 'x', undefined)) as [
      PinnedBlock,
      PinnedBlock,
      PinnedBlock,
    ];
    pool.push(line, gate(opener, begun), undefined, []);
    pool.push(other, step(x, UNITS, 1), undefined, [x]);
    pool.waitFor(line, other);
    let isDone = false;
    const finished = pool.finished(line).then(() => {
      isDone = true;
    });
    await pool.finished(other);
    await pause(5);
    expect(isDone).toBe(false);
    open(heap, opener);
    await finished;
  }));

test('what is in a line is behind all that is before it, whenever what it waits for was done', () =>
  withPool(2, async ({ pool, step, gate }, heap) => {
    const [line, before, behind] = [newLine(), newLine(), newLine()];
    const [opener, begun, x, y, z] = Array.from({ length: 5 }, () =>
      pool.allocate(4 * UNITS, 'x', undefined),
    ) as [PinnedBlock, PinnedBlock, PinnedBlock, PinnedBlock, PinnedBlock];
    pool.push(before, step(y, UNITS, 1), undefined, [y]);
    pool.flush(before);
    pool.push(line, gate(opener, begun), undefined, []);
    pool.flush(line);
    pool.push(behind, step(z, UNITS, 2), undefined, [z]);
    pool.flush(behind);
    spinUntil(() => wordsAt(heap, z)[UNITS - 1] === 2);
    // No message was received, so both tasks are waited for.
    pool.waitFor(line, before);
    pool.push(line, step(x, UNITS, 3), undefined, [x]);
    pool.waitFor(line, behind);
    pool.push(line, step(x, UNITS, 4), undefined, [x]);
    const finished = pool.finished(line);
    await pool.finished(before, behind);
    await pause(20);
    expect(wordsAt(heap, x)[0]).toBe(0);
    open(heap, opener);
    await finished;
    expect(wordsAt(heap, x)).toEqual(new Uint32Array(UNITS).fill(3 * 31 + 4));
  }));

test('a line goes on, from one task to the next, while an older task of another is at work', () =>
  withPool(2, async ({ pool, step, gate }, heap) => {
    const [line, other] = [newLine(), newLine()];
    const [opener, begun] = [pool.allocate(16, 'opener', undefined), pool.allocate(16, 'begun', undefined)];
    const x = pool.allocate(4 * UNITS, 'x', undefined);
    pool.push(line, gate(opener, begun), undefined, []);
    for (const value of [1, 2, 3]) pool.push(other, step(x, UNITS, value), undefined, [x]);
    const finished = pool.finished(line);
    await pool.finished(other);
    expect(wordsAt(heap, x)[0]).toBe((1 * 31 + 2) * 31 + 3);
    open(heap, opener);
    await finished;
  }));

test('what was done before its slot is used again is reported as it went', () =>
  tapped(workers =>
    withPool(2, async ({ pool, step, gate, trap, failures }, heap) => {
      const [line, other] = [newLine(), newLine()];
      const [opener, begun, x] = [16, 16, 4 * UNITS].map(bytes => pool.allocate(bytes, 'x', undefined)) as [
        PinnedBlock,
        PinnedBlock,
        PinnedBlock,
      ];
      for (let i = 0; i < SLOTS; i++)
        pool.push(line, i === 5 ? trap() : step(x, UNITS, i), named(`${i}`), [x]);
      const first = pool.finished(line);
      spinUntilDone(workers[0]!);
      // No message was received, so the host does not know yet that tasks are done.
      pool.push(other, gate(opener, begun), undefined, []);
      for (let i = 1; i < SLOTS; i++) pool.push(other, step(x, UNITS, i), undefined, [x]);
      pool.flush(other);
      const second = pool.finished(other);
      await first;
      expect(failures.map(({ operation }) => operation)).toEqual(['5']);
      open(heap, opener);
      await second;
      expect(failures).toHaveLength(1);
    }),
  ));

test('a worker that stays behind keeps the slots, and the pool goes on when it does', () =>
  tapped(workers =>
    withPool(1, async ({ pool, step }, heap) => {
      const line = newLine();
      const x = pool.allocate(4 * UNITS, 'x', undefined);
      for (let i = 0; i < SLOTS; i++) pool.push(line, step(x, 1, 0), undefined, [x]);
      await pool.finished(line);
      const { control } = workers[0]!.joined!;
      // A message that has woken the worker may still be in flight.
      await pause(50);
      expect(Atomics.load(control, layout.state)).toBe(layout.asleep);
      // Simulates a worker that was descheduled between two tasks.
      Atomics.store(control, layout.cursor, 0);
      Atomics.store(control, layout.state, layout.awake);
      pool.push(line, step(x, UNITS, 7), undefined, [x]);
      const finished = pool.finished(line);
      await pause(10);
      expect(Atomics.load(control, layout.tail)).toBe(SLOTS);
      workers[0]!.post({ kind: 'wake' });
      await finished;
      expect(wordsAt(heap, x)).toEqual(new Uint32Array(UNITS).fill(7));
    }),
  ));

test('a failure is known before what is behind it counts as done, however late its message', async () => {
  const held: (() => void)[] = [];
  await tapped(
    () =>
      withPool(2, async ({ pool, step, trap, failures }) => {
        const [line, other] = [newLine(), newLine()];
        const x = pool.allocate(4 * UNITS, 'x', undefined);
        pool.push(line, trap(), named('trap'), []);
        pool.waitFor(other, line);
        for (let i = 0; i < 4; i++) pool.push(other, step(x, UNITS, i), undefined, [x]);
        let isDone = false;
        const finished = pool.finished(other).then(() => {
          isDone = true;
        });
        await pause(30);
        expect(isDone).toBe(false);
        expect(held).not.toEqual([]);
        for (const hand of held) hand();
        await finished;
        expect(failures).toHaveLength(1);
      }),
    (hand, { kind }) => (kind === 'trap' ? void held.push(hand) : hand()),
  );
});

describe('without room', () => {
  /** Allocates all memory except this number of bytes. */
  function fillUp(pool: SharedPool, keep: number): void {
    const kept = pool.allocate(keep, 'kept', undefined);
    for (let bytes = 2 ** 23; bytes >= 16; ) {
      try {
        pool.allocate(bytes, 'filler', undefined);
      } catch {
        bytes /= 2;
      }
    }
    kept.free();
  }

  for (const [name, cost] of [
    ['a worker', undefined],
    ['the host', 1],
  ] as const) {
    test(`for the arguments of what ${name} would do: it fails, once, and the rest goes on`, () =>
      withPool(
        1,
        async ({ pool, step, failures }, heap) => {
          const line = newLine();
          const x = pool.allocate(4 * UNITS, 'x', undefined);
          fillUp(pool, 64);
          pool.push(line, step(x, UNITS, 1, { words: 300, ...(cost && { cost }) }), named('large'), [x]);
          pool.push(line, step(x, UNITS, 2), named('next'), [x]);
          await pool.finished(line);
          expect(failures).toEqual([
            {
              operation: 'large',
              code: 'HEDDLE_OUT_OF_MEMORY',
              message: expect.stringContaining('arguments'),
            },
          ]);
          expect(wordsAt(heap, x)).toEqual(new Uint32Array(UNITS).fill(2));
        },
        Heap.shared(2 ** 24),
      ));
  }

  test('to stage uploads and readbacks: the host does them when it is their turn', () =>
    withPool(2, async ({ pool, step }, heap) => {
      const line = newLine();
      const x = pool.allocate(4 * UNITS, 'x', undefined);
      fillUp(pool, 64);
      const found: Promise<Uint32Array>[] = [];
      const expected: Uint32Array[] = [];
      const host = new Uint32Array(UNITS);
      for (let i = 0; i < 30; i++) {
        pool.push(line, step(x, UNITS, i, { rounds: 500 }), undefined, [x]);
        stepOnHost(host, i, 500);
        found.push(read(pool, line, x, UNITS));
        expected.push(host.slice());
        const target = { address: x.address, pieceBytes: 4, strideBytes: 8, count: UNITS / 2 };
        pool.push(line, { kind: 'write', target, bytes: new Uint8Array(2 * UNITS).fill(i) }, undefined, [x]);
        for (let j = 0; j < UNITS; j += 2) host[j] = i * 0x01010101;
      }
      expect(await Promise.all(found)).toEqual(expected);
      await pool.finished(line);
      expect(wordsAt(heap, x)).toEqual(host);
    }));
});

test('the process goes on while somebody waits, and no longer', () =>
  tapped(workers =>
    withPool(2, async ({ pool, gate }, heap) => {
      const referenced = () => workers.map(({ isReferenced }) => isReferenced);
      const line = newLine();
      const [opener, begun] = [pool.allocate(16, 'opener', undefined), pool.allocate(16, 'begun', undefined)];
      expect(referenced()).toEqual([false, false]);
      pool.push(line, gate(opener, begun), undefined, []);
      pool.flush(line);
      expect(referenced()).toEqual([false, false]);
      const [one, two] = [pool.finished(line), pool.allFinished()];
      expect(referenced()).toEqual([true, true]);
      await pause(5);
      expect(referenced()).toEqual([true, true]);
      open(heap, opener);
      await Promise.all([one, two]);
      expect(referenced()).toEqual([false, false]);
    }),
  ));

test('workers forget a kernel that was given up, but not before the launches of it are done', () =>
  tapped(workers =>
    withPool(2, async ({ pool, gate, step, failures }, heap) => {
      const [line, opener, begun, x] = [
        newLine(),
        pool.allocate(4, 'opener', undefined),
        pool.allocate(4, 'begun', undefined),
        pool.allocate(4 * UNITS, 'x', undefined),
      ];
      const waiting = step(x, UNITS, 7);
      const { kernel } = waiting as RunCommand;
      pool.push(line, gate(opener, begun), undefined, []);
      pool.push(line, waiting, undefined, [x]);
      pool.flush(line);
      pool.forget(kernel);
      await pause(20);
      expect(workers.map(({ forgotten }) => forgotten)).toEqual([[], []]);
      open(heap, opener);
      await pool.finished(line);
      expect(wordsAt(heap, x)).toEqual(new Uint32Array(UNITS).fill(7));
      expect(workers.map(({ forgotten }) => forgotten)).toEqual([[kernel.id], [kernel.id]]);
      // Other kernels still run.
      pool.push(line, gate(opener, begun), undefined, []);
      await pool.finished(line);
      expect(failures).toEqual([]);
    }),
  ));
