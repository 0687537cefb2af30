import {
  type FlatBlock,
  type FlatId,
  type FlatInstruction,
  type FlatProgram,
  flatOperands,
  walk,
} from '@heddle/core/backend';
import { spellings } from './spellings.ts';

/**
 * The u32 values and locals whose every use accepts any number that is congruent modulo 2^32. They are kept
 * as i32, which V8 holds in a register unchanged, and are not wrapped to unsigned after every operation (of a
 * hash or a random number generator, for example).
 */
export interface WideValues {
  readonly values: ReadonlySet<FlatId>;
  /** The indices of locals, by code (the body or a function). */
  readonly locals: ReadonlySet<number>;
}

export function wideValues(
  { types }: FlatProgram,
  blocks: readonly FlatBlock[],
  usedAsIs: ReadonlySet<FlatId>,
): WideValues {
  const instructions = blocks.flatMap(block => [...walk(block)]);
  const narrow = new Set<FlatId>(usedAsIs);
  const narrowLocals = new Set<number>();
  for (let before = -1; before !== narrow.size + narrowLocals.size; ) {
    before = narrow.size + narrowLocals.size;
    for (const instruction of instructions) {
      // A local is as narrow as the values that are read from it.
      if (instruction.op === 'get' && narrow.has(instruction.id)) narrowLocals.add(instruction.local);
      if (takesWide(instruction, narrowLocals, narrow)) continue;
      for (const id of flatOperands(instruction)) narrow.add(id);
    }
  }
  const values = new Set<FlatId>();
  const locals = new Set<number>();
  for (const instruction of instructions) {
    if ('id' in instruction && types[instruction.id] === 'u32' && !narrow.has(instruction.id))
      values.add(instruction.id);
    if ('local' in instruction && !narrowLocals.has(instruction.local)) locals.add(instruction.local);
  }
  return { values, locals };
}

function takesWide(
  instruction: FlatInstruction,
  narrowLocals: ReadonlySet<number>,
  narrow: ReadonlySet<FlatId>,
): boolean {
  switch (instruction.op) {
    case 'compute':
      // The result of `select` is one of its operands, so it is as wide as they are.
      return (
        spellings[instruction.name].wide === true &&
        !(instruction.name === 'select' && narrow.has(instruction.id))
      );
    case 'element':
    case 'offset':
    case 'load':
    case 'store':
      return true;
    case 'atomic':
      return !['min', 'max', 'compareExchange'].includes(instruction.name);
    case 'declare':
    case 'set':
      return !narrowLocals.has(instruction.local);
    default:
      return false;
  }
}
