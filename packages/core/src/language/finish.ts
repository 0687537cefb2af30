import type { Site } from '../errors/stack.ts';
import type { Instruction, Program, Traced, ValueId } from '../ir/ir.ts';
import { formatSite } from './source.ts';
import type { Tracing } from './trace.ts';
import { unusedBools } from './unused-bools.ts';

/** The traced instructions as a frozen program, with the source lines that they came from. */
export function finish(
  own: Tracing,
  shape: Pick<Program, 'name' | 'kind' | 'dimensions' | 'groupSize' | 'precision' | 'params'>,
  block: readonly Instruction[],
  site: Site | undefined,
  checkGroups: Traced['checkGroups'],
): Traced {
  const { used, prelude, shared, functions, sites } = own;
  const body = block.filter((instruction, i) => i >= prelude || used.has(instruction.id));
  const program: Program = { ...shape, shared, locals: own.body.locals, functions, body };
  const location = (id: ValueId): string | undefined => formatSite(sites[id]);
  return Object.freeze({
    program: deepFreeze(program),
    location,
    checkGroups,
    definedAt: () => formatSite(site),
    warnings: Object.freeze(unusedBools(program, block, used, location)),
  });
}

function deepFreeze<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value;
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
