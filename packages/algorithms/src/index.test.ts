import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as algorithms from './index.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

test.each(Object.keys(algorithms))('%s has its line in the README', name => {
  expect(readme).toMatch(new RegExp(`^\\|.*\`${name}\\(.*\\|$`, 'm'));
});
