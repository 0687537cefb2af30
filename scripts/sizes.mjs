// npm run sizes: what the packages weigh in a page, minified and gzipped, against scripts/sizes.json. A check: no entry may grow by
// more than 3 % unseen. `npm run sizes -- --update` records what they are now.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import './setup.mjs';
import { build as compile, root } from './run.mjs';

if (compile() !== 0) process.exit(1);
// a package, so not before setup.mjs
const { build } = await import('esbuild');
const MARGIN = 0.03;
const core = ['@heddle/core', '@heddle/core/backend'];

const isPublished = name => !JSON.parse(readFileSync(`${root}packages/${name}/package.json`, 'utf8')).private;
const backends = readdirSync(`${root}packages`).filter(
  name => !['core', 'algorithms'].includes(name) && isPublished(name),
);

/** The code that imports each package, and the packages that are not counted: a bundle has core only once. */
const entries = {
  core: { code: "export * from '@heddle/core'", external: [] },
  'smallest app': {
    code: "export { createAccelerator, kernel, f32, read, readWrite } from '@heddle/core'",
    external: [],
  },
  'core with backend': {
    code: "export * from '@heddle/core'; export * from '@heddle/core/backend'",
    external: [],
  },
  ...Object.fromEntries(
    backends.map(name => [name, { code: `export * from '@heddle/${name}'`, external: core }]),
  ),
  reduce: { code: "export { reduceAsync } from '@heddle/algorithms'", external: core },
};

async function sizeOf({ code, external }) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: `${root}packages/test-matrix` },
    bundle: true,
    minify: true,
    format: 'esm',
    external,
    write: false,
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

const file = `${root}scripts/sizes.json`;
const sizes = Object.fromEntries(
  await Promise.all(Object.entries(entries).map(async ([name, entry]) => [name, await sizeOf(entry)])),
);
if (process.argv.includes('--update')) writeFileSync(file, `${JSON.stringify(sizes, null, 2)}\n`);
const recorded = JSON.parse(readFileSync(file, 'utf8'));
for (const [name, size] of Object.entries(sizes)) {
  const most = Math.floor((recorded[name] ?? 0) * (1 + MARGIN));
  if (size > most) process.exitCode = 1;
  const verdict = size > most ? `, more than the ${most} that are allowed` : '';
  console.log(`${name}: ${size} bytes, recorded ${recorded[name] ?? 'nothing'}${verdict}`);
}
if (process.exitCode) console.log('if that is what it takes: npm run sizes -- --update');
