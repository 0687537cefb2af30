// The table of `npm run mutate` fits the sources: a bug that can no longer be put in guards nothing. Whether
// the tests notice them is for that command, which takes 40 minutes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutated, mutations } from '../../../scripts/mutations/all.mjs';
import { foldersOf, targetNamed, targets } from '../harness/targets.ts';

const root = join(import.meta.dirname, '../../..');

test('every mutation still applies', () => {
  const misfits = mutations.flatMap(mutation => {
    try {
      return mutated(mutation) === readFileSync(join(root, mutation.file), 'utf8') ? [mutation.name] : [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
  expect(misfits).toEqual([]);
});

test('a text that is not there, or twice, is refused by name', () => {
  const file = 'package.json';
  const row = { name: 'none/such', file, replace: '', breaks: '', on: '', suites: [] };
  expect(() => mutated({ ...row, find: 'no such text' })).toThrow(
    "the mutation 'none/such' no longer applies: expected its text once in package.json, found it nowhere",
  );
  expect(() => mutated({ ...row, find: '"' })).toThrow(/found it \d+ times/);
});

test('each has a name of its own, and its suites are there', () => {
  expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  const missing = mutations.flatMap(({ name, on, suites }) =>
    suites
      .filter(suite => !placesOf(on).some(folder => existsSync(join(folder, `${suite}.test.ts`))))
      .map(suite => `${name}: ${suite} on ${on}`),
  );
  expect(missing).toEqual([]);
});

test('no backend may pretend to wait', () => {
  const drains = mutations.filter(({ name }) => name.startsWith('drain/')).map(({ name }) => name);
  // cpu blocks: nothing is ever pending there
  const waiting = new Set(targets.map(({ backend }) => backend).filter(backend => backend !== 'cpu'));
  const expected = [...waiting].flatMap(backend =>
    ['accelerator', 'stream', 'buffer'].map(part => `drain/${backend}-${part}`),
  );
  expect(drains.sort()).toEqual(expected.sort());
});

test('docs/mutations.md has all of them', () => {
  const text = readFileSync(join(root, 'docs/mutations.md'), 'utf8');
  const listed = [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
  expect(listed, 'npm run mutate -- --update-docs').toEqual(mutations.map(({ name }) => name));
});

function placesOf(project: string): readonly string[] {
  if (project !== 'unit') {
    return foldersOf(targetNamed(project)).map(folder => join(root, 'packages/test-matrix', folder));
  }
  return readdirSync(join(root, 'packages')).map(name => join(root, 'packages', name, 'src'));
}
