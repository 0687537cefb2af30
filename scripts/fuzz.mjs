// npm run fuzz: random kernels and random host programs, one target after the other, until the time is over.
//   npm run fuzz -- --minutes 10 --target all              the minutes are those of all targets together
//   npm run fuzz -- --minutes 1 --target node-wasm --only kernels --seed 7
//   npm run fuzz -- --target node-wasm --only kernels --seed 7 --path 12:0:3    one program again, as a failure printed it
// The first failure of a target ends that target. Without a seed, it is the time; it is printed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import util from 'node:util';
import './setup.mjs';
import { missingBrowsers } from './browser.mjs';
import { build, program, root } from './run.mjs';

/** To start, to shrink a failure of each kind, and to end. */
const PATIENCE_SECONDS = 400;
/** Between the seeds of two targets: each has programs of its own. */
const APART = 1_000_000;
const KINDS = ['kernels', 'floats', 'approximate', 'host'];
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
const { minutes, target, seed, path, only } = options();
if (build() !== 0) process.exit(1);
const { targets } = await import('../packages/test-matrix/dist/harness/targets.js');
const chosen = chosenTargets();
const missing = missingBrowsers(chosen);
const failed = [];
for (const [i, { name, runtime }] of chosen.entries()) {
  if (missing.has(runtime)) console.log(`${name}: absent, ${missing.get(runtime)}`);
  else if (!(await isWithoutDifference(name, seed + i * APART))) failed.push(name);
}
console.log(
  failed.length === 0 ? `no difference, seed ${seed}` : `failed: ${failed.join(', ')}; seed ${seed}`,
);
process.exit(failed.length === 0 ? 0 : 1);

async function isWithoutDifference(name, seed) {
  const seconds = (minutes * 60) / chosen.length;
  const suites = ['kernels', 'host'].filter(
    suite => only === undefined || (suite === 'host') === (only === 'host'),
  );
  const child = spawn(
    process.execPath,
    [
      program('vitest'),
      'run',
      `--project=${name}`,
      `--reporter=${root}packages/test-matrix/fuzz/report.ts`,
      ...suites.map(suite => `/fuzz-${suite}.test.ts`),
    ],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      // a group of its own: where a program does not end, its process has to
      detached: process.platform !== 'win32',
      env: { ...process.env, FUZZ: JSON.stringify({ seed, seconds, path, only }) },
    },
  );
  const end = () => (process.platform === 'win32' ? child.kill() : process.kill(-child.pid, 'SIGKILL'));
  process.once('exit', end);
  const patience = setTimeout(
    () => {
      console.log(`${name}: a program does not end; its seed is the last that was printed, or one behind it`);
      end();
    },
    (seconds + PATIENCE_SECONDS) * 1000,
  );
  const [code] = await once(child, 'close');
  clearTimeout(patience);
  process.off('exit', end);
  return code === 0;
}

function chosenTargets() {
  if (target.includes('all')) return targets.filter(({ full }) => !full);
  const unknown = target.find(name => !targets.some(row => row.name === name));
  if (unknown !== undefined)
    usage(`unknown target '${unknown}'; known: all, ${targets.map(({ name }) => name).join(', ')}`);
  return targets.filter(({ name }) => target.includes(name));
}

function options() {
  try {
    const { values } = util.parseArgs({
      options: {
        minutes: { type: 'string', default: '2' },
        target: { type: 'string', multiple: true, default: ['all'] },
        seed: { type: 'string' },
        path: { type: 'string' },
        only: { type: 'string' },
      },
    });
    const minutes = Number(values.minutes);
    if (!(minutes > 0)) usage(`--minutes: expected a number above 0, found '${values.minutes}'`);
    if (values.seed !== undefined && !/^\d{1,9}$/.test(values.seed))
      usage(`--seed: expected a whole number of at most 9 digits, found '${values.seed}'`);
    if (values.only !== undefined && !KINDS.includes(values.only))
      usage(`--only: expected ${KINDS.join(', ')}, found '${values.only}'`);
    if (values.path !== undefined && (values.seed === undefined || values.only === undefined))
      usage('--path is one program of a seed: give --seed and --only with it');
    const seed = values.seed === undefined ? Math.floor(Date.now() / 1000) % APART : Number(values.seed);
    return { ...values, minutes, seed };
  } catch (error) {
    usage(error.message);
  }
}

function usage(message) {
  console.error(message);
  process.exit(2);
}
