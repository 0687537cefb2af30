import type { Block, Instruction } from '../ir/ir.ts';

/**
 * How a block can end, as WGSL's statement behavior analysis has it (https://www.w3.org/TR/WGSL/#behaviors):
 * it runs on into what follows, or breaks, continues or returns. A set of flags. Conditions are not looked
 * at, so what stands after an `if` that returns on both sides is dead, and what stands after `if (true)
 * return` is not.
 */
export const NEXT = 1;
export const BREAK = 2;
export const CONTINUE = 4;
export const RETURN = 8;

const known = new WeakMap<Block, number>();

/** Blocks are frozen by the time they are checked, so each is looked at once. */
export function behavior(block: Block): number {
  let flags = known.get(block);
  if (flags === undefined) {
    flags = sequence(block);
    known.set(block, flags);
  }
  return flags;
}

function sequence(block: Block): number {
  let flags = NEXT;
  for (const instruction of block) {
    flags = (flags & ~NEXT) | behaviorOf(instruction);
    if (!(flags & NEXT)) return flags;
  }
  return flags;
}

export function behaviorOf(instruction: Instruction): number {
  switch (instruction.op) {
    case 'break':
      return BREAK;
    case 'continue':
      return CONTINUE;
    case 'return':
      return RETURN;
    case 'if':
      return behavior(instruction.then) | behavior(instruction.else);
    case 'loop': {
      const body = behavior(instruction.body);
      return (body & RETURN) | (body & BREAK ? NEXT : 0);
    }
    case 'for':
      return (behavior(instruction.body) & RETURN) | NEXT;
    default:
      return NEXT;
  }
}
