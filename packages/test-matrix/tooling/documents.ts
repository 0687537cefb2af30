// The documents of the repository: the Markdown files that a reader is meant to find.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const root: string = join(import.meta.dirname, '../../..');

/** Paths from the root. A run of the tests writes `matrix-report.md`, which is no document. */
export const documents: readonly string[] = ['.', 'docs', 'packages/*', 'examples/*'].flatMap(folder => {
  const parent = folder.replace('/*', '');
  const folders =
    parent === folder ? [folder] : readdirSync(join(root, parent)).map(name => `${parent}/${name}`);
  return folders.flatMap(path =>
    readdirSync(join(root, path))
      .filter(name => name.endsWith('.md') && name !== 'matrix-report.md')
      .map(name => join(path, name)),
  );
});

/** The text with the lines of its fenced blocks emptied, so that line numbers stay. */
export const withoutBlocks = (text: string): string =>
  text.replace(/^( *)```.*?^\1```$/gms, block => block.replace(/[^\n]/g, ''));
