// A kernel is traced, never parsed: bundlers, minifiers and coverage tools change its source and nothing
// else. The kernels of fixture/kernel-report.ts go through each of them, and are run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, transform } from 'esbuild';
import { createInstrumenter } from 'istanbul-lib-instrument';
import { minify } from 'terser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KernelReport } from './fixture/kernel-report.ts';

const entry = join(import.meta.dirname, 'fixture/kernel-report.ts');
const folder = mkdtempSync(join(tmpdir(), 'heddle-hash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The packages in one file, beside which the kernels run. */
const HEDDLE = './heddle.mjs';
const packages = ['@heddle/core', '@heddle/core/backend', '@heddle/cpu'];
const options = {
  bundle: true,
  write: false,
  format: 'esm',
  target: 'es2022',
  conditions: ['@heddle/source'],
} as const satisfies BuildOptions;

async function bundled(own: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...options, ...own, write: false });
  return outputFiles[0]!.text;
}

const instrumented = (code: string): string =>
  createInstrumenter({ esModules: true, coverageVariable: '__coverage__' }).instrumentSync(
    code,
    'kernel-report.js',
  );

async function tersed(code: string): Promise<string> {
  const { code: short } = await minify(code, { module: true, toplevel: true, compress: { passes: 2 } });
  return short!;
}

/** From the kernels alone; the first makes one file of them and of Heddle. */
const pipelines: Record<string, (code: string) => string | Promise<string>> = {
  'esbuild --bundle --minify': () => bundled({ entryPoints: [entry], minify: true }),
  'esbuild --minify': async code => (await transform(code, { minify: true })).code,
  terser: tersed,
  istanbul: instrumented,
  'istanbul, then terser': code => tersed(instrumented(code)),
};

function run(name: string, code: string): KernelReport[] {
  const file = join(folder, `${name.replace(/\W+/g, '-')}.mjs`);
  writeFileSync(file, code);
  const script = `import(${JSON.stringify(pathToFileURL(file).href)}).then(m => m.report()).then(r => console.log(JSON.stringify(r)))`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

let plain: string;
let before: KernelReport[];
beforeAll(async () => {
  const contents = packages.map(name => `export * from '${name}';`).join('\n');
  const heddle = await bundled({ stdin: { contents, resolveDir: import.meta.dirname } });
  writeFileSync(join(folder, HEDDLE), heddle);
  const alias = Object.fromEntries(packages.map(name => [name, HEDDLE]));
  plain = await bundled({ entryPoints: [entry], alias, external: [HEDDLE] });
  before = run('plain', plain);
});

test('the kernels differ from each other, and all have code', () => {
  expect(new Set(before.map(({ hash }) => hash)).size).toBe(before.length);
  expect(before.length).toBeGreaterThanOrEqual(7);
  for (const { code } of before) expect(code.length).toBeGreaterThan(100);
});

for (const [name, pipeline] of Object.entries(pipelines)) {
  test(`the same hash and the same code after ${name}`, async () => {
    const code = await pipeline(plain);
    // It did something to the names, or around each statement.
    expect(code.includes('accumulated') && !code.includes('__coverage__')).toBe(false);
    expect(run(name, code)).toEqual(before);
  });
}

test('a change of one literal is another hash and other code, of that kernel alone', () => {
  const changed = plain.replace('scaled(a, 0.5)', 'scaled(a, 0.25)');
  expect(changed).not.toBe(plain);
  const after = run('changed', changed);
  const differ = (what: 'hash' | 'code') =>
    before.filter((kernel, i) => kernel[what] !== after[i]![what]).map(({ name }) => name);
  expect(differ('hash')).toEqual(['saxpy']);
  expect(differ('code')).toEqual(['saxpy']);
});
