// Links of the documents to files of the repository lead to a file, and to a heading where they name one.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { documents, root, withoutBlocks } from './documents.ts';

const withoutCode = (text: string): string => withoutBlocks(text).replace(/`[^`\n]*`/g, '');

interface Link {
  readonly to: string;
  readonly file: string;
  readonly heading: string | undefined;
}

/** All but those to other sites. */
function linksOf(document: string): Link[] {
  const text = withoutCode(readFileSync(join(root, document), 'utf8'));
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, to]) => to!)
    .filter(to => !/^[a-z]+:/.test(to))
    .map(to => {
      const [path, heading] = to.split('#');
      return { to, file: path ? resolve(root, dirname(document), path) : join(root, document), heading };
    });
}

/** The name of a heading in an address: its words in lower case, joined by hyphens, without punctuation. */
const anchorsOf = (file: string): string[] =>
  [...withoutBlocks(readFileSync(file, 'utf8')).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );

const leadsSomewhere = ({ file, heading }: Link): boolean =>
  existsSync(file) && (heading === undefined || anchorsOf(file).includes(heading));

test.each(documents)('%s', document => {
  const dead = linksOf(document).filter(link => !leadsSomewhere(link));
  expect(dead.map(({ to }) => to)).toEqual([]);
});

test('each page of docs/ can be reached from the README', () => {
  const reached = new Set(['README.md'].map(name => join(root, name)));
  for (const file of reached) {
    const links = file.endsWith('.md') ? linksOf(file.slice(root.length + 1)) : [];
    for (const link of links) if (leadsSomewhere(link)) reached.add(link.file);
  }
  const pages = documents.filter(document => document.startsWith('docs')).map(page => join(root, page));
  expect(pages.filter(page => !reached.has(page))).toEqual([]);
});
