import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { applies, type Skip, skips, suiteOf } from './skips.ts';
import { type Target, targets } from './targets.ts';

type State = 'passed' | 'failed' | 'skipped';
export interface Row {
  readonly project: string;
  readonly suite: string;
  readonly test: string;
  readonly state: State;
  readonly note?: string;
}
type Counts = Record<State, number>;

/**
 * Writes matrix-report.json and matrix-report.md for the targets, and prints last, alone on a line, the
 * counts of everything that ran. A module that does not load, a hook that throws and an error outside of any
 * test are failures too.
 */
export class MatrixReporter implements Reporter {
  readonly #targets: readonly Pick<Target, 'name' | 'backend'>[];
  readonly #skips: readonly Skip[];

  constructor(rows: readonly Pick<Target, 'name' | 'backend'>[] = targets, table: readonly Skip[] = skips) {
    this.#targets = rows;
    this.#skips = table;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { readonly message: string }[]): void {
    const rows = modules.flatMap(rowsOf);
    const stale = this.#staleSkips(rows);
    const outside = unhandled.map(({ message }) => `outside of any test: ${message}`);
    const matrix = rows
      .filter(row => this.#targets.some(target => target.name === row.project))
      .concat(stale);
    const total = count([...rows, ...stale]);
    total.failed += outside.length;

    // a run of unit tests alone leaves the last report of the matrix in place
    if (matrix.length > 0) {
      writeFileSync('matrix-report.json', `${JSON.stringify(jsonOf(matrix), null, 2)}\n`);
      writeFileSync('matrix-report.md', markdownOf(matrix));
    }

    for (const failure of [...stale.map(row => `${row.suite}: ${row.note}`), ...outside])
      console.log(`FAIL ${failure}`);
    for (const line of racesOf(modules)) console.log(`RACE ${line}`);
    for (const [name, milliseconds] of timesOf(modules))
      console.log(`${name}: ${(milliseconds / 1000).toFixed(1)} s`);
    if (total.failed > 0) process.exitCode = 1;
    console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  }

  /** Rows of the skip table that name no test, though their suite ran whole on their target. */
  #staleSkips(rows: readonly Row[]): Row[] {
    if (process.argv.some(argument => /^(-t|--testNamePattern)/.test(argument))) return [];
    return this.#skips.flatMap(skip =>
      this.#targets
        .filter(target => applies(skip, target))
        .filter(target => {
          const ran = rows.filter(row => row.project === target.name && row.suite === skip.suite);
          return ran.length > 0 && !ran.some(row => row.test === skip.test);
        })
        .map((target): Row => {
          const note = `the skip table names a test that does not exist: ${skip.test}`;
          return { project: target.name, suite: skip.suite, test: skip.test, state: 'failed', note };
        }),
    );
  }
}

function rowsOf(module: TestModule): Row[] {
  const of = { project: module.project.name, suite: suiteOf(module.moduleId) };
  const failed = (test: string, note: string | undefined): Row => ({
    ...of,
    test,
    state: 'failed',
    ...(note && { note }),
  });
  const rows: Row[] = module.errors().map(error => failed('(the module)', firstLine(error.message)));
  for (const suite of module.children.allSuites())
    for (const error of suite.errors())
      rows.push(failed(`${suite.fullName} (a hook)`, firstLine(error.message)));
  for (const test of module.children.allTests()) {
    const result = test.result();
    if (result.state === 'passed') rows.push({ ...of, test: test.fullName, state: 'passed' });
    else if (result.state === 'skipped')
      rows.push({ ...of, test: test.fullName, state: 'skipped', ...(result.note && { note: result.note }) });
    else if (result.state === 'failed')
      rows.push(failed(test.fullName, firstLine(result.errors[0]?.message)));
    else rows.push(failed(test.fullName, 'did not finish'));
  }
  if (rows.length === 0) rows.push(failed('(the module)', 'ran no test'));
  return rows;
}

/** The races that the audit has found (audit.ts), each once, with its target and test. */
const racesOf = (modules: readonly TestModule[]): ReadonlySet<string> =>
  new Set(
    modules.flatMap(module =>
      [...module.children.allTests()].flatMap(test =>
        test
          .annotations()
          .filter(({ type }) => type === 'race')
          .map(({ message }) => `${module.project.name}, ${test.fullName}\n  ${message}`),
      ),
    ),
  );

const firstLine = (message: string | undefined) => message?.split('\n', 1)[0];

function count(rows: readonly Row[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { state } of rows) counts[state]++;
  return counts;
}

function jsonOf(rows: readonly Row[]): object {
  const names = [...new Set(rows.map(row => row.project))];
  return {
    node: process.versions.node,
    targets: Object.fromEntries(names.map(name => [name, count(rows.filter(row => row.project === name))])),
    tests: rows.map(({ project, suite, test, state, note }) => ({
      suite,
      test,
      target: project,
      state,
      ...(note && { note }),
    })),
  };
}

function markdownOf(rows: readonly Row[]): string {
  const names = [...new Set(rows.map(row => row.project))];
  const cells = new Map<string, Map<string, string>>();
  for (const { project, suite, test, state, note } of rows) {
    const key = `${suite}: ${test}`;
    const line = cells.get(key) ?? new Map<string, string>();
    line.set(project, note ? `${state} (${note})` : state);
    cells.set(key, line);
  }
  const table = (values: readonly string[]) =>
    `| ${values.map(value => value.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const body = [...cells].map(([test, line]) => table([test, ...names.map(name => line.get(name) ?? '')]));
  return table(['test', ...names]) + table(['---', ...names.map(() => '---')]) + body.join('');
}

function timesOf(modules: readonly TestModule[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const module of modules) {
    const { prepareDuration, environmentSetupDuration, setupDuration, collectDuration, duration } =
      module.diagnostic();
    const spent = prepareDuration + environmentSetupDuration + setupDuration + collectDuration + duration;
    times.set(module.project.name, (times.get(module.project.name) ?? 0) + spent);
  }
  return times;
}
