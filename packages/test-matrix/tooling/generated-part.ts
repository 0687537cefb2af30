// Parts of documents that a test generates: the lines between two marks, which `-u` writes anew.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

export const root = join(import.meta.dirname, '../../..');

export const code = (text: string): string => `\`${text}\``;

/** Rows of cells, the first of which is the head. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(3, ...rows.map(row => row[column]!.length)));
  const lines = rows.map(row => row.map((cell, column) => cell.padEnd(widths[column]!)));
  lines.splice(
    1,
    0,
    widths.map(width => '-'.repeat(width)),
  );
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

/** The text before the first mark, the mark, the part, the mark of its end, and the rest. */
export const partsOf = (file: string, name: string): string[] =>
  readFileSync(join(root, file), 'utf8').split(new RegExp(`(<!-- (?:end of the )?${name} -->)`));

export async function expectPart(file: string, name: string, text: string): Promise<void> {
  const parts = partsOf(file, name);
  expect(parts).toHaveLength(5);
  parts[2] = text;
  await expect(parts.join('')).toMatchFileSnapshot(join(root, file));
}
