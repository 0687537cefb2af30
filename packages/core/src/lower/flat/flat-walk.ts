import { walk } from '../../ir/walk.ts';
import type { Access32, FlatBlock, FlatId, FlatInstruction, FlatPure, MemoryRef } from './flat.ts';

/** The values that an instruction itself uses, in the order in which they are evaluated. */
export function flatOperands(instruction: FlatInstruction): readonly FlatId[] {
  switch (instruction.op) {
    case 'compute':
    case 'call':
      return instruction.args;
    case 'element':
      return [instruction.index];
    case 'offset':
      return present(instruction.base, instruction.index);
    case 'load':
      return present(instruction.ok, instruction.address, ...indicesOf(instruction));
    case 'store':
      return present(instruction.ok, instruction.address, instruction.value, ...indicesOf(instruction));
    case 'atomic':
      return present(instruction.ok, instruction.address, ...instruction.args, ...indicesOf(instruction));
    case 'inspect':
      return [...instruction.args, instruction.result];
    case 'declare':
    case 'set':
      return [instruction.value];
    case 'if':
      return [instruction.condition];
    case 'for':
      return [instruction.from, instruction.step, instruction.trips];
    case 'return':
      return instruction.values;
    case 'get':
    case 'clear':
    case 'barrier':
    case 'loop':
    case 'break':
    case 'continue':
      return [];
  }
}

const indicesOf = ({ origin }: Access32): readonly FlatId[] => origin?.indices ?? [];
const present = (...ids: readonly (FlatId | undefined)[]): readonly FlatId[] =>
  ids.filter(id => id !== undefined);

/**
 * The values that an instruction defines in its block. A `for` defines its index inside of its body
 * instead.
 */
export function flatResults(instruction: FlatInstruction): readonly FlatId[] {
  if (instruction.op === 'call') return instruction.ids;
  return 'id' in instruction && instruction.op !== 'for' ? [instruction.id] : [];
}

export function isPure(instruction: FlatInstruction): instruction is FlatPure {
  return instruction.op === 'compute' || instruction.op === 'element' || instruction.op === 'offset';
}

/** The number of uses of each value in a block, inner blocks included. */
export function useCounts(...blocks: readonly FlatBlock[]): Map<FlatId, number> {
  const counts = new Map<FlatId, number>();
  for (const block of blocks)
    for (const instruction of walk(block))
      for (const id of flatOperands(instruction)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/**
 * A key for each memory. Memories with different keys do not alias, because a launch refuses overlapping views if one
 * of them is written.
 */
export function memoryKey(memory: MemoryRef): string {
  return 'index' in memory ? `${memory.kind} ${memory.index}` : memory.kind;
}
