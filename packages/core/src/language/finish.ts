import type { Instruction, Program, Traced, ValueId } from '../ir/ir.ts';
import { walk } from '../ir/walk.ts';
import { formatSite } from './source.ts';
import type { Tracing } from './trace.ts';

const COMPARISONS: ReadonlySet<string> = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

/** What was traced, as a frozen program with the lines that it came from. */
export function finish(
  own: Tracing,
  shape: Pick<Program, 'name' | 'kind' | 'dimensions' | 'groupSize' | 'precision' | 'params'>,
  block: readonly Instruction[],
): Traced {
  const { used, prelude, shared, functions, sites } = own;
  const body = block.filter((instruction, i) => i >= prelude || used.has(instruction.id));
  const program: Program = { ...shape, shared, locals: own.body.locals, functions, body };
  const location = (id: ValueId): string | undefined => formatSite(sites[id]);
  return Object.freeze({
    program: deepFreeze(program),
    location,
    warnings: Object.freeze(unusedComparisons(program, used, location)),
  });
}

/**
 * Most often the left side of a JavaScript `&&`, `||` or `!`, which take a Bool for
 * an object, hence for true.
 */
function unusedComparisons(
  program: Program,
  used: ReadonlySet<ValueId>,
  location: Traced['location'],
): string[] {
  return [program, ...program.functions]
    .flatMap(({ body }) => [...walk(body)])
    .filter(
      ({ op, id, ...rest }) =>
        op === 'compute' && COMPARISONS.has((rest as { readonly name: string }).name) && !used.has(id),
    )
    .map(({ id }) => {
      const where = location(id);
      return `kernel '${program.name}': the result of a comparison is not used${where ? `\n  at ${where}` : ''}
  Was it part of a JavaScript if, while, && || or !? Write If(a, () => ...), While(() => a, ...), a.and(b), a.or(b), a.not().`;
    });
}

function deepFreeze<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value;
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
