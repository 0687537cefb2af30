// npm run mutate [-- --list | --only NAME ... | --update-docs]: do the tests notice bugs? Each mutation of
// mutations.mjs is applied alone to a copy of the sources, and the suites of its row run against it. Killed it
// is by a test that fails where others pass: a copy that does not even load proves nothing, nor does one in
// which nothing ends. The build is that of the tree, as tests run the sources; what a worker runs is a text there.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import './setup.mjs';
import { mutated, mutations } from './mutations/all.mjs';
import { build, program, root } from './run.mjs';

const { markdownTable } = await import('markdown-table');

/** A wait that never ends is a failed test, and should be one soon. */
const TEST_MILLISECONDS = 20_000;
const RUN_MILLISECONDS = 180_000;
/** Enough to say which; and of what hangs not all. */
const FAILURES = 50;
const DOCS = `${root}docs/mutations.md`;

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'boolean' },
    only: { type: 'string', multiple: true },
    'update-docs': { type: 'boolean' },
  },
});
const chosen = choose([...(asked.only ?? []), ...positionals]);
if (asked.list) {
  for (const { name, breaks } of chosen) console.log(`${name}: ${breaks}`);
  process.exit();
}
if (chosen.some(({ on }) => /chromium|webgpu/.test(on))) {
  const { needChromium } = await import('./browser.mjs');
  const missing = needChromium();
  if (missing !== undefined) fail(missing);
}
// before anything runs: all that no longer applies, not the first of it
const texts = new Map();
const misfits = chosen.flatMap(mutation => {
  try {
    texts.set(mutation, mutated(mutation));
    return [];
  } catch (error) {
    return [error.message];
  }
});
if (misfits.length > 0) fail(misfits.join('\n'));
// a few tests want a copy of core other than the sources
if (build('packages/core') !== 0) process.exit(1);

const copy = mkdtempSync(join(tmpdir(), 'heddle-mutants-'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
copySources();

const rows = [];
for (const target of new Set(chosen.map(({ on }) => on))) {
  const here = chosen.filter(({ on }) => on === target);
  await runClean(target, new Set(here.flatMap(({ suites }) => suites)));
  for (const mutation of here) {
    const row = await judge(mutation);
    rows.push(row);
    console.log(`${row.by ? 'killed  ' : 'SURVIVED'} ${row.name}, ${row.seconds} s: ${row.by ?? row.why}`);
    if (asked['update-docs']) updateDocs(row);
  }
}
const survivors = rows.filter(({ by }) => !by);
console.log(`\n${table()}\n\n${rows.length - survivors.length} of ${rows.length} mutations were killed`);
if (survivors.length > 0) fail(`survived: ${survivors.map(({ name }) => name).join(', ')}`);

/** The mutation of a name, or all mutations of a group (`drain`). */
function choose(names) {
  for (const name of names) {
    if (!mutations.some(mutation => isNamed(mutation, name)))
      fail(`expected a mutation of scripts/mutations/all.mjs or a group of them, found '${name}'`);
  }
  return names.length === 0
    ? mutations
    : mutations.filter(mutation => names.some(name => isNamed(mutation, name)));
}

function isNamed(mutation, name) {
  return mutation.name === name || mutation.name.startsWith(`${name}/`);
}

/** Suites that must fail for a mutation must pass without one. Each runs once, even if several mutations want it. */
async function runClean(target, suites) {
  console.error(`the sources as they are, on ${target}: ${[...suites].join(', ')}`);
  const { tests, isClean, output } = await runSuites(target, [...suites]);
  if (isClean) return;
  const failed = tests?.find(({ status }) => status === 'failed');
  fail(
    `expected them to pass, found: ${failed ? `${nameOf(failed)}: ${failed.failureMessages[0]}` : output}`,
  );
}

async function judge(mutation) {
  const path = join(copy, mutation.file);
  const source = readFileSync(path, 'utf8');
  const start = Date.now();
  writeFileSync(path, texts.get(mutation));
  try {
    const { tests } = await runSuites(mutation.on, mutation.suites);
    return { ...mutation, ...verdict(tests), seconds: Math.round((Date.now() - start) / 1000) };
  } finally {
    writeFileSync(path, source);
  }
}

function verdict(tests) {
  if (!tests) return { why: 'the run did not end' };
  const failed = tests.find(({ status }) => status === 'failed');
  if (!failed) return { why: tests.length > 0 ? 'all tests pass' : 'the mutation does not load' };
  if (!tests.some(({ status }) => status === 'passed')) return { why: 'no test passes: it is broken' };
  return { by: nameOf(failed) };
}

function nameOf({ suite, fullName }) {
  return `${suite}: ${fullName.startsWith(`${suite} `) ? fullName.slice(suite.length + 1) : fullName}`;
}

/** `tests`: none if the run had to be ended. */
async function runSuites(target, suites) {
  const report = join(copy, 'mutation-report.json');
  rmSync(report, { force: true });
  const output = await runVitest([
    `--project=${target}`,
    `--testTimeout=${TEST_MILLISECONDS}`,
    `--bail=${FAILURES}`,
    // with many suites, most of the time would go into loading the sources again
    '--no-isolate',
    '--reporter=json',
    `--outputFile=${report}`,
    ...suites.map(suite => `/${suite}.test.ts`),
  ]);
  if (!existsSync(report)) return { tests: undefined, isClean: false, output };
  const { testResults, success } = JSON.parse(readFileSync(report, 'utf8'));
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(test => ({ ...test, suite: /([^/\\]+)\.test\.ts$/.exec(name)[1] })),
  );
  return { tests, isClean: success && tests.length > 0, output };
}

/** Yields what it printed. It is ended with all its processes, as a kernel that loops hears nothing. */
function runVitest(args) {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [program('vitest'), 'run', ...args], {
      cwd: copy,
      detached: process.platform !== 'win32',
    });
    const end = () => {
      if (process.platform === 'win32') child.kill();
      else process.kill(-child.pid, 'SIGKILL');
    };
    const timer = setTimeout(end, RUN_MILLISECONDS);
    process.on('exit', end);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        output += text;
      });
    }
    child.on('close', () => {
      clearTimeout(timer);
      process.off('exit', end);
      resolve(output);
    });
  });
}

/** The files that the tests read. The packages' links to each other lead to the copies; tools are those of the tree. */
function copySources() {
  for (const entry of [
    'package.json',
    'tsconfig.base.json',
    'vitest.config.ts',
    'scripts',
    'packages',
    'examples',
  ]) {
    cpSync(join(root, entry), join(copy, entry), { recursive: true, verbatimSymlinks: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
}

// ---- what is printed

function table() {
  const cells = rows.map(({ name, seconds, by, why }) => [name, `${seconds}`, by ?? `SURVIVED: ${why}`]);
  return markdownTable([['mutation', 'seconds', 'killed by'], ...cells], { align: ['l', 'r', 'l'] });
}

/** Writes the row in the place that the table of mutations gives it; the others stay as they are. */
function updateDocs({ name, breaks, on, by, why }) {
  const [head, first, , ...lines] = readFileSync(DOCS, 'utf8').split(/^(?=\| )/m);
  const cellsOf = line =>
    line
      .trim()
      .slice(2, -2)
      .split(/ +\| +/);
  const known = new Map(lines.map(cellsOf).map(cells => [cells[0].trim(), cells]));
  known.set(`\`${name}\``, [`\`${name}\``, breaks, on, by ?? `nothing: ${why}`]);
  const rows = mutations.flatMap(({ name }) => [known.get(`\`${name}\``)].filter(Boolean));
  writeFileSync(DOCS, `${head}${markdownTable([cellsOf(first), ...rows])}\n`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
