import type { Block, Instruction } from '../ir/ir.ts';

/**
 * The ways in which a block can end, by WGSL's statement behavior analysis (https://www.w3.org/TR/WGSL/#behaviors):
 * it falls through to the next instruction, breaks, continues or returns. The result is a set of flags. The analysis
 * ignores the values of conditions: code after an `if` that returns on both sides is unreachable, but code after
 * `if (true) return` is not.
 */
export const NEXT = 1;
export const BREAK = 2;
export const CONTINUE = 4;
export const RETURN = 8;

const known = new WeakMap<Block, number>();

/** The behavior of a block. Blocks are frozen before they are checked, so the result is cached for each. */
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
