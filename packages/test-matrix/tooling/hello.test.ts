// The first program of the README on workers, in a process of its own, as it is after an installation. An
// idle pool does not keep a process alive, and a wait does.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'heddle-hello-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
symlinkSync(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'), 'junction');

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
const [, first = '', printed = ''] = /^```ts\n(.*?)^```\n\n```\n(.*?)^```/ms.exec(readme) ?? [];
/** Whatever backends it has: with this one alone. */
const hello = first
  .replace(/^import .*'@heddle\/(?!core|algorithms).*$/gm, '')
  .replace(/createAccelerator\(\[.*?\]\)/, 'createAccelerator([wasm()])')
  .concat("import { wasm } from '@heddle/wasm';\n");

/**
 * The same on so many elements that the host leaves them to its workers, and with nothing but a wait to stay
 * alive for.
 */
const waiting = `
  import { createAccelerator, i32, op } from '@heddle/core';
  import { reduceAsync } from '@heddle/algorithms';
  import { wasm } from '@heddle/wasm';
  const accelerator = await createAccelerator([wasm()]);
  const x = accelerator.allocate(i32, 4_000_000);
  for (let launch = 0; launch < 20; launch++) x.fill(launch);
  void reduceAsync(x, op.max(i32)).then(result => console.log(result));
  void accelerator.synchronizeAsync().then(() => console.log('done'));
`;

interface End {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The exit of a program, and the time between its last output and its end. */
async function run(program: string): Promise<{ readonly end: End; readonly lingered: number }> {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, program);
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'pipe'], timeout: 10_000 });
  const said = { stdout: '', stderr: '' };
  let last = performance.now();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', text => {
      said[name] += text;
      last = performance.now();
    });
  }
  let exited = 0;
  child.on('exit', () => {
    exited = performance.now();
  });
  const [code, signal] = await once(child, 'close');
  return { end: { code, signal, ...said }, lingered: exited - last };
}

test.each([
  ['left as it is', hello, printed],
  ['disposed', `${hello}await accelerator.disposeAsync();\n`, printed],
  ['disposed, and not awaited', `${hello}void accelerator.disposeAsync();\n`, printed],
  ['left with waits pending', waiting, /^(19\ndone|done\n19)\n$/],
])(
  'the accelerator is %s: the process prints its result, and ends by itself at once',
  async (_, program, stdout) => {
    expect(program).toContain('wasm()');
    const { end, lingered } = await run(program);
    const matches = typeof stdout === 'string' ? stdout : expect.stringMatching(stdout);
    expect(end).toEqual({ code: 0, signal: null, stdout: matches, stderr: '' });
    // the one time that a test measures: whoever starts a program in a shell would wait for it
    expect(lingered).toBeLessThan(1000);
  },
);
