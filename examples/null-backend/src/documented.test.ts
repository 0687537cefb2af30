// The excerpts in docs/write-a-backend.md are lines of this example.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const sources = readdirSync(import.meta.dirname)
  .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map(file => readFileSync(join(import.meta.dirname, file), 'utf8').replaceAll('\r\n', '\n'));
const document = readFileSync(join(import.meta.dirname, '../../../docs/write-a-backend.md'), 'utf8');

test('it is a backend in an evening: under 300 lines', () => {
  const lines = sources.map(source => source.trimEnd().split('\n').length).reduce((a, b) => a + b);
  expect(lines).toBeGreaterThan(100);
  expect(lines).toBeLessThan(300);
});

/** The code without the indentation of its first line. */
const dedented = (code: string): string => code.replaceAll(`\n${/^ */.exec(code)![0]}`, '\n').trimStart();

/** The parts of the blocks between blank lines: each is a run of lines of one source, at any indentation. */
const excerpts = [...document.replaceAll('\r\n', '\n').matchAll(/^```typescript\n(.*?)^```$/gms)]
  .flatMap(([, code]) => code!.split('\n\n'))
  .map(code => dedented(code.trimEnd()));

test('there are excerpts', () => {
  expect(excerpts.length).toBeGreaterThan(3);
});

test.each(excerpts)('%s', excerpt => {
  const lines = excerpt.split('\n');
  const found = sources.some(source => {
    const all = source.split('\n');
    return all.some((_, at) => dedented(all.slice(at, at + lines.length).join('\n')) === excerpt);
  });
  expect(found).toBe(true);
});
