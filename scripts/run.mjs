// A helper of the scripts: it runs a tool of the workspace.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program in the root; its standard output goes to ours, or to standard error. Returns its exit code. */
export function run(command, args, { output = 'inherit', ...options } = {}) {
  const stdio = ['ignore', output === 'stderr' ? 2 : 'inherit', 'inherit'];
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio, ...options });
  if (error) console.error(`cannot run ${command}: ${error.message}`);
  return error || signal ? 1 : status;
}

/** The path of the program of that name in a package that is installed in the root. */
export function program(packageName, name = packageName) {
  const folder = `${root}node_modules/${packageName}`;
  const { bin } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return `${folder}/${typeof bin === 'string' ? bin : bin[name]}`;
}

/** Type-checks and builds what changed, and what it stands on. Compiler messages go to standard error. */
export function build(...projects) {
  return run(process.execPath, [program('typescript', 'tsc'), '-b', ...projects], { output: 'stderr' });
}
