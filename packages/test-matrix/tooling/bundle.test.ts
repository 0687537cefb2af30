// The parts of core that a page loads, and those that it does not, bundled as a user's bundler does it.
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** The files of core that something is left of, below its `src`. */
async function filesOf(program: string): Promise<readonly string[]> {
  const { metafile } = await build({
    stdin: { contents: program, resolveDir: join(root, 'packages/test-matrix') },
    bundle: true,
    minify: true,
    format: 'esm',
    conditions: ['@heddle/source'],
    absWorkingDir: root,
    metafile: true,
    write: false,
  });
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => file.replace('packages/core/src/', '')),
  );
}

/** The verifier of programs from elsewhere, and data that tests and documents read. */
const unneeded = [
  ...['check/check.ts', 'check/check-program.ts', 'check/check-types.ts', 'check/check-place.ts'],
  'check/check-control.ts',
  ...['check/scopes.ts', 'ir/ops/accuracy.ts', 'ir/ops/accuracy-table.ts'],
];

test.each([
  ['all of core', `export * from '@heddle/core';`],
  ['the smallest app', `export { createAccelerator, kernel, f32, read, readWrite } from '@heddle/core';`],
  ['a backend', `export * from '@heddle/core'; export { wasm } from '@heddle/wasm';`],
])('%s needs no verifier and no accuracy data', async (_, program) => {
  const files = await filesOf(program);
  expect(files).toContain('check/check-exits.ts');
  expect(files.filter(file => unneeded.includes(file))).toEqual([]);
});

/** The passes that only the compilers of backends need, and the launches that only backends run. */
const analysis = [
  ...['check/bounds/access.ts', 'check/bounds/facts.ts', 'check/bounds/launch-proof.ts', 'check/needs.ts'],
  ...['ir/hash.ts', 'runtime/launch.ts', 'runtime/refusal.ts'],
];

test('core has no analysis of indices and binds no launch, and a backend brings both', async () => {
  const core = await filesOf(`export * from '@heddle/core';`);
  expect(core.filter(file => analysis.includes(file))).toEqual([]);
  const withBackend = await filesOf(`export * from '@heddle/core'; export { cpu } from '@heddle/cpu';`);
  expect(withBackend).toEqual(expect.arrayContaining(analysis));
});

test('the smallest app has no errors of the sanitizer and no operators', async () => {
  const files = await filesOf(
    `export { createAccelerator, kernel, f32, read, readWrite } from '@heddle/core';`,
  );
  expect(files.filter(file => ['errors/findings.ts', 'language/operator.ts'].includes(file))).toEqual([]);
});

test('the files that a page must not load are there', async () => {
  const files = await filesOf(`export { accuracy, check } from '@heddle/core/backend';`);
  expect(files).toEqual(expect.arrayContaining(unneeded));
});
