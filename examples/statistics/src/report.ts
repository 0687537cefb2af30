// The output of the program: one document for machines, and the same as a table for people.
import Table from 'cli-table3';
import { agrees, errorBounds } from './bounds.ts';
import type { Outcome } from './measure.ts';
import type { Oracle } from './oracle.ts';
import type { Statistics } from './statistics.ts';

export interface Report {
  readonly input: string;
  readonly count: number;
  readonly oracle: Statistics;
  /** One for all targets: that of the deepest summation among them. */
  readonly bounds: Statistics;
  /** At least one target was available, and each that was has all results within the bounds. */
  readonly agree: boolean;
  readonly targets: readonly TargetReport[];
}

export interface TargetReport {
  readonly target: string;
  readonly available: boolean;
  readonly reason?: string;
  readonly results?: Statistics;
  readonly milliseconds?: number;
}

export function buildReport(
  input: string,
  oracle: Oracle,
  outcomes: readonly (Outcome & { readonly target: string })[],
): Report {
  const measured = outcomes.flatMap(outcome => (outcome.available && outcome.results ? [outcome] : []));
  const bounds = errorBounds(oracle, Math.max(0, ...measured.map(({ depth }) => depth)));
  const available = outcomes.filter(outcome => outcome.available);
  return {
    input,
    count: oracle.statistics.count,
    oracle: oracle.statistics,
    bounds,
    agree:
      available.length > 0 &&
      measured.length === available.length &&
      measured.every(({ results }) => agrees(results, oracle.statistics, bounds)),
    targets: outcomes.map(outcome =>
      outcome.available && outcome.results
        ? {
            target: outcome.target,
            available: true,
            results: outcome.results,
            milliseconds: outcome.milliseconds,
          }
        : { target: outcome.target, available: outcome.available, reason: outcome.reason },
    ),
  };
}

const columns = ['count', 'sum', 'mean', 'min', 'max', 'std'] as const;

export function renderReport({ input, oracle, bounds, agree, targets }: Report): string {
  const table = new Table({
    head: ['', ...columns, 'ms', 'agrees'],
    colAligns: ['left', ...columns.map(() => 'right' as const), 'right', 'left'],
    style: { head: [], border: [] },
  });
  const cells = (statistics: Statistics, digits: number) =>
    columns.map(name => String(Number(statistics[name].toPrecision(digits))));
  table.push(['host, float64', ...cells(oracle, 9), '', '']);
  table.push(['may differ by', ...cells(bounds, 3), '', '']);
  // as wide as they like, which in a column of the table would be the width of the table
  const reasons: string[] = [];
  for (const { target, available, reason, results, milliseconds } of targets) {
    if (results && milliseconds !== undefined) {
      const verdict = agrees(results, oracle, bounds) ? 'yes' : 'NO';
      table.push([target, ...cells(results, 9), milliseconds.toFixed(1), verdict]);
    } else {
      table.push([
        target,
        {
          content: `${available ? 'failed' : 'not available'}, see below`,
          colSpan: columns.length + 1,
          hAlign: 'left',
        },
        available ? 'NO' : '',
      ]);
      reasons.push(`${target} ${available ? 'failed' : 'is not available'}: ${reason}`);
    }
  }
  return [
    input,
    table.toString(),
    ...reasons,
    'Uploaded as 32-bit floats: count, min and max are compared in these and must be equal. The bounds of the others',
    'are those of the conversion and of the summation. std is that of the population. ms: upload to last readback.',
    agree ? 'All targets agree with the host.' : disagreement(targets),
  ].join('\n');
}

const disagreement = (targets: readonly TargetReport[]) =>
  targets.some(({ available }) => available)
    ? 'NOT all targets agree with the host.'
    : 'No backend is available on this machine.';
