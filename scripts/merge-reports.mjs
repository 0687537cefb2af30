// npm run report -- REPORT...: the reports of several runs of the matrix as one table, in Markdown: a row for each suite, a
// column for each target.
import { readFileSync } from 'node:fs';
import './setup.mjs';

// a package, so not before setup.mjs
const { markdownTable } = await import('markdown-table');

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('expected the paths of matrix-report.json files');
  process.exit(2);
}
const reports = files.map(file => JSON.parse(readFileSync(file, 'utf8')));
const isOnSeveralNodes = new Set(reports.map(({ node }) => node)).size > 1;
const tests = reports.flatMap(({ node, tests }) =>
  tests.map(test => ({ ...test, target: isOnSeveralNodes ? `${test.target}, Node ${node}` : test.target })),
);
const targets = [...new Set(tests.map(({ target }) => target))];
const suites = [...new Set(tests.map(({ suite }) => suite))].sort();

const counted = rows => {
  const count = state => rows.filter(row => row.state === state).length;
  const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(count);
  const parts = [failed > 0 && `**${failed} failed**`, passed, skipped > 0 && `${skipped} skipped`];
  return rows.length === 0 ? '' : parts.filter(part => part !== false).join(', ');
};
const of = (target, suite) =>
  tests.filter(test => test.target === target && (suite === undefined || test.suite === suite));

console.log(
  markdownTable(
    [
      ['suite', ...targets],
      ...suites.map(suite => [suite, ...targets.map(target => counted(of(target, suite)))]),
      ['**all**', ...targets.map(target => counted(of(target)))],
    ],
    { align: ['l', ...targets.map(() => 'r')] },
  ),
);
const failed = tests.filter(({ state }) => state === 'failed');
if (failed.length > 0) console.log('\n### Failed\n');
for (const { target, suite, test, note } of failed)
  console.log(`* ${target}, ${suite}: ${test}${note ? `: \`${note.replaceAll('`', "'")}\`` : ''}`);
