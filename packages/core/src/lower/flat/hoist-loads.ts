import { blocksOf } from '../../ir/walk.ts';
import type { FlatBlock, FlatId, FlatInstruction, FlatLoad } from './flat.ts';
import { flatOperands } from './flat-walk.ts';

/**
 * Takes uniform loads (of `read` views, and those of `uniformLoad`) at shared addresses out of a region. Only
 * those that every lane performs, before the region has written or could have left: the memory is then what
 * it was before the region, and the access is one that happens.
 */
export function hoistLoads(
  block: FlatBlock,
  uniform: ReadonlySet<FlatId>,
  shared: Set<FlatId>,
): { readonly values: readonly FlatLoad[]; readonly block: FlatBlock } {
  const values: FlatLoad[] = [];
  const rest: FlatInstruction[] = [];
  let first = true;
  for (const instruction of block) {
    const canMove =
      first &&
      instruction.op === 'load' &&
      instruction.memory.kind !== 'local' &&
      instruction.memory.kind !== 'passed' &&
      uniform.has(instruction.id) &&
      flatOperands(instruction).every(id => shared.has(id));
    if (canMove) {
      shared.add(instruction.id);
      values.push(instruction);
      continue;
    }
    rest.push(instruction);
    if (instruction.op === 'store' || instruction.op === 'atomic' || blocksOf(instruction).length > 0)
      first = false;
  }
  return { values, block: rest };
}
