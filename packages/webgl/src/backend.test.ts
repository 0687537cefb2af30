import { inspect } from 'node:util';
import { createAccelerator, NoBackendError, NotSupportedError } from '@heddle/core';
import { expect, test } from 'vitest';
import { webgl } from './backend.ts';

const WHY = 'there is no canvas here: WebGL2 needs a browser';

test('where there is no canvas it is not supported, and says so', async () => {
  for (const worker of [undefined, true, false])
    expect(await webgl({ worker }).isSupported()).toEqual({ ok: false, reason: WHY });
  await expect(createAccelerator([webgl()])).rejects.toThrow(NoBackendError);
  await expect(createAccelerator([webgl()])).rejects.toThrow(`\n  webgl: ${WHY}\n`);
});

test.each([
  [undefined, `webgl: in no worker: this runtime has none; ${WHY}\n  Use another backend.`],
  [true, 'webgl: in no worker: this runtime has none\n  Use worker: false, or another backend.'],
  [false, `webgl: ${WHY}\n  Use another backend.`],
])('nor does it open: worker %s', async (worker, message) => {
  const opening = webgl({ worker }).open({});
  await expect(opening).rejects.toThrow(NotSupportedError);
  await expect(opening).rejects.toMatchObject({ message });
});

test('consoles show a backend on one line', () => {
  expect(inspect([webgl()])).toBe('[ webgl() ]');
});
