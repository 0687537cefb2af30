// The lint configuration that docs/linting.md offers finds each mistake of the example, and none in its kernels.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const example = join(import.meta.dirname, '../../../examples/linting');
const bin = join(
  dirname(createRequire(join(example, 'package.json')).resolve('eslint/package.json')),
  'bin/eslint.js',
);

interface Report {
  readonly filePath: string;
  readonly messages: readonly { readonly line: number; readonly ruleId: string | null }[];
}
function lint(file: string): Report['messages'] {
  const run = [bin, '--format', 'json', '--no-warn-ignored', file];
  try {
    return (
      JSON.parse(execFileSync(process.execPath, run, { cwd: example, encoding: 'utf8' })) as Report[]
    )[0]!.messages;
  } catch (error) {
    // ESLint exits with 1 when it finds something
    return (JSON.parse((error as { stdout: string }).stdout) as Report[])[0]!.messages;
  }
}

test('the rules find every mistake', () => {
  const lines = readFileSync(join(example, 'src/mistakes.ts'), 'utf8').split('\n');
  const mistakes = lines.flatMap((line, i) => (/^ {4}(If\(|if |while |y\.at|s )/.test(line) ? [i + 1] : []));
  expect(mistakes).toHaveLength(15);
  expect([...new Set(lint('src/mistakes.ts').map(({ line }) => line))]).toEqual(mistakes);
});

test('the rules find none of the mistakes that the page says they do not find', () => {
  expect(lint('src/unseen.ts')).toEqual([]);
});

test('the page names each construct of the two examples', () => {
  const page = readFileSync(join(example, '../../docs/linting.md'), 'utf8');
  for (const construct of ['switch (', 'typeof a', 'Number.isNaN(a)', 'Number.isInteger(a)', '.includes(a)'])
    expect(page).toContain(construct);
  for (const construct of ['a === b', 'Object.is(a, b)', '||= a', '??= a', '&&= a', 's = a'])
    expect(page.replaceAll('\\|', '|')).toContain(construct);
});

test('the rules find nothing in kernels that are right', () => {
  expect(lint('src/kernels.ts')).toEqual([]);
});

test('the page shows the configuration of the example', () => {
  const page = readFileSync(join(example, '../../docs/linting.md'), 'utf8');
  const [, shown] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
  expect(shown).toBe(readFileSync(join(example, 'eslint.config.js'), 'utf8'));
});
