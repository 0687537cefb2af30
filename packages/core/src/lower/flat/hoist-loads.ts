import { blocksOf } from '../../ir/walk.ts';
import type { FlatBlock, FlatId, FlatInstruction, FlatLoad, FlatPure } from './flat.ts';
import { flatOperands } from './flat-walk.ts';
import { hoist } from './hoist.ts';

/**
 * Hoists out of a region the pure values that depend on `shared` values alone, and uniform loads (of `read` views, and
 * those of `uniformLoad`) at uniform addresses. It goes through the region once, because a value comes after those that
 * it depends on. It hoists only loads that every invocation executes before the region has written or may have
 * returned. Then the memory is the same as before the region, and no load is added that would not happen.
 */
export function hoistLoads(
  block: FlatBlock,
  uniform: ReadonlySet<FlatId>,
  shared: Set<FlatId>,
): { readonly values: readonly (FlatPure | FlatLoad)[]; readonly block: FlatBlock } {
  const values: (FlatPure | FlatLoad)[] = [];
  const rest: FlatInstruction[] = [];
  let first = true;
  for (const whole of block) {
    const hoisted = hoist([whole], shared);
    for (const value of hoisted.values) values.push(value);
    const [instruction] = hoisted.block;
    if (!instruction) continue;
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
