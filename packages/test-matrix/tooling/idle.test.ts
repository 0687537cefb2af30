// Workers without work sleep: a process that has opened an accelerator, used it and keeps it costs nothing.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** `process.cpuUsage` is of all threads. */
const program = `
  import { createAccelerator, i32, op } from '@heddle/core';
  import { reduceAsync } from '@heddle/algorithms';
  import { wasm } from '@heddle/wasm';

  const accelerator = await createAccelerator([wasm({ threads: 4 })]);
  const x = accelerator.allocate(i32, 1_000_000);
  for (let round = 1; round <= 5; round++) {
    x.fill(round);
    console.error(await reduceAsync(x, op.add(i32)));
  }
  const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
  // what the engine still compiles and collects
  await sleep(200);
  const before = process.cpuUsage();
  await sleep(2000);
  const { user, system } = process.cpuUsage(before);
  console.log((user + system) / 1000);
  await accelerator.disposeAsync();
`;

test('2 seconds without work take less than 20 milliseconds of a processor', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '1000000\n2000000\n3000000\n4000000\n5000000\n' });
  expect(Number.parseFloat(stdout)).toBeLessThan(20);
});
