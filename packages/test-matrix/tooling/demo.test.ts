// The demo as people run it: the built program, its exit codes, and what it writes where.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, vulkanEnvironment } from '../../../scripts/chromium.mjs';

const root = join(import.meta.dirname, '../../..');
const example = join(root, 'examples/statistics');
const folder = mkdtempSync(join(tmpdir(), 'heddle-demo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const statistics = ['count', 'sum', 'mean', 'min', 'max', 'std'];

const targets = [
  'node-cpu',
  'node-wasm',
  'node-webgpu',
  'chromium-cpu',
  'chromium-wasm',
  'chromium-webgpu',
  'chromium-webgl',
];
interface TargetReport {
  readonly target: string;
  readonly available: boolean;
  readonly reason?: string;
  readonly results?: Readonly<Record<string, number>>;
}

/** As scripts/demo.mjs prepares it. */
const browser = findChromium();
const prepared = {
  ...process.env,
  ...vulkanEnvironment(browser),
  ...(browser !== undefined && { CHROMIUM_PATH: browser }),
};
const demoIn = (env: NodeJS.ProcessEnv, args: readonly string[]) =>
  spawnSync(process.execPath, [join(example, 'dist/main.js'), ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
const demo = (...args: string[]) => demoIn(prepared, args);

function demoOf(table: string, ...args: string[]) {
  writeFileSync(join(folder, 'table.csv'), table);
  return demo('table.csv', ...args);
}

/** A message of a line, or a usage; nothing that looks like a crash. */
function expectRefusal({ status, stdout, stderr }: SpawnSyncReturns<string>, message: string) {
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at .*:\d+/m);
  expect(stdout).toBe('');
  expect(status).toBe(2);
}

describe('of the flights', () => {
  let run: SpawnSyncReturns<string>;
  beforeAll(() => {
    run = demo('--json');
  });

  test('--json prints one document, in which all targets agree with the host', () => {
    const document = JSON.parse(run.stdout);
    expect(document).toMatchObject({ count: 200_000, agree: true });
    expect(Object.keys(document)).toEqual(['input', 'count', 'oracle', 'bounds', 'agree', 'targets']);
    expect(Object.keys(document.oracle)).toEqual(statistics);
    expect(Object.keys(document.bounds)).toEqual(statistics);
    for (const { target, available, results, milliseconds } of document.targets) {
      expect({ target, available }).toEqual({ target, available: true });
      expect(Object.keys(results)).toEqual(statistics);
      for (const name of statistics) {
        expect(Math.abs(results[name] - document.oracle[name])).toBeLessThanOrEqual(document.bounds[name]);
      }
      expect(milliseconds).toBeGreaterThan(0);
    }
    expect(document.targets.map(({ target }: TargetReport) => target)).toEqual(targets);
    expect(run.status).toBe(0);
  });

  test('shows its progress on standard error', () => {
    expect(run.stderr).toContain('read 200000 values of flights-200k.json of vega-datasets, column "delay"');
    for (const target of targets) expect(run.stderr).toMatch(new RegExp(`${target}: \\d+\\.\\d ms`));
  });

  test('without --json it prints a table', () => {
    const { status, stdout } = demo('--column', 'distance');
    expect(stdout).toContain('column "distance"');
    for (const target of targets) expect(stdout).toMatch(new RegExp(`${target} .* yes`));
    expect(stdout).toContain('All targets agree with the host.');
    expect(status).toBe(0);
  });
});

describe('without a browser', () => {
  // nor with a driver for WebGPU in Node, which would come with it
  const {
    CHROMIUM_PATH: _browser,
    VK_DRIVER_FILES: _driver,
    VK_ICD_FILENAMES: _olderName,
    ...bare
  } = process.env;
  const env = { ...bare, PLAYWRIGHT_BROWSERS_PATH: folder };
  const remedy = /no browser: install Chromium, .* or set CHROMIUM_PATH/;

  test('it runs the targets of Node, and says how to get one', () => {
    const { status, stdout, stderr } = demoIn(env, ['--json']);
    const document = JSON.parse(stdout) as { readonly agree: boolean; readonly targets: TargetReport[] };
    expect(document.targets.map(({ target }) => target)).toEqual(targets);
    for (const { target, available, reason } of document.targets) {
      if (target === 'node-cpu' || target === 'node-wasm')
        expect({ available, reason }).toEqual({ available: true });
      if (!target.startsWith('chromium-')) continue;
      expect({ available, reason }).toEqual({ available: false, reason: expect.stringMatching(remedy) });
      expect(stderr).toContain(`${target} is not available: ${reason}`);
    }
    expect(document.agree).toBe(true);
    expect(status).toBe(0);
  });

  test('one that does not start is as good as none', () => {
    const { status, stdout } = demoIn({ ...env, CHROMIUM_PATH: join(folder, 'nowhere') }, []);
    expect(stdout).toMatch(/^chromium-cpu is not available: .*nowhere does not start .* set CHROMIUM_PATH/m);
    expect(stdout).toMatch(/node-cpu .* yes/);
    expect(status).toBe(0);
  });
});

describe('of a table', () => {
  test('takes the column that is named, and leaves out blank cells', () => {
    const { status, stdout, stderr } = demoOf(
      '\uFEFF"id","late by"\r\n1,"2"\r\n2,\r\n3,4\r\n',
      '--column',
      'late by',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      input: 'table.csv, column "late by"',
      count: 2,
      oracle: { count: 2, sum: 6, mean: 3, min: 2, max: 4, std: 1 },
      agree: true,
    });
    expect(stderr).toContain('blank cells left out: 1');
    expect(status).toBe(0);
  });

  test('of a single row', () => {
    const { status, stdout } = demoOf('delay\n7\n', '--json');
    for (const { target, results } of JSON.parse(stdout).targets as TargetReport[]) {
      expect(results, target).toEqual({ count: 1, sum: 7, mean: 7, min: 7, max: 7, std: 0 });
    }
    expect(status).toBe(0);
  });
});

describe('refuses in words, with exit code 2', () => {
  test.each([
    ['a file that is not there', ['absent.csv'], 'cannot read absent.csv: there is no such file'],
    ['a folder', ['.'], 'cannot read .: it is a directory'],
    ['a column the flights do not have', ['--column', 'gate'], 'its columns are "delay", "distance", "time"'],
    ['an unknown option', ['--colum', 'delay'], "error: unknown option '--colum'"],
    ['an option without its value', ['--column'], "error: option '--column <name>' argument missing"],
    ['two tables', ['a.csv', 'b.csv'], 'error: too many arguments'],
  ])('%s', (_, args, message) => expectRefusal(demo('--json', ...args), message));

  test('a mistaken command line is shown the usage', () => {
    expect(demo('--colum').stderr).toContain('Usage: npm run demo -- [options] [table]');
  });

  test.each([
    ['an empty file', '', 'table.csv is empty'],
    ['a header alone', 'id,delay\n', 'table.csv has a header and no rows below it'],
    ['a missing column', 'id,late\n1,2\n', 'table.csv has no column "delay"; its columns are "id", "late"'],
    ['an empty column', 'id,delay\n1,\n2,\n', 'expected numbers, found blank cells alone (2 of them)'],
    ['a column of text', 'delay\n1\nlate\n', 'column "delay", row 2: expected a number, found "late"'],
    ['a number beyond an f32', 'delay\n1e39\n', 'row 1: expected a number that fits into a 32-bit float'],
    ['a sum beyond an f32', 'delay\n3e38\n3e38\n', 'the sum may overflow a 32-bit float'],
    ['squares beyond an f32', 'delay\n-1e30\n1e30\n', 'the standard deviation may overflow a 32-bit float'],
    ['a row that is longer', 'id,delay\n1,2,3\n', 'table.csv is no table'],
  ])('%s', (_, table, message) => {
    expectRefusal(demoOf(table), message);
    expectRefusal(demoOf(table, '--json'), message);
  });
});

test.each([
  ['npm run demo -- --json', ['run', 'demo', '--', '--json']],
  ['npm run demo --silent -- --json', ['run', 'demo', '--silent', '--', '--json']],
])('%s prints the document alone: npm is quiet', (_, args) => {
  // The variables of an outer npm would override the configuration of this workspace.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$)/i.test(name)),
  );
  const shell = process.platform === 'win32';
  const { status, stdout } = spawnSync('npm', args, { cwd: root, env, shell, encoding: 'utf8' });
  expect(JSON.parse(stdout)).toMatchObject({ count: 200_000, agree: true });
  expect(status).toBe(0);
});

test('the page is fit for a browser: its bundle has the packages of Heddle, and no module of Node', async () => {
  const { metafile } = await build({
    entryPoints: [join(example, 'dist/page.js')],
    absWorkingDir: root,
    platform: 'browser',
    format: 'esm',
    bundle: true,
    write: false,
    metafile: true,
  });
  const bundled = Object.keys(metafile.inputs).map(file => file.replace(/\/dist\/.*/, ''));
  const { dependencies } = JSON.parse(readFileSync(join(example, 'package.json'), 'utf8'));
  const packages = Object.keys(dependencies).filter(name => name.startsWith('@heddle/'));
  expect([...new Set(bundled)].sort()).toEqual([
    'examples/statistics',
    ...packages.map(name => name.replace('@heddle/', 'packages/')).sort(),
  ]);
});
