// The dependency rules hold here, and each of them catches a violation, as a value import and as a type-only
// one. The violations are injected into a copy of the workspace.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dependencyViolations } from '../../../scripts/dependency-rules.mjs';

const root = join(import.meta.dirname, '../../..');
const published = ['core', 'cpu', 'algorithms'];

test('the workspace keeps the rules, and its modules were looked at', () => {
  const { modules, violations } = dependencyViolations(root);
  expect(violations).toEqual([]);
  expect(modules).toBeGreaterThanOrEqual(published.flatMap(name => sources(`packages/${name}/src`)).length);
  expect(modules).toBeGreaterThan(0);
});

test('algorithms names no package of the workspace but core', () => {
  const named = sources('packages/algorithms/src').flatMap(file =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/@heddle\/[\w/-]+/g)].map(([name]) => name),
  );
  expect([...new Set(named)].filter(name => name !== '@heddle/core')).toEqual([]);
});

/** The folders of core. */
const layers = ['errors', 'ir', 'check', 'language', 'lower', 'interpreter', 'print', 'runtime'];

/** A rule, the file that breaks it, and what that file imports. */
const injected = [
  ['core-imports-nothing', 'packages/core/src/injected-node.ts', 'node:fs'],
  ['core-imports-nothing', 'packages/core/src/injected-tool.ts', 'vitest'],
  ['core-imports-nothing', 'packages/core/src/injected-package.ts', '../../cpu/src/index.ts'],
  ['a-backend-imports-core-alone', 'packages/wasm/src/injected-backend.ts', '@heddle/cpu'],
  [
    'a-backend-imports-core-alone',
    'examples/null-backend/src/injected-backend.ts',
    '../../../packages/cpu/src/index.ts',
  ],
  [
    'a-backend-imports-core-alone',
    'packages/cpu/src/injected-algorithms.ts',
    '../../algorithms/src/index.ts',
  ],
  ['a-backend-imports-core-alone', 'packages/cpu/src/injected-inside.ts', '../../core/src/inside.ts'],
  [
    'algorithms-import-the-main-entry-of-core-alone',
    'packages/algorithms/src/injected-seam.ts',
    '@heddle/core/backend',
  ],
  [
    'algorithms-import-the-main-entry-of-core-alone',
    'packages/algorithms/src/injected-inside.ts',
    '../../core/src/inside.ts',
  ],
  [
    'algorithms-import-the-main-entry-of-core-alone',
    'packages/algorithms/src/injected-backend.ts',
    '../../cpu/src/index.ts',
  ],
  ['unit-tests-stay-in-their-layer', 'packages/core/src/injected.test.ts', '../../cpu/src/index.ts'],
  [
    'unit-tests-stay-in-their-layer',
    'examples/null-backend/src/injected.test.ts',
    '../../../packages/cpu/src/index.ts',
  ],
  [
    'unit-tests-of-algorithms-import-the-main-entry-of-core-alone',
    'packages/algorithms/src/injected.test.ts',
    '@heddle/core/backend',
  ],
  [
    'nothing-imports-the-private-parts',
    'packages/cpu/src/injected-matrix.ts',
    '../../test-matrix/harness/targets.ts',
  ],
  ['nothing-imports-the-private-parts', 'examples/one/main.ts', '../two/main.ts'],
  ['unit-tests-stay-in-their-layer', 'packages/cpu/src/injected.test-support.ts', '../../core/src/inside.ts'],
  [
    'the-matrix-imports-public-entries',
    'packages/test-matrix/conformance/injected-inside.test.ts',
    '../../cpu/src/emit/inside.ts',
  ],
  [
    'the-matrix-imports-public-entries',
    'packages/test-matrix/harness/injected-support.ts',
    '../../cpu/src/inside.test-support.ts',
  ],
  [
    'goldens-and-tooling-import-emitters-besides',
    'packages/test-matrix/goldens/injected-pool.ts',
    '../../cpu/src/pool.ts',
  ],
  ['every-import-resolves', 'examples/one/injected-missing.ts', './missing.ts'],
  // the layers inside of core: a file in the first folder must not import one of the others
  ...Object.entries({
    errors: ['ir', 'language'],
    ir: ['check', 'language', 'lower', 'runtime'],
    check: ['language', 'lower', 'runtime'],
    language: ['check', 'lower', 'runtime'],
    lower: ['language', 'print', 'interpreter', 'runtime'],
    'lower/math': ['print', 'interpreter', 'runtime'],
    interpreter: ['language', 'lower', 'print', 'runtime'],
    print: ['check', 'language', 'interpreter', 'runtime'],
    runtime: ['lower', 'print', 'interpreter'],
    'lower/shader': ['language'],
  }).flatMap(([folder, others]) =>
    others.map(
      other =>
        [
          `core-layer-${folder === 'lower/shader' ? 'lower' : folder.replace('/', '-')}`,
          `packages/core/src/${folder}/injected-${other}.ts`,
          `${folder.replace(/[^/]+/g, '..')}/${other}/inside.ts`,
        ] as const,
    ),
  ),
  ...layers.map(
    folder =>
      [
        'core-imports-not-its-own-entry-for-backends',
        `packages/core/src/${folder}/injected-backend.ts`,
        '../backend/index.ts',
      ] as const,
  ),
  [
    'core-imports-not-its-own-entry-for-backends',
    'packages/core/src/injected-backend.ts',
    './backend/index.ts',
  ],
  ['core-folders-are-layers', 'packages/core/src/misc/injected-folder.ts', '../ir/inside.ts'],
  ['core-folders-are-layers', 'packages/core/src/backend/injected-file.ts', '../ir/inside.ts'],
] as const;

/** Imports between the layers of core that are allowed, so that a rule which forbids everything is red too. */
const allowed = [
  ['ir', 'errors'],
  ['check', 'ir'],
  ['language', 'ir'],
  ['lower', 'check'],
  ['lower/math', 'language'],
  ['interpreter', 'check'],
  ['print', 'lower'],
  ['runtime', 'language'],
  ['runtime', 'check'],
] as const;

describe.each(['value', 'type-only'] as const)('a %s import that breaks a rule is caught', kind => {
  let copy: string;
  let found: ReturnType<typeof dependencyViolations>;

  beforeAll(() => {
    copy = copyOfWorkspace();
    for (const [, from, to] of injected) {
      const statement =
        kind === 'value'
          ? `export * from '${to}';\n`
          : `import type * as name from '${to}';\nexport type Name = typeof name;\n`;
      write(copy, from, statement);
    }
    write(
      copy,
      'packages/cpu/src/injected-circle-a.ts',
      `import { b } from './injected-circle-b.ts';\nexport const a = () => b;\n`,
    );
    write(
      copy,
      'packages/cpu/src/injected-circle-b.ts',
      `import { a } from './injected-circle-a.ts';\nexport const b = () => a;\n`,
    );
    for (const [from, to] of allowed)
      write(
        copy,
        `packages/core/src/${from}/allowed-${to}.ts`,
        `export * from '${from.replace(/[^/]+/g, '..')}/${to}/inside.ts';\n`,
      );
    found = dependencyViolations(copy);
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test.each(injected)('%s: %s -> %s', (rule, from) => {
    expect(
      found.violations.filter(violation => violation.from === from).map(violation => violation.rule),
    ).toContain(rule);
  });

  test('no-circular-values', () => {
    const circle = found.violations.filter(violation => violation.rule === 'no-circular-values');
    expect(circle.map(violation => dirname(violation.from))).toContain('packages/cpu/src');
  });

  test('nothing else is', () => {
    const files = new Set<string>(injected.map(([, from]) => from));
    expect(found.modules).toBeGreaterThan(injected.length);
    expect(
      found.violations.filter(({ from }) => !files.has(from) && !from.includes('injected-circle')),
    ).toEqual([]);
  });
});

/**
 * The packages' manifests and links to each other, with one-line sources, and a second backend, which links
 * to the first.
 */
function copyOfWorkspace(): string {
  const copy = mkdtempSync(join(tmpdir(), 'heddle-rules-'));
  for (const name of [...published, 'test-matrix']) {
    const from = join(root, 'packages', name);
    for (const part of ['package.json', 'node_modules'])
      cpSync(join(from, part), join(copy, 'packages', name, part), {
        recursive: true,
        verbatimSymlinks: true,
      });
    write(copy, `packages/${name}/src/index.ts`, 'export const value = 1;\nexport type Value = number;\n');
  }
  cpSync(join(copy, 'packages/test-matrix/node_modules'), join(copy, 'packages/wasm/node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  write(
    copy,
    'packages/wasm/src/index.ts',
    `export * from '@heddle/core';\nexport * from '@heddle/core/backend';\n`,
  );
  write(copy, 'packages/core/src/backend/index.ts', `export * from '../inside.ts';\n`);
  for (const folder of ['', ...layers.map(layer => `${layer}/`)])
    write(copy, `packages/core/src/${folder}inside.ts`, 'export const inside = 1;\n');
  for (const file of ['emit/inside.ts', 'inside.test-support.ts', 'pool.ts'])
    write(copy, `packages/cpu/src/${file}`, 'export const inside = 1;\n');
  write(copy, 'packages/test-matrix/harness/targets.ts', 'export const targets = 1;\n');
  write(copy, 'examples/two/main.ts', 'export const two = 2;\n');
  return copy;
}

function write(folder: string, file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => join(folder, file));
}
