import { expect, test } from 'vitest';
import { BlockOwner, PinnedBlock } from '../memory/pinned-block.ts';
import { newLine } from './pool.test-support.ts';
import { type Line, Task } from './task.ts';

const bytes = new Uint8Array(0);
const target = { address: 64, pieceBytes: 0, strideBytes: 0, count: 0 };

function queue(line: Line, ...others: readonly Task[]): Task {
  const command =
    others.length > 0 ? ({ kind: 'wait', others } as const) : ({ kind: 'write', target, bytes } as const);
  const task = new Task(command, line, undefined, []);
  line.tasks.push(task);
  line.flushed++;
  return task;
}

test('a line lets go of what is done at its head, and of nothing behind what is not', () => {
  const line = newLine();
  const [first, second, third, fourth] = [queue(line), queue(line), queue(line), queue(line)];
  line.started = 3;
  expect(line.retire()).toBe(false);
  second.finish();
  expect(line.retire()).toBe(false);
  first.finish();
  expect(line.retire()).toBe(true);
  expect(line.tasks).toEqual([third, fourth]);
  expect([line.started, line.flushed]).toEqual([1, 2]);
});

test('what the host has done itself was never begun', () => {
  const line = newLine();
  const [first, second] = [queue(line), queue(line)];
  first.finish();
  expect(line.retire()).toBe(true);
  expect(line.tasks).toEqual([second]);
  expect([line.started, line.flushed]).toEqual([0, 1]);
});

test('a wait is done when it is at the head, was begun, and all that it waits for is done', async () => {
  const [line, other] = [newLine(), newLine()];
  const awaited = queue(other);
  const before = queue(line);
  const wait = queue(line, awaited);
  const behind = queue(line);
  awaited.finish();
  line.started = 2;
  expect(line.retire()).toBe(false);
  expect(wait.isDone).toBe(false);
  before.finish();
  expect(line.retire()).toBe(true);
  expect(wait.isDone).toBe(true);
  await wait.done;
  expect(line.tasks).toEqual([behind]);
  expect([line.started, line.flushed]).toEqual([0, 1]);
});

test('a wait that was not begun is not done: what stands before the line is not known yet', () => {
  const [line, other] = [newLine(), newLine()];
  const awaited = queue(other);
  queue(line, awaited);
  awaited.finish();
  expect(line.retire()).toBe(false);
  line.started = 1;
  expect(line.retire()).toBe(true);
  expect(line.tasks).toEqual([]);
});

test('memory is given back when it was freed and the last task that uses it is done', () => {
  const freed: number[] = [];
  const block = new PinnedBlock(64, 16, new BlockOwner(address => void freed.push(address)));
  const [one, two] = [1, 2].map(
    () => new Task({ kind: 'write', target, bytes }, newLine(), undefined, [block]),
  ) as [Task, Task];
  block.free();
  one.finish();
  expect(freed).toEqual([]);
  two.finish();
  expect(freed).toEqual([64]);
});
