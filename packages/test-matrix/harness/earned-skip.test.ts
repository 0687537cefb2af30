import { HeddleRangeError, NotSupportedError } from '@heddle/core';
import { describe, expect, test } from 'vitest';
import { placeOf, refusalOf } from './earned-skip.ts';

const sentence = "kernel 'k': a barrier needs the capability 'groups', which cpu does not have here";
const file = '/somewhere/packages/test-matrix/conformance/barriers.test.ts';
const refused = (message = `${sentence}\n  at ${file}:41:9`) => new NotSupportedError(message, 'another');

describe('the place of a refusal', () => {
  test.each([
    [`${file}:41:9`, 'at barriers.test.ts:41'],
    ['/somewhere/packages/algorithms/src/reduce/group-kernel.ts:29:1', 'at group-kernel.ts:29'],
    ['file:///somewhere/packages/test-matrix/harness/steps.ts:3:5', 'at steps.ts:3'],
  ])('%s is %s', (line, place) => {
    expect(placeOf('groups', 'node', refused(`${sentence}\n  at ${line}`))).toBe(place);
  });

  test('may be that of a launch', () => {
    const wide =
      "launch of 'k': a write at (x, y) needs the capability 'scatter', which cpu does not have here";
    expect(placeOf('scatter', 'node', refused(`${wide}\n  at ${file}:41:9`))).toBe('at barriers.test.ts:41');
  });

  test('of a page is a file alone', () => {
    const page = 'http://localhost:63315/packages/test-matrix/conformance/barriers.test.ts?import&v=1:32:9';
    expect(placeOf('groups', 'chromium', refused(`${sentence}\n  at ${page}`))).toBe('in barriers.test.ts');
  });

  test('may on WebKit be in core, which has no line of the user left there', () => {
    const core = 'http://localhost:63315/packages/core/src/language/control.ts:32:9';
    expect(placeOf('groups', 'webkit', refused(`${sentence}\n  at ${core}`))).toBe('in control.ts');
    expect(placeOf('groups', 'firefox', refused(`${sentence}\n  at ${core}`))).toBeUndefined();
    expect(placeOf('groups', 'webkit', refused(sentence))).toBeUndefined();
  });

  test.each([
    ['another capability', refused(`${sentence.replace('groups', 'atomics')}\n  at ${file}:41:9`)],
    ['no kernel', refused(`fill needs the capability 'groups'\n  at ${file}:41:9`)],
    ['no line', refused(sentence)],
    ['a line of core', refused(`${sentence}\n  at /somewhere/packages/core/src/language/kernel.ts:1:1`)],
    ['a line of elsewhere', refused(`${sentence}\n  at node:internal/modules/run_main:1:1`)],
    ['another error', new HeddleRangeError(refused().message)],
  ])('%s has none', (_, error) => {
    expect(placeOf('groups', 'node', error)).toBeUndefined();
  });
});

describe('a body that is to be refused', () => {
  const run = (body: () => void | Promise<void>) => refusalOf('groups', 'node', body);
  test('is, at the call or later', async () => {
    const fail = () => {
      throw refused();
    };
    expect(await run(fail)).toBe('refused at barriers.test.ts:41');
    expect(await run(async () => fail())).toBe('refused at barriers.test.ts:41');
  });
  test('must not pass', async () => {
    await expect(run(() => {})).rejects.toThrow(
      "expected to be refused for want of 'groups', but it passed: remove it from `needs`",
    );
  });
  test('must not end otherwise', async () => {
    await expect(run(() => Promise.reject(new Error('wrong')))).rejects.toThrow(
      'but it ended with Error: wrong',
    );
  });
});
