import { describe, expect, test } from 'vitest';
import { askOracle } from './oracle.ts';
import { buildReport, renderReport } from './report.ts';

const oracle = askOracle(Float64Array.of(1, 2, 3));
const right = {
  target: 'node-right',
  available: true,
  results: oracle.statistics,
  milliseconds: 1.25,
  depth: 3,
} as const;
const wrong = { ...right, target: 'node-wrong', results: { ...oracle.statistics, count: 2 } } as const;
const failed = { target: 'node-failed', available: true, reason: 'the device was lost' } as const;
const absent = { target: 'node-absent', available: false, reason: 'there is no adapter' } as const;
const report = (...outcomes: Parameters<typeof buildReport>[2]) => buildReport('numbers', oracle, outcomes);

test('the document has the input, the oracle, the bounds, and what each target said', () => {
  const { bounds, ...document } = report(right, failed, absent);
  expect(JSON.parse(JSON.stringify(document))).toEqual({
    input: 'numbers',
    count: 3,
    oracle: oracle.statistics,
    agree: false,
    targets: [
      { target: 'node-right', available: true, results: oracle.statistics, milliseconds: 1.25 },
      { target: 'node-failed', available: true, reason: 'the device was lost' },
      { target: 'node-absent', available: false, reason: 'there is no adapter' },
    ],
  });
  expect(bounds).toMatchObject({ count: 0, min: 0, max: 0 });
  expect(bounds.sum).toBeGreaterThan(0);
});

describe('agreement is the conjunction', () => {
  test.each([
    ['right', [right], true],
    ['two that are right', [right, { ...right, target: 'node-other' }], true],
    ['right, and one that is not available', [right, absent], true],
    ['one wrong', [right, wrong], false],
    ['one failed', [right, failed], false],
    ['none available', [absent], false],
    ['none at all', [], false],
  ])('%s', (_, outcomes, agree) => expect(report(...outcomes).agree).toBe(agree));
});

test('the bounds are those of the deepest summation', () => {
  const deep = { ...right, target: 'node-deep', depth: 300 };
  expect(report(right, deep).bounds).toEqual(report(deep).bounds);
  expect(report(right, deep).bounds.sum).toBeGreaterThan(report(right).bounds.sum);
});

test('the table has a line a target, and says who disagrees, fails or is not there', () => {
  const text = renderReport(report(right, wrong, failed, absent));
  const line = (target: string) => text.split('\n').find(row => row.includes(target));
  expect(line('node-right')).toMatch(/3 .* 6 .* 2 .* 1 .* 3 .* 0\.816496581 .* 1\.3 .* yes/);
  expect(line('node-wrong')).toMatch(/NO/);
  expect(line('node-failed')).toMatch(/failed, see below .* NO/);
  expect(text).toMatch(/^node-failed failed: the device was lost$/m);
  expect(line('node-absent')).toMatch(/not available, see below/);
  expect(text).toMatch(/^node-absent is not available: there is no adapter$/m);
  expect(text).toMatch(/NOT all targets agree with the host\.$/);
  expect(renderReport(report(right))).toMatch(/All targets agree with the host\.$/);
  expect(renderReport(report(absent))).toMatch(/No backend is available on this machine\.$/);
});
