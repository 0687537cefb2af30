// npm run mutate:drain: does a drain that is none turn the tests red? Each of the three virtuals of each backend of a device is
// replaced, one at a time and in a copy of the sources, by a promise that is resolved at once; the drain suite and others
// run against it, in Node where the backend runs there and else in Chromium. Exit code 0 if every replacement was noticed.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import './setup.mjs';
import { build, program, root } from './run.mjs';

/** TypeScript 7 has no JavaScript API. */
const { default: ts } = await import('typescript-6');

/** The abstract classes of core, and the virtual of each that a backend of a device implements; one that blocks extends other classes. */
const virtuals = {
  Accelerator: {
    name: 'accelerator.synchronizeAsync',
    method: 'synchronizeAsync',
    fake: 'Promise.resolve()',
  },
  AcceleratorStream: {
    name: 'stream.synchronizeAsync',
    method: 'synchronizeAsync',
    fake: 'Promise.resolve()',
  },
  MemoryBuffer: {
    name: 'buffer.copyToRawAsync',
    method: 'copyToRawAsync',
    fake: 'Promise.resolve(new Uint8Array(lengthBytes))',
  },
};
const suites = ['drain', 'waits', 'readback'];

if (build('packages/test-matrix') !== 0) process.exit(1);
const { targets } = await import('../packages/test-matrix/dist/targets.js');
const mutants = findMutants();
/** By backend: Node is the quickest. */
const targetOf = new Map(
  mutants.map(({ backend }) => [
    backend,
    ['node', 'chromium']
      .map(runtime => targets.find(target => target.backend === backend && target.runtime === runtime))
      .find(target => target !== undefined),
  ]),
);
for (const [backend, target] of targetOf)
  if (!target) fail(`the backend '${backend}' has no target in Node or Chromium`);
if ([...targetOf.values()].some(({ runtime, softwareVulkan }) => runtime === 'chromium' || softwareVulkan)) {
  const { needChromium } = await import('./browser.mjs');
  const missing = needChromium();
  if (missing !== undefined) fail(missing);
}

const copy = mkdtempSync(join(tmpdir(), 'heddle-mutants-'));
try {
  process.exitCode = judge();
} finally {
  rmSync(copy, { recursive: true, force: true });
}

function judge() {
  copySources();
  for (const [backend, { name }] of targetOf) {
    console.error(`${backend}: the sources as they are, on ${name}`);
    const failed = runSuites(name).filter(({ state }) => state === 'failed');
    if (failed.length > 0) {
      console.error(`expected them to pass, found: ${failed[0].suite}: ${failed[0].test}: ${failed[0].note}`);
      return 1;
    }
  }
  const rows = mutants.map(({ backend, virtual, file, source, mutated }) => {
    console.error(`${backend}: ${virtual.name} resolved at once`);
    writeFileSync(join(copy, file), mutated);
    try {
      return { backend, virtual, file, ...verdict(runSuites(targetOf.get(backend).name)) };
    } finally {
      writeFileSync(join(copy, file), source);
    }
  });
  console.log(table(rows));
  const noticed = rows.filter(({ red }) => red).length;
  console.log(`\n${noticed} of ${rows.length} replacements turned the drain suite red`);
  return noticed === rows.length ? 0 : 1;
}

/** Red is what the drain suite notices by itself. A copy of which nothing passes at all is broken, which proves nothing. */
function verdict(tests) {
  const failedIn = suite => tests.filter(test => test.suite === suite && test.state === 'failed');
  const runs = tests.some(({ state }) => state === 'passed');
  return {
    red: runs && failedIn('drain').length > 0,
    failed: suites.map(suite => failedIn(suite).length),
    example: runs ? (failedIn('drain')[0]?.test ?? '') : 'no test passes: the replacement does not even load',
  };
}

function runSuites(target) {
  const report = join(copy, 'matrix-report.json');
  rmSync(report, { force: true });
  const { error, stdout, stderr } = spawnSync(
    process.execPath,
    [
      program('vitest'),
      'run',
      `--project=${target}`,
      // a wait that never ends is a red test, and should be one soon
      '--testTimeout=20000',
      ...suites.map(suite => `conformance/${suite}.test.ts`),
    ],
    { cwd: copy, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (error) throw error;
  if (!existsSync(report)) throw new Error(`the tests did not run:\n${stdout}${stderr}`);
  return JSON.parse(readFileSync(report, 'utf8')).tests;
}

// ---- the copy

/** What the tests read, with the packages' links to each other: they lead to the copies. Tools are those of the tree. */
function copySources() {
  const entries = [
    'package.json',
    'tsconfig.base.json',
    'vitest.config.ts',
    'scripts',
    'packages',
    'examples',
  ];
  for (const entry of entries) {
    cpSync(join(root, entry), join(copy, entry), {
      recursive: true,
      verbatimSymlinks: true,
      filter: path => !/[/\\]dist$/.test(path),
    });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
}

// ---- the replacements

function findMutants() {
  const found = readdirSync(join(root, 'packages')).flatMap(backend =>
    sourcesOf(join(root, 'packages', backend, 'src')).flatMap(path => mutantsIn(backend, path)),
  );
  for (const backend of new Set(found.map(mutant => mutant.backend))) {
    for (const virtual of Object.values(virtuals)) {
      const count = found.filter(mutant => mutant.backend === backend && mutant.virtual === virtual).length;
      if (count !== 1) fail(`expected one ${virtual.name} in packages/${backend}, found ${count}`);
    }
  }
  if (found.length === 0) fail('expected the virtuals of at least one backend under packages, found none');
  return found;
}

function sourcesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter(file => /(?<!\.test|\.test-support)\.ts$/.test(file))
    .map(file => join(folder, file));
}

function mutantsIn(backend, path) {
  const source = readFileSync(path, 'utf8');
  // core's own classes are what is extended, and its fakes are for its own tests
  if (!/from '@heddle\/core\/backend'/.test(source)) return [];
  const tree = ts.createSourceFile(path, source, ts.ScriptTarget.Latest);
  return tree.statements.filter(ts.isClassDeclaration).flatMap(declaration => {
    const heritage = declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
    const base = heritage?.types[0].expression.getText(tree);
    const virtual = Object.hasOwn(virtuals, base ?? '') ? virtuals[base] : undefined;
    const method = declaration.members.find(
      member => ts.isMethodDeclaration(member) && virtual?.method === member.name.getText(tree),
    );
    if (!method?.body) return [];
    const { body } = method;
    const mutated = `${source.slice(0, body.getStart(tree))}{ return ${virtual.fake}; }${source.slice(body.end)}`;
    return [{ backend, virtual, file: relative(root, path), source, mutated }];
  });
}

// ---- what is printed

function table(rows) {
  const lines = [
    ['backend', 'resolved at once', 'run', ...suites.map(suite => `failed in ${suite}`), 'for instance'],
    ...rows.map(({ backend, virtual, red, failed, example }) => [
      backend,
      virtual.name,
      red ? 'red' : 'GREEN',
      ...failed.map(String),
      example,
    ]),
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map(line => line[column].length)));
  return lines
    .map(line =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
