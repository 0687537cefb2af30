import type { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { tappedWorkers } from './platform-worker.ts';

const threads = process.getBuiltinModule('node:worker_threads');
const echo = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', message => {
    if (message === 'spin') for (;;);
    parentPort.postMessage(message);
  });
`;
const opens = async (): Promise<Worker> => new threads.Worker(echo, { eval: true });

test('a message is there once it is let through, and in its turn', async () => {
  const held: (() => void)[] = [];
  const worker = await tappedWorkers(opens, message => held.push(message));
  const heard: unknown[] = [];
  worker.on('message', message => heard.push(message));
  for (const message of ['one', 'two']) worker.postMessage(message);
  while (held.length < 2) await new Promise(resolve => setTimeout(resolve));
  expect(heard).toEqual([]);
  for (const message of held) message();
  expect(heard).toEqual(['one', 'two']);
  await worker.terminate();
});

test('a worker can crash while it computes', async () => {
  const [worker, workers] = await tappedWorkers(async made => [await opens(), made] as const);
  expect(workers).toHaveLength(1);
  const ended = new Promise(resolve => worker.on('exit', resolve));
  worker.postMessage('awake');
  await new Promise(resolve => worker.on('message', resolve));
  worker.postMessage('spin');
  workers[0]!.crash();
  expect(await ended).toBe(1);
});

test('outside, and behind what fails, workers are what they were', async () => {
  const { Worker: real } = threads;
  await tappedWorkers(async () => expect(threads.Worker).not.toBe(real));
  expect(threads.Worker).toBe(real);
  await expect(tappedWorkers(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(threads.Worker).toBe(real);
});
