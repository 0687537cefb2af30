import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { cpu } from './backend.ts';

test('consoles show a backend on one line', () => {
  expect(inspect([cpu()])).toBe('[ cpu() ]');
});
