import { Worker } from 'node:worker_threads';
import { atomics, If, i32, kernel, u32 } from '@heddle/core';
import { check } from '@heddle/core/backend';
import { expect, it } from 'vitest';
import { webAssembly } from '../platform.ts';
import { emitWasm } from './emit.ts';
import { writeBlock } from './launch-block.ts';
import { memoryOf } from './run.test-support.ts';

const INVOCATIONS = 1_000_000;
const STEP = 1000;
const [BLOCK, CELLS, LIMITS, GATE] = [64, 4096, 8192, 12_288];

/** Starts when all workers have started, so that they contend. */
const worker = `
  const { workerData: { module, memory, workers, start, end } } = require('node:worker_threads');
  const { run } = new WebAssembly.Instance(module, { heddle: { memory } }).exports;
  const gate = new Int32Array(memory.buffer, ${GATE}, 1);
  Atomics.add(gate, 0, 1);
  while (Atomics.load(gate, 0) < workers);
  run(${BLOCK}, start, end, 0);
`;

it('lose nothing between threads', async () => {
  const meet = kernel({
    name: 'meet',
    params: { cells: atomics(u32), limits: atomics(i32) },
    body({ cells, limits }, { index }) {
      cells.at(0).add(1);
      cells.at(1).xor(index);
      cells.at(2).max(index);
      // The other workers only raise this word, so it keeps at least the raised value. The reverse holds for
      // the other word.
      const high = cells.at(3).add(1).add(STEP);
      cells.at(3).max(high);
      If(cells.at(3).load().lt(high), () => {
        cells.at(4).add(1);
      });
      const low = limits.at(0).sub(1).sub(STEP);
      limits.at(0).min(low);
      If(limits.at(0).load().gt(low), () => {
        limits.at(1).add(1);
      });
    },
  });
  const { bytes } = emitWasm(check({ program: meet.ir, location: () => undefined }), 'proven', true);
  const { words, memory } = memoryOf(65_536, true);
  words.fill(0, CELLS / 4, CELLS / 4 + 5);
  words.fill(0, LIMITS / 4, LIMITS / 4 + 2);
  words[GATE / 4] = 0;
  const view = (param: number, length: number) => ({
    param,
    buffer: [CELLS, LIMITS][param]!,
    offset: 0,
    step: 1,
    length,
    width: length,
    height: 1,
    depth: 1,
  });
  const launch = {
    shape: { extent: [INVOCATIONS, 1, 1] as const },
    views: [view(0, 5), view(1, 2)],
    words: new Uint32Array(0),
  };
  writeBlock(
    words,
    BLOCK / 4,
    launch,
    () => 1,
    address => address,
  );
  const module = new (webAssembly().Module)(bytes);
  const half = INVOCATIONS / 2;
  await Promise.all(
    [0, half].map(start => {
      const workerData = { module, memory, workers: 2, start, end: start + half };
      const running = new Worker(worker, { eval: true, workerData });
      return new Promise((resolve, reject) => running.once('exit', resolve).once('error', reject));
    }),
  );
  let parity = 0;
  for (let i = 0; i < INVOCATIONS; i++) parity ^= i;
  const cells = words.subarray(CELLS / 4, CELLS / 4 + 5);
  expect([...cells.subarray(0, 3)]).toEqual([INVOCATIONS, parity, INVOCATIONS - 1]);
  expect(cells[4]).toBe(0);
  expect(words[LIMITS / 4 + 1]).toBe(0);
});
