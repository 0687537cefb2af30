// An accelerator that is open and idle does not keep a process alive, and a wait that is pending does: in every runtime
// that has processes.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBun, NO_BUN } from '../../../scripts/bun.mjs';
import { findDeno, NO_DENO } from '../../../scripts/deno.mjs';

const opened = (options = '') => `
  import { createAccelerator, i32, op } from '@heddle/core';
  import { reduceAsync } from '@heddle/algorithms';
  import { wasm } from '@heddle/wasm';

  const accelerator = await createAccelerator([wasm({ threads: 2${options} })]);
  console.log(accelerator.report[0].reason.replace(/ of .*/, ''));
  const x = accelerator.allocate(i32, 1_000_000);
  x.fill(1);
  console.log(await reduceAsync(x, op.add(i32)));
`;
const pending = `${opened()}
  x.fill(2);
  reduceAsync(x, op.add(i32)).then(sum => console.log(sum));
`;

/** Each reads its program from standard input. */
const runtimes = [
  { name: 'Node', program: process.execPath, args: ['--input-type=module', '-'], missing: '' },
  { name: 'Deno', program: findDeno(), args: ['run', '--allow-all', '-'], missing: NO_DENO },
  { name: 'Bun', program: findBun(), args: ['run', '-'], missing: NO_BUN },
];

describe.each(runtimes)('$name', ({ program, args, missing }) => {
  const run = (input: string) => {
    const { status, stdout, stderr } = spawnSync(program!, args, {
      input,
      cwd: join(import.meta.dirname, '..'),
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { status, stdout, stderr };
  };
  const ended = (sums: string) => ({
    status: 0,
    stdout: `2 workers with shared memory\n${sums}`,
    stderr: '',
  });

  test('ends with an idle accelerator open', ({ skip }) => {
    if (!program) return skip(missing);
    expect(run(opened())).toEqual(ended('1000000\n'));
  });

  test('ends with one whose workers are started from an address', ({ skip }) => {
    if (!program) return skip(missing);
    const workerUrl = "import.meta.resolve('@heddle/wasm/worker.js')";
    expect(run(opened(`, workerUrl: ${workerUrl}`))).toEqual(ended('1000000\n'));
  });

  test('goes on while a wait is pending', ({ skip }) => {
    if (!program) return skip(missing);
    expect(run(pending)).toEqual(ended('1000000\n2000000\n'));
  });
});
