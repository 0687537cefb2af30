// npm test: sets up, builds (which type-checks everything), and runs the tests.
//   npm test -- --target node-cpu --suite streams    one suite of the matrix on one target; both may be repeated
//   npm test -- --backend cpu                        every target of a backend
//   npm test -- --untargeted                         what is no matter of a target: units, code, tools, types
//   npm test -- --audit                              races are listed and not refused; with the others, too
// Targets of `npm run matrix:full` run only where they are named.
import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import util from 'node:util';
import './setup.mjs';
import { missingBrowsers } from './browser.mjs';
import { build, program, root, run } from './run.mjs';

const text = { type: 'string', multiple: true, default: [] };
const flag = { type: 'boolean', default: false };
const wanted = options();

if (build() !== 0) {
  console.error('the build failed, no test was run');
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}

const { foldersOf, targets } = await import('../packages/test-matrix/dist/harness/targets.js');
const suites = [...new Set(targets.flatMap(foldersOf))]
  .map(folder => `${root}packages/test-matrix/${folder}`)
  .filter(folder => existsSync(folder))
  .flatMap(folder => readdirSync(folder, { recursive: true }))
  .filter(file => file.endsWith('.test.ts'))
  .map(file => basename(file, '.test.ts'));
refuseUnknown(
  'target',
  wanted.target,
  targets.map(target => target.name),
);
refuseUnknown('backend', wanted.backend, [...new Set(targets.map(target => target.backend))]);
refuseUnknown('suite', wanted.suite, suites);

const matrixOnly = wanted.target.length + wanted.backend.length + wanted.suite.length > 0;
if (matrixOnly && wanted.untargeted) usage('--untargeted is about what no target, backend or suite has');
const chosen = targets.filter(
  target =>
    (wanted.target.length === 0 ? !target.full : wanted.target.includes(target.name)) &&
    (wanted.backend.length === 0 || wanted.backend.includes(target.backend)),
);
if (chosen.length === 0) usage('no target is of that name and of that backend');
const [missing] = missingBrowsers(chosen).values();
if (missing !== undefined) {
  console.error(missing);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}

if (wanted.audit) process.env.MATRIX_AUDIT = '1';
process.exit(
  run(process.execPath, [
    program('vitest'),
    'run',
    ...(matrixOnly ? chosen.map(target => `--project=${target.name}`) : []),
    ...(wanted.untargeted ? targets.map(target => `--project=!${target.name}`) : []),
    ...wanted.suite.map(suite => `/${suite}.test.ts`),
  ]),
);

function options() {
  try {
    return util.parseArgs({
      options: { target: text, suite: text, backend: text, untargeted: flag, audit: flag },
    }).values;
  } catch (error) {
    usage(error.message);
  }
}

function refuseUnknown(kind, names, known) {
  const unknown = names.find(name => !known.includes(name));
  if (unknown !== undefined) usage(`unknown ${kind} '${unknown}'; known: ${known.join(', ')}`);
}

function usage(message) {
  console.error(message);
  process.exit(2);
}
