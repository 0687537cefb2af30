import { HeddleRangeError, HeddleTypeError } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { checkOptions } from './options.ts';

test('good options are taken, and taken as they are at the call', () => {
  const given = { worker: true, workerUrl: '/worker.js', software: 'allow' };
  const options = checkOptions(given);
  given.worker = false;
  expect(options).toEqual({ worker: true, workerUrl: '/worker.js', software: 'allow' });
  expect(checkOptions({ worker: false })).toEqual({ worker: false });
  for (const software of ['avoid', 'require']) expect(checkOptions({ software })).toEqual({ software });
  expect(checkOptions({})).toEqual({});
  expect(checkOptions({ worker: undefined, workerUrl: undefined, software: undefined })).toEqual({});
});

test.each<readonly [string, unknown, typeof HeddleTypeError | typeof HeddleRangeError, string]>([
  ['no object', null, HeddleTypeError, 'webgl: expected an object of options, found null'],
  ['a string', 'worker', HeddleTypeError, "webgl: expected an object of options, found 'worker'"],
  [
    'an unknown option',
    { workers: true },
    HeddleTypeError,
    "webgl: there is no option 'workers'; there are worker, workerUrl, software",
  ],
  [
    'a worker in a string',
    { worker: 'true' },
    HeddleTypeError,
    "webgl: worker: expected true or false, found 'true'",
  ],
  ['a number of workers', { worker: 1 }, HeddleTypeError, 'webgl: worker: expected true or false, found 1'],
  ['null for a worker', { worker: null }, HeddleTypeError, 'worker: expected true or false, found null'],
  [
    'a URL object',
    { workerUrl: new URL('https://example.com/worker.js') },
    HeddleTypeError,
    'webgl: workerUrl: expected a string, found an object of kind URL\n  For a URL object, pass url.href.',
  ],
  [
    'an empty URL',
    { workerUrl: '' },
    HeddleRangeError,
    "webgl: workerUrl: expected the address of a script, found ''",
  ],
  [
    'a wish about software that is none',
    { software: true },
    HeddleTypeError,
    "webgl: software: expected 'avoid', 'allow' or 'require', found true",
  ],
  ['a misspelt wish', { software: 'avoids' }, HeddleTypeError, "'allow' or 'require', found avoids"],
])('%s is refused', (_, options, kind, message) => {
  const refused = () => checkOptions(options);
  expect(refused).toThrow(kind);
  expect(refused).toThrow(message);
});
