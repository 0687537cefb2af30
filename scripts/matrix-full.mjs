// npm run matrix:full: what `npm test` has no time for. The targets that have threads with 1, 2 and 7 workers, and the suites about order and
// waiting 200 times in a row, while another process keeps all cores busy; and the targets in Firefox and WebKitGTK, which are installed where
// that is allowed, and reported as absent where there is none. The first failure ends it, and so does a hang.
//   npm run matrix:full -- --only chromium-wasm    those steps; may be repeated
//   npm run matrix:full -- --only rounds/7 --repeats 1000
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import util from 'node:util';
import './setup.mjs';
import { missingBrowsers } from './browser.mjs';
import { build, program, root } from './run.mjs';

/** One, as many as a small machine has cores, and more than that, so that they get in each other's way. */
const workers = [1, 2, 7];
const workersOfRounds = [2, 7];
const suitesOfRounds = [
  'conformance/barriers',
  'conformance/chains',
  'conformance/drain',
  'conformance/ordering',
  'conformance/readback',
  'conformance/stream-races',
  'conformance/waits',
  'wasm/inline',
];
/** No test takes so long: each has 60 seconds at most. */
const PATIENCE_MS = 180_000;

const { only, repeats } = options();
if (build() !== 0) process.exit(1);
const { targets } = await import('../packages/test-matrix/dist/harness/targets.js');
const steps = chosenSteps();
const missing = missingBrowsers(steps.map(({ target }) => target));
if (missing.has('chromium')) {
  console.error(missing.get('chromium'));
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'heddle-matrix-'));
const children = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
process.on('exit', () => {
  for (const child of children) end(child);
  rmSync(folder, { recursive: true, force: true });
});

/** The output of the first step that failed. */
let failure;
const rows = [];
const absent = steps.filter(({ target }) => missing.has(target.runtime));
const present = steps.filter(step => !absent.includes(step));
const underLoad = present.filter(({ suites }) => suites.length > 0);
// those under load side by side: they mostly wait, and get in each other's way, as they should
for (const together of [
  ...present.filter(step => !underLoad.includes(step)).map(step => [step]),
  underLoad,
]) {
  if (together.length === 0 || failure !== undefined) continue;
  const load = together === underLoad ? keepBusy() : undefined;
  rows.push(...(await Promise.all(together.map(run))));
  if (load) end(load);
}
if (failure !== undefined) console.error(failure);
const absentRows = absent.map(({ name, target }) => ({
  name,
  result: 'absent',
  counts: missing.get(target.runtime),
  seconds: 0,
}));
console.log(table([...rows, ...absentRows]));
if (rows.length < present.length)
  console.log(`\nnot run after the failure: ${present.length - rows.length} of ${present.length}`);
process.exit(failure === undefined ? 0 : 1);

function chosenSteps() {
  const withThreads = targets.filter(({ capabilities }) => capabilities.includes('threads'));
  const backends = new Set(withThreads.map(({ backend }) => backend));
  // without threads, only the one worker can vary
  const withoutThreads = targets.filter(
    target => backends.has(target.backend) && !withThreads.includes(target),
  );
  const others = targets.filter(({ full, backend }) => full && !backends.has(backend));
  const all = [
    ...withThreads.flatMap(target =>
      workers.map(threads => ({ name: `${target.name}/${threads}`, target, threads, suites: [], rounds: 1 })),
    ),
    ...[...withoutThreads, ...others].map(target => ({ name: target.name, target, suites: [], rounds: 1 })),
    ...withThreads
      .filter(({ runtime }) => runtime === 'node')
      .flatMap(target =>
        workersOfRounds.map(threads => ({
          name: `rounds/${threads}`,
          target,
          threads,
          suites: suitesOfRounds,
          rounds: repeats,
        })),
      ),
  ];
  const unknown = only.find(name => !all.some(step => isOf(step, name)));
  if (unknown !== undefined)
    usage(`unknown step '${unknown}'; known: ${all.map(({ name }) => name).join(', ')}`);
  return only.length === 0 ? all : all.filter(step => only.some(name => isOf(step, name)));
}

function isOf(step, name) {
  return step.name === name || step.name.startsWith(`${name}/`);
}

/** A process that computes on all cores until it is ended, or this process is. */
function keepBusy() {
  const busy = `
    const { Worker } = require('node:worker_threads');
    for (let i = 0; i < ${availableParallelism()}; i++) new Worker('for (;;);', { eval: true });
    process.stdin.resume().on('end', () => process.exit());
  `;
  return start(['--eval', busy], { stdio: ['pipe', 'ignore', 'inherit'] });
}

async function run({ name, target, threads, suites, rounds }) {
  console.error(name);
  const began = performance.now();
  const child = start(
    [
      program('vitest'),
      'run',
      `--root=${root}`,
      `--config=${join(root, 'vitest.config.ts')}`,
      `--project=${target.name}`,
      '--bail=1',
      '--reporter=default',
      `--reporter=${join(root, 'packages/test-matrix/harness/progress-reporter.ts')}`,
      // suites that mostly wait do so side by side
      ...(suites.length > 0 ? ['--maxWorkers=4'] : []),
      ...suites.map(suite => `/${suite}.test.ts`),
    ],
    {
      // the place of the report; the one of `npm test` stays
      cwd: mkdtempSync(join(folder, 'step-')),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        NO_COLOR: '1',
        FORCE_COLOR: '0',
        ...(threads !== undefined && { MATRIX_THREADS: String(threads) }),
        MATRIX_ROUNDS: String(rounds),
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output += text;
    });
  }
  let timer;
  const beAlive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      output += `\nno test has ended for ${PATIENCE_MS / 1000} seconds: it hangs\n`;
      end(child);
    }, PATIENCE_MS);
  };
  beAlive();
  const done = new Map(suites.map(suite => [suite.replace(/.*\//, ''), 0]));
  let shown = 0;
  child.on('message', ({ suite, round }) => {
    beAlive();
    if (!done.has(suite)) return;
    done.set(suite, round);
    const least = Math.min(...done.values());
    if (least === shown) return;
    shown = least;
    console.error(`${name}: ${least} of ${rounds}`);
  });
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  const [counts = 'it did not end'] = /^\d+ passed, .*/.exec(lastLine(output)) ?? [];
  const result = code === 0 ? 'ok' : failure === undefined ? 'FAILED' : 'ended with it';
  if (code !== 0) {
    failure ??= output;
    for (const other of children) end(other);
  }
  return { name, result, counts, seconds: (performance.now() - began) / 1000 };
}

function lastLine(text) {
  return text.trimEnd().split('\n').at(-1);
}

/** A program in a group of its own, because its children have to end with it. */
function start(args, options) {
  const child = spawn(process.execPath, args, { detached: process.platform !== 'win32', ...options });
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') child.kill();
  else process.kill(-child.pid, 'SIGKILL');
}

function table(results) {
  const lines = results.map(({ name, result, counts, seconds }) => [
    name,
    result,
    counts,
    `${seconds.toFixed(0)} s`,
  ]);
  const widths = [0, 1, 2, 3].map(column => Math.max(...lines.map(line => line[column].length)));
  return lines
    .map(line =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function options() {
  try {
    const { values } = util.parseArgs({
      options: {
        only: { type: 'string', multiple: true, default: [] },
        repeats: { type: 'string', default: '200' },
      },
    });
    if (!/^[1-9]\d*$/.test(values.repeats))
      usage(`--repeats: expected a whole number from 1, found '${values.repeats}'`);
    return { only: values.only, repeats: Number(values.repeats) };
  } catch (error) {
    usage(error.message);
  }
}

function usage(message) {
  console.error(message);
  process.exit(2);
}
