import { type FlatId, hoist, sharedInputs, useCounts } from '@heddle/core/backend';
import { type Callee, CodePrinter, inlinedIn } from './code-printer.ts';
import type { Lines } from './lines.ts';
import type { Unit } from './unit.ts';
import { wideValues } from './wide-values.ts';

const AXES = ['x', 'y', 'z'] as const;

/**
 * Prints nested loops over the extent, x innermost. Values that do not depend on the invocation are computed
 * before them.
 */
export function printRangeKernel(unit: Unit, lines: Lines, functions: readonly Callee[]): void {
  const { program } = unit;
  const { values, block } = hoist(program.body.block, sharedInputs(program, 'launch'));
  const nothing: ReadonlySet<FlatId> = new Set();
  let hasLabel = false;
  const printer = new CodePrinter(unit, lines, {
    key: '',
    code: program.body,
    wide: wideValues(program, [values, block], nothing),
    functions,
    leave: (_, loops) => {
      hasLabel ||= loops > 0;
      return [loops > 0 ? 'continue invocation;' : 'continue;'];
    },
  });
  const kept = new Set(useCounts(block).keys());
  printer.print(values, inlinedIn(unit, values, kept), kept, () => undefined);
  nest(program.dimensions - 1);

  function nest(axis: number): void {
    const index = unit.builtin(`index.${AXES[axis]!}`).text;
    const extent = unit.builtin(`extent.${AXES[axis]!}`).text;
    const loop = `for (let ${index} = 0; ${index} < ${extent}; ${index}++)`;
    if (axis > 0) {
      lines.braces(loop, () => nest(axis - 1));
      return;
    }
    const start = lines.count;
    lines.braces(loop, () => {
      if (unit.checks) lines.add(`${unit.clock}.next();`);
      printer.print(block, inlinedIn(unit, block), nothing, () => undefined);
    });
    if (hasLabel) lines.replace(start, line => line.replace('for', 'invocation: for'));
  }
}
