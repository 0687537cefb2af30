// An audit lists each race with its target, its test and both lines, and a test that expects a refusal is skipped.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { program } from '../../../scripts/run.mjs';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'heddle-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const suite = join(root, 'packages/test-matrix/conformance/stream-races.test.ts');
const lines = readFileSync(suite, 'utf8').split('\n');
/** The number of the line with this text. */
const numberOf = (text: string): number => lines.findIndex(line => line.includes(text)) + 1;

test('a write behind an unordered read', () => {
  const { stdout, status } = spawnSync(
    process.execPath,
    [
      program('vitest'),
      'run',
      `--root=${root}`,
      '--project=node-cpu',
      '--testNamePattern=a write behind an unordered read',
      suite,
    ],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, MATRIX_AUDIT: '1', NO_COLOR: '1', FORCE_COLOR: '0' },
    },
  );
  const write = numberOf('refusal(() => x.memSetToZero({ stream: two }), StreamRaceError);');
  expect(stdout).toMatch(
    new RegExp(
      `^RACE node-cpu, stream-races > a write behind an unordered read\\n {2}StreamRaceError: memSet .*'x', at stream-races\\.test\\.ts:${write}; the other at stream-races\\.test\\.ts:${write - 1}$`,
      'm',
    ),
  );
  expect(stdout).toMatch(/ 0 failed, /);
  expect(status).toBe(0);
});
