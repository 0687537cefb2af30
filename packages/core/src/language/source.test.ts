import { afterEach, expect, test } from 'vitest';
import { here, lineOf } from './refusal.test-support.ts';
import { currentSite, formatSite, located, parseFrame, withSite } from './source.ts';

const where = located(() => formatSite(currentSite()));
const nested = located(() => where());
const callback = located((body: () => string | undefined) => withSite(undefined, body));

const line = (site: string | undefined): number => lineOf(site);
const { captureStackTrace, stackTraceLimit } = Error as never as {
  captureStackTrace: unknown;
  stackTraceLimit: number;
};
afterEach(() => {
  (Error as never as { captureStackTrace: unknown }).captureStackTrace = captureStackTrace;
});

function outermostCallWins(): void {
  expect(line(where())).toBe(here());
  expect(line(nested())).toBe(here());
  expect([line(callback(() => where())), here()]).toEqual([here(), here()]);
  const inner = callback(() => {
    expect(line(nested())).toBe(here());
    return nested();
  });
  expect(line(inner)).toBe(here() - 2);
  const object = {
    get member() {
      return where();
    },
  };
  Object.defineProperty(object, 'located', { get: where });
  expect(line((object as never as { located: string }).located)).toBe(here());
}

test(
  'a site is the call of the outermost public function, and of the innermost again in a callback',
  outermostCallWins,
);

test('likewise where the engine has no captureStackTrace', () => {
  (Error as never as { captureStackTrace: unknown }).captureStackTrace = undefined;
  outermostCallWins();
});

test('leaves nothing behind', () => {
  const failing = located(() => {
    throw new Error('mine');
  });
  expect(failing).toThrow('mine');
  expect(currentSite()).toBeUndefined();
  expect(Error.stackTraceLimit).toBe(stackTraceLimit);
});

test('reads the frames of every engine', () => {
  expect(parseFrame('    at Object.body (/a b/k (1).ts:3:14)')).toBe('/a b/k (1).ts:3:14');
  expect(parseFrame('    at body [as x] (file:///a/node_modules/@heddle/core/k.js:3:14)')).toBe(
    'file:///a/node_modules/@heddle/core/k.js:3:14',
  );
  expect(parseFrame('    at file:///a/k.ts:3:14')).toBe('file:///a/k.ts:3:14');
  expect(parseFrame('    at async http://host/k.js:3:14')).toBe('http://host/k.js:3:14');
  expect(parseFrame('body@http://host/@heddle/k.js:3:14')).toBe('http://host/@heddle/k.js:3:14');
  expect(parseFrame('@http://host/k.js:3:14')).toBe('http://host/k.js:3:14');
  expect(parseFrame('    at Array.map (<anonymous>)')).toBeUndefined();
  expect(parseFrame('[native code]')).toBeUndefined();
  expect(formatSite(undefined)).toBeUndefined();
  expect(formatSite({})).toBeUndefined();
});
