// The report of a run, on a small matrix that has every kind of outcome: fixture/.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { program } from '../../../scripts/run.mjs';
import { targets } from '../harness/targets.ts';

const fixture = join(import.meta.dirname, 'fixture');
const root = join(import.meta.dirname, '../../..');

describe('a run with every kind of outcome', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-report-'));
  let status: number | null;
  let lines: string[];

  beforeAll(() => {
    const args = [program('vitest'), 'run', '--root', fixture, '--config', join(fixture, 'vitest.config.ts')];
    const run = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    status = run.status;
    lines = run.stdout.trimEnd().split('\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('fails, and ends with the counts of everything, alone on a line', () => {
    expect(lines.at(-1)).toBe('4 passed, 9 failed, 4 skipped');
    expect(status).not.toBe(0);
  });

  test('prints the time of each target', () => {
    expect(lines).toContainEqual(expect.stringMatching(/^here: \d+\.\d s$/));
  });

  test('matrix-report.json has the counts of the targets, and every test with its state and why', () => {
    const { targets, tests } = JSON.parse(readFileSync(join(folder, 'matrix-report.json'), 'utf8'));
    expect(targets).toEqual({ here: { passed: 3, failed: 9, skipped: 4 } });
    const row = (suite: string, test: string, state: string, note?: string) => ({
      suite,
      test,
      target: 'here',
      state,
      ...(note && { note: expect.stringContaining(note) }),
    });
    expect(tests).toHaveLength(16);
    expect(tests).toEqual(
      expect.arrayContaining([
        row('outcomes', 'passes', 'passed'),
        row('outcomes', 'fails', 'failed', 'expected 1 to be 2'),
        row('outcomes', 'lacks a capability', 'skipped', 'capability: groups'),
        row('outcomes', 'is known to fail, and fails', 'skipped', 'a known fault'),
        row('outcomes', 'is known to fail, and passes', 'failed', 'unexpected pass'),
        row('outcomes', 'no such test', 'failed', 'names a test that does not exist'),
        row('needs', 'needs > what is here', 'passed'),
        row('needs', 'needs > what no kernel needs', 'skipped', 'capability: threads'),
        row(
          'needs',
          'needs > subgroups > and is refused',
          'skipped',
          'capability: subgroups (refused at needs.test.ts:10)',
        ),
        row('needs', 'needs > subgroups > and passes', 'failed', 'it passed: remove it from `needs`'),
        row(
          'needs',
          'needs > subgroups > and ends otherwise',
          'failed',
          "expected to be refused for want of 'subgroups', but it ended with AssertionError: expected 1 to be 2",
        ),
        row('needs', 'needs > subgroups > without saying so', 'failed', "the capability 'subgroups'"),
        row(
          'needs',
          'needs > f16, and is refused for another',
          'failed',
          "expected to be refused for want of 'f16', but it ended with NotSupportedError: kernel 'cooperate'",
        ),
        row('broken', '(the module)', 'failed', 'this module does not load'),
        row('hooks', 'hooks > passes', 'passed'),
        row('hooks', 'hooks (a hook)', 'failed', 'this hook throws'),
      ]),
    );
  });

  test('matrix-report.md has a line a test and a column a target', () => {
    const [head, , ...body] = readFileSync(join(folder, 'matrix-report.md'), 'utf8').trimEnd().split('\n');
    expect(head).toBe('| test | here |');
    expect(body).toContain('| outcomes: lacks a capability | skipped (capability: groups) |');
    expect(body).toContain(
      '| needs: needs > subgroups > and is refused | skipped (capability: subgroups (refused at needs.test.ts:10)) |',
    );
    expect(body).toHaveLength(16);
  });
});

test('every target of the table runs every conformance suite, the fuzzer, and what its backend or it alone has', () => {
  const listed = (...options: string[]): { file: string; projectName: string }[] => {
    const args = [program('vitest'), 'list', '--filesOnly', '--json', ...options];
    return JSON.parse(spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).stdout);
  };
  const full = targets.filter(target => target.full).map(({ name }) => name);
  expect(full).toContain('firefox-webgl');
  const everyDay = listed();
  expect(everyDay.filter(({ projectName }) => full.includes(projectName))).toEqual([]);
  const files = [...everyDay, ...listed(...full.map(name => `--project=${name}`))];
  const suites = (project: string) =>
    files
      .filter(({ projectName }) => projectName === project)
      .map(({ file }) => file)
      .sort();
  const inFolder = (folder: string) => [
    ...new Set(files.map(({ file }) => file).filter(file => file.includes(`/test-matrix/${folder}/`))),
  ];
  const ofAll = [...inFolder('conformance'), ...inFolder('fuzz')];
  expect(inFolder('conformance').length).toBeGreaterThan(0);
  expect(inFolder('fuzz').length).toBeGreaterThan(0);
  for (const { name, backend, suites: own = [] } of targets) {
    expect(suites(name), name).toEqual([...ofAll, ...[backend, ...own].flatMap(inFolder)].sort());
  }
});

describe('npm test', () => {
  const npmTest = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'scripts/test.mjs'), ...args], { cwd: root, encoding: 'utf8' });

  test.each([
    ['target', 'node-abacus', /unknown target 'node-abacus'; known: .*node-cpu/],
    ['backend', 'abacus', /unknown backend 'abacus'; known: .*cpu/],
    ['suite', 'abacus', /unknown suite 'abacus'; known: .*environment/],
  ])('refuses an unknown %s and lists the known ones', (option, value, message) => {
    const { status, stderr } = npmTest(`--${option}`, value);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  test('refuses an unknown option', () => {
    const { status, stderr } = npmTest('--tagret', 'node-cpu');
    expect(stderr).toContain('--tagret');
    expect(status).toBe(2);
  });
});
