import { describe, expect, test } from 'vitest';
import { Control, layout, SLOTS } from './control.ts';

const ENTRY = {
  kernel: 1,
  block: 2,
  units: 10,
  chunk: 3,
  after: 0,
  isAfterOne: false,
  scratch: 4,
  scratchStride: 5,
  notify: false,
};
const at = (worker: number, what: 'state' | 'cursor'): number => layout[what] + worker * layout.workerWords;
const slotOf = (sequence: number): number => layout.slots + (sequence & (SLOTS - 1)) * layout.slotWords;

/** Writes to the control words as workers do. */
const wakeUp = ({ words, watermark }: Control, worker: number): void => {
  Atomics.store(words, at(worker, 'cursor'), watermark);
  Atomics.store(words, at(worker, 'state'), layout.awake);
};
const sleep = ({ words }: Control, worker: number): void =>
  void Atomics.store(words, at(worker, 'state'), layout.asleep);
const finish = ({ words }: Control, sequence: number, outcome = layout.done): void =>
  void Atomics.store(words, slotOf(sequence) + layout.outcome, outcome);
const reach = ({ words }: Control, watermark: number): void =>
  void Atomics.store(words, layout.watermark, watermark);

/**
 * The first sequence number. The second and third cases cross the ends of the signed and of the unsigned
 * range.
 */
describe.each([0, 2 ** 31 - 100, 2 ** 32 - 100])('with %d tasks behind it', behind => {
  const start = behind | 0;
  const sequence = (i: number): number => (start + i) | 0;

  test('a slot is free again when its task and all before it are done', () => {
    const control = new Control(2, start);
    for (let i = 0; i < SLOTS; i++) {
      expect(control.hasRoom).toBe(true);
      expect(control.write(ENTRY)).toBe(sequence(i));
    }
    expect(control.hasRoom).toBe(false);
    // A later finished task is not enough.
    finish(control, sequence(7));
    expect(control.hasRoom).toBe(false);
    reach(control, sequence(1));
    expect(control.hasRoom).toBe(true);
    expect(control.write(ENTRY)).toBe(sequence(SLOTS));
    expect(control.hasRoom).toBe(false);
  });

  test('and no worker that is awake is at it', () => {
    const control = new Control(2, start);
    wakeUp(control, 0);
    wakeUp(control, 1);
    for (let i = 0; i < SLOTS; i++) control.write(ENTRY);
    reach(control, sequence(SLOTS));
    Atomics.store(control.words, at(0, 'cursor'), sequence(SLOTS));
    // The cursor of the other worker has stayed behind.
    expect(control.hasRoom).toBe(false);
    Atomics.store(control.words, at(1, 'cursor'), sequence(3));
    for (let i = 0; i < 3; i++) {
      expect(control.hasRoom).toBe(true);
      control.write(ENTRY);
    }
    expect(control.hasRoom).toBe(false);
    // The cursor of a sleeping worker does not matter, because the worker starts at the watermark.
    sleep(control, 1);
    expect(control.hasRoom).toBe(true);
    wakeUp(control, 1);
    expect(control.hasRoom).toBe(true);
  });

  test('whatever workers do, no slot is given away under one of them, and all slots are used', () => {
    const control = new Control(3, start);
    const done = new Set<number>();
    const cursors: (number | undefined)[] = [undefined, undefined, undefined];
    let state = 1;
    const below = (end: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state >>> 8) % end;
    };
    let [tail, reached, most] = [0, 0, 0];
    for (let turn = 0; turn < 20_000; turn++) {
      const worker = below(3);
      const cursor = cursors[worker];
      if (below(3) > 0) {
        for (let more = below(60); more > 0 && control.hasRoom; more--) {
          const oldest = Math.min(reached, ...cursors.filter(cursor => cursor !== undefined));
          most = Math.max(most, tail - oldest);
          if (control.write(ENTRY) !== sequence(tail)) expect.fail(`${tail}`);
          if (control.outcome(sequence(tail++)) !== undefined) expect.fail(`${tail}`);
        }
      } else if (cursor === undefined) {
        wakeUp(control, worker);
        cursors[worker] = reached;
      } else if (cursor < tail) {
        for (let more = below(80); more >= 0 && cursors[worker]! < tail; more--) {
          finish(control, sequence(cursors[worker]!));
          done.add(cursors[worker]!);
          while (done.has(reached)) reached++;
          reach(control, sequence(reached));
          cursors[worker]! += 1;
          Atomics.store(control.words, at(worker, 'cursor'), sequence(cursors[worker]!));
        }
      } else if (below(2)) {
        sleep(control, worker);
        cursors[worker] = undefined;
      }
    }
    expect(tail).toBeGreaterThan(10 * SLOTS);
    expect(most).toBe(SLOTS - 1);
  });
});

test('as many workers are woken as are wanted, and each by one message: those that look for work are there, those that have some are not', () => {
  const control = new Control(4);
  wakeUp(control, 1);
  expect(control.wake(1)).toEqual([0]);
  expect(control.wake(1)).toEqual([]);
  expect(control.wake(2)).toEqual([2]);
  Atomics.store(control.words, layout.state + layout.workerWords, layout.looking);
  expect(control.wake(3)).toEqual([]);
  expect(control.wake(100)).toEqual([3]);
  expect(control.wake(100)).toEqual([]);
  sleep(control, 0);
  expect(control.wake(100)).toEqual([0]);
});

test('workers do not see a task before it is published', () => {
  const control = new Control(1);
  control.write(ENTRY);
  expect(Atomics.load(control.words, layout.tail)).toBe(0);
  control.publish();
  expect(Atomics.load(control.words, layout.tail)).toBe(1);
});

test('a new task in a used slot starts anew', () => {
  const control = new Control(1);
  const first = control.write(ENTRY);
  Atomics.store(control.words, slotOf(first) + layout.next, 99);
  Atomics.store(control.words, slotOf(first) + layout.trapped, 1);
  finish(control, first, layout.failed);
  expect(control.outcome(first)).toBe('failed');
  expect(control.notify(first)).toBe(false);
  for (let i = 1; i < SLOTS; i++) control.write(ENTRY);
  reach(control, 1);
  const second = control.write({ ...ENTRY, units: 7, chunk: 2 });
  const word = (name: 'next' | 'left' | 'chunks' | 'trapped' | 'notify'): number =>
    control.words[slotOf(second) + layout[name]]!;
  expect([word('next'), word('left'), word('chunks'), word('trapped'), word('notify')]).toEqual([
    0, 4, 4, 0, 0,
  ]);
  expect(control.outcome(second)).toBe(undefined);
  expect(control.notify(second)).toBe(true);
  expect(word('notify')).toBe(1);
});

test('a task is withdrawn before anybody has begun it, and not behind that', () => {
  const control = new Control(1);
  const [one, two] = [control.write(ENTRY), control.write(ENTRY)];
  Atomics.add(control.words, slotOf(one) + layout.next, 1);
  expect(control.withdraw(one)).toBe(false);
  expect(control.withdraw(two)).toBe(true);
  // A worker that arrives now finds no chunk.
  expect(Atomics.add(control.words, slotOf(two) + layout.next, 1)).toBeGreaterThanOrEqual(
    control.words[slotOf(two) + layout.chunks]!,
  );
});
