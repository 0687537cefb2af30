// Applies .dependency-cruiser.cjs to a tree laid out as this one. A cruiser that finds no parser for TypeScript cruises no
// module and reports success, so the count of modules is part of the answer.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { program, root } from './run.mjs';

/** @returns {{ modules: number, violations: { rule: string, from: string, to: string }[] }} */
export function dependencyViolations(tree = root) {
  const folders = ['packages', 'bench', 'examples'].filter(folder => existsSync(`${tree}/${folder}`));
  const options = ['--config', `${root}.dependency-cruiser.cjs`, '--output-type', 'json'];
  const output = execFileSync(
    process.execPath,
    [program('dependency-cruiser', 'depcruise'), ...options, ...folders],
    {
      cwd: tree,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    },
  );
  const { summary } = JSON.parse(output);
  return {
    modules: summary.totalCruised,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
