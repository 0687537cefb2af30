// The tables of backends in the READMEs are the table of targets, written out: the lines between two marks are
// generated. `npx vitest run --project tooling readme-tables -u` writes them anew.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as algorithms from '@heddle/algorithms';
import { expect, test } from 'vitest';
import { runtimes } from '../harness/runtimes.ts';
import { type BackendName, type Capability, type Target, targets } from '../harness/targets.ts';
import { code, expectPart, partsOf, root, tableOf } from './generated-part.ts';

/** Those that are packages; an example is none. */
const backends = [...new Set(targets.map(({ backend }) => backend))].filter(backend =>
  existsSync(join(root, 'packages', backend, 'README.md')),
);
/** The targets that every run of the tests has. */
const targetsOf = (backend: BackendName): readonly Target[] =>
  targets.filter(target => target.backend === backend && !target.full);

/** Those that some target has, in the order in which the targets name them. */
const capabilities = [...new Set(targets.flatMap(target => target.capabilities))];

function where(backend: BackendName, capability: Capability): string {
  const of = targetsOf(backend);
  const without = of.filter(target => !target.capabilities.includes(capability));
  if (without.length === 0) return 'yes';
  if (without.length === of.length) return 'no';
  return `yes, except on ${without.map(({ name }) => code(name)).join(', ')}`;
}

function whereItRuns({ runtime, environment: { isolated } }: Target): string {
  if (isolated === undefined) return runtimes[runtime].title;
  return `${runtimes[runtime].title}, a page ${isolated ? 'isolated' : 'not isolated'} from other origins`;
}

function optionsOf({ options }: Target): string {
  const given = membersOf(options);
  return given === '' ? '' : code(given);
}

const membersOf = (options: object): string =>
  Object.entries(options)
    .map(([name, value]) => `${name}: ${asWritten(value)}`)
    .join(', ');

function asWritten(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `{ ${membersOf(value)} }`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}

const ofAllBackends = tableOf([
  ['backend', 'tested in', ...capabilities.map(code), 'f32'],
  ...backends.map(backend => [
    `[@heddle/${backend}](packages/${backend}/README.md)`,
    [...new Set(targetsOf(backend).map(({ runtime }) => runtimes[runtime].title))].join(', '),
    ...capabilities.map(capability => where(backend, capability)),
    targetsOf(backend).every(({ bitExactFloat }) => bitExactFloat) ? 'the same bits' : 'within bounds',
  ]),
]);

const ofOneBackend = (backend: BackendName): string =>
  tableOf([
    ['target', 'where', 'options', 'capabilities'],
    ...targetsOf(backend).map(target => [
      code(target.name),
      whereItRuns(target),
      optionsOf(target),
      target.capabilities.map(code).join(', ') || 'none',
    ]),
  ]);

test.each<readonly [file: string, table: string]>([
  ['README.md', ofAllBackends],
  ...backends.map(backend => [`packages/${backend}/README.md`, ofOneBackend(backend)] as const),
])('%s says what the targets are', (file, table) => expectPart(file, 'targets', `\n\n${table}\n\n`));

// which is the one that a registry shows to who writes kernels
test("core's README has the words of kernels that the first one has", () => {
  const words = partsOf('README.md', 'words of kernels')[2]!;
  return expectPart(
    'packages/core/README.md',
    'words of kernels',
    words.replaceAll('](docs/', '](../../docs/'),
  );
});

test.each(Object.keys(algorithms))('packages/algorithms/README.md has a line for %s', name => {
  const readme = readFileSync(join(root, 'packages/algorithms/README.md'), 'utf8');
  expect(readme).toMatch(new RegExp(`^\\|.*\`${name}\\(.*\\|$`, 'm'));
});
