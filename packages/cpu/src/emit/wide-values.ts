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
  // An instruction is visited again when its result, or the local that it writes, becomes narrow.
  const writes = new Map<number, FlatInstruction[]>();
  const makers = new Map<FlatId, FlatInstruction>();
  const left: FlatInstruction[] = [...instructions];
  for (const instruction of instructions) {
    if (instruction.op === 'declare' || instruction.op === 'set') {
      const others = writes.get(instruction.local);
      if (others) others.push(instruction);
      else writes.set(instruction.local, [instruction]);
    } else if ('id' in instruction) makers.set(instruction.id, instruction);
  }
  for (let next = left.pop(); next; next = left.pop()) {
    // A local is as narrow as the values that are read from it.
    if (next.op === 'get' && narrow.has(next.id) && !narrowLocals.has(next.local)) {
      narrowLocals.add(next.local);
      for (const write of writes.get(next.local) ?? []) left.push(write);
    }
    if (takesWide(next, narrowLocals, narrow)) continue;
    for (const id of flatOperands(next)) {
      if (narrow.has(id)) continue;
      narrow.add(id);
      const maker = makers.get(id);
      if (maker?.op === 'get' || maker?.op === 'compute') left.push(maker);
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
