import { HeddleRangeError, HeddleTypeError } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { checkOptions } from './options.ts';

test('options at the ends of their ranges are taken, and taken as they are at the call', () => {
  const given = { threads: 1, workerUrl: '/worker.js', maximumBytes: 2 ** 20 };
  const options = checkOptions(given);
  given.threads = 7;
  expect(options).toEqual({ threads: 1, workerUrl: '/worker.js', maximumBytes: 2 ** 20 });
  expect(checkOptions({ threads: 64, maximumBytes: 2 ** 32 })).toEqual({
    threads: 64,
    maximumBytes: 2 ** 32,
  });
  expect(checkOptions({})).toEqual({});
  expect(checkOptions({ threads: undefined, workerUrl: undefined, maximumBytes: undefined })).toEqual({});
});

test.each<readonly [string, unknown, typeof HeddleTypeError | typeof HeddleRangeError, string]>([
  ['no object', null, HeddleTypeError, 'wasm: expected an object of options, found null'],
  ['a number', 4, HeddleTypeError, 'wasm: expected an object of options, found 4'],
  [
    'an unknown option',
    { thread: 2 },
    HeddleTypeError,
    "wasm: there is no option 'thread'; there are threads, workerUrl, maximumBytes",
  ],
  ['threads in a string', { threads: '2' }, HeddleTypeError, "wasm: threads: expected a number, found '2'"],
  [
    'no threads',
    { threads: 0 },
    HeddleRangeError,
    'wasm: threads: expected a whole number from 1 to 64, found 0',
  ],
  ['too many threads', { threads: 65 }, HeddleRangeError, 'from 1 to 64, found 65'],
  ['half a thread', { threads: 1.5 }, HeddleRangeError, 'from 1 to 64, found 1.5'],
  ['NaN threads', { threads: Number.NaN }, HeddleRangeError, 'from 1 to 64, found NaN'],
  [
    'too few bytes',
    { maximumBytes: 2 ** 20 - 1 },
    HeddleRangeError,
    'from 1048576 to 4294967296, found 1048575',
  ],
  [
    'too many bytes',
    { maximumBytes: 2 ** 32 + 1 },
    HeddleRangeError,
    'wasm: maximumBytes: expected a whole number',
  ],
  [
    'bytes in a bigint',
    { maximumBytes: 2n ** 30n },
    HeddleTypeError,
    'maximumBytes: expected a number, found 1073741824',
  ],
  [
    'a URL object',
    { workerUrl: new URL('https://example.com/worker.js') },
    HeddleTypeError,
    'wasm: workerUrl: expected a string, found an object of kind URL\n  For a URL object, pass url.href.',
  ],
  [
    'an empty URL',
    { workerUrl: '' },
    HeddleRangeError,
    "wasm: workerUrl: expected the address of a script, found ''",
  ],
])('%s is refused', (_, options, kind, message) => {
  const refused = () => checkOptions(options);
  expect(refused).toThrow(kind);
  expect(refused).toThrow(message);
});
