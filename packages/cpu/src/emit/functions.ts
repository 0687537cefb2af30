import type { FlatFunction } from '@heddle/core/backend';
import { type Callee, CodePrinter, inlinedIn } from './code-printer.ts';
import { bounds, primary } from './expression.ts';
import type { Lines } from './lines.ts';
import type { Unit } from './unit.ts';
import { wideValues } from './wide-values.ts';

/**
 * A function returns its first result and leaves the others in variables of the enclosing scope, so that
 * nothing is allocated for them.
 */
export function printFunction(
  unit: Unit,
  lines: Lines,
  code: FlatFunction,
  functions: readonly Callee[],
): Callee {
  const name = unit.name(code.name);
  const results = code.results.slice(1).map(() => unit.name(`${name}_result`));
  if (results.length > 0) unit.declare(`let ${results.map(result => `${result} = 0`).join(', ')};`);
  const params = code.params.map(id => {
    const param = unit.name('p');
    unit.set(id, primary(param, bounds(unit.typeOf(id))));
    return param;
  });
  const nothing: ReadonlySet<number> = new Set();
  const printer = new CodePrinter(unit, lines, {
    key: code.name,
    code,
    wide: wideValues(unit.program, [code.block], nothing),
    functions,
    leave: ({ values: [first, ...others] }) => [
      ...others.map((id, i) => `${results[i]!} = ${printer.exact(id).text};`),
      `return ${first === undefined ? '' : printer.exact(first).text};`,
    ],
  });
  const inlined = inlinedIn(unit, code.block);
  lines.braces(`function ${name}(${params.join(', ')})`, () =>
    printer.print(code.block, inlined, nothing, () => undefined),
  );
  return { name, results };
}
