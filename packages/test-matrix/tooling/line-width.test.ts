// A line of a document is at most 120 columns wide, so that a diff shows what changed and a terminal shows all of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documents, root, withoutBlocks } from './documents.ts';

const WIDTH = 120;

/** Rows of tables cannot be wrapped, code is what it is, and a link alone on its line can be no shorter. */
function tooWide(text: string): string[] {
  return withoutBlocks(text)
    .split('\n')
    .flatMap((line, index) => {
      const wraps = !line.trimStart().startsWith('|') && /\S\s+\S/.test(line.trim());
      return wraps && line.length > WIDTH ? [`line ${index + 1}: ${line.length} columns`] : [];
    });
}

test.each(documents)('%s', document => {
  expect(tooWide(readFileSync(join(root, document), 'utf8'))).toEqual([]);
});

test('prose is measured; rows of tables, blocks of code and addresses are not', () => {
  const wide = 'word '.repeat(25);
  expect(tooWide(`short\n${wide}`)).toEqual(['line 2: 125 columns']);
  expect(tooWide(`- ${wide}`)).toEqual(['line 1: 127 columns']);
  expect(tooWide(`| ${wide} |\n\n\`\`\`\n${wide}\n\`\`\`\nhttps://${'a'.repeat(130)}`)).toEqual([]);
});
