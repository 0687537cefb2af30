import { describe, expect, test } from 'vitest';
import { runDespite, type Skip, skipFor, suiteOf } from './skips.ts';

const row = (where: string): Skip => ({
  where,
  suite: 'streams',
  test: 'streams > ordered',
  reason: 'a known fault',
});
const target = { name: 'node-cpu', backend: 'cpu' } as const;
const mark = (reason: string): never => {
  throw new Error(`skipped: ${reason}`);
};

describe('skipFor', () => {
  test.each(['node-cpu', 'cpu', '*'])('a row for %s applies to node-cpu', where => {
    expect(skipFor([row(where)], target, 'streams', 'streams > ordered')).toEqual(row(where));
  });
  test('a row for another target, suite or test does not apply', () => {
    expect(skipFor([row('wasm')], target, 'streams', 'streams > ordered')).toBeUndefined();
    expect(skipFor([row('*')], target, 'reduce', 'streams > ordered')).toBeUndefined();
    expect(skipFor([row('*')], target, 'streams', 'streams > other')).toBeUndefined();
  });
});

describe('runDespite', () => {
  test('a failing test is marked as skipped, with the reason', async () => {
    const body = () => Promise.reject(new Error('wrong result'));
    await expect(runDespite(row('*'), body, mark)).rejects.toThrow('skipped: a known fault');
  });
  test('a passing test fails the run', async () => {
    await expect(runDespite(row('*'), () => Promise.resolve(), mark)).rejects.toThrow('unexpected pass');
  });
});

test('a suite is named after its file', () => {
  expect(suiteOf('packages/test-matrix/conformance/streams.test.ts')).toBe('streams');
});

test('one that hangs is not run', async () => {
  const row = { where: '*', suite: 'a', test: 'b', reason: 'it hangs', hangs: true } as const;
  let ran = false;
  const run = runDespite(
    row,
    async () => {
      ran = true;
    },
    reason => {
      throw new Error(reason);
    },
  );
  await expect(run).rejects.toThrow('it hangs');
  expect(ran).toBe(false);
});
