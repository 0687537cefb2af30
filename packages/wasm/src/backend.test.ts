import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { wasm } from './backend.ts';

test('consoles show a backend on one line', () => {
  expect(inspect([wasm()])).toBe('[ wasm() ]');
});
