import { blocksOf, walk } from '../../ir/walk.ts';
import type { FlatBlock, FlatInstruction } from '../flat/flat.ts';

/**
 * The instructions that concern a group as a whole: barriers, what contains one, and jumps out of such a
 * construct together with the conditions around them. A `return` concerns the group where a barrier may still
 * follow it, in which case the checker has proved that all invocations take it; else it ends one invocation,
 * and its condition may vary.
 */
export function findGroupLevel(body: FlatBlock): ReadonlySet<FlatInstruction> {
  const found = new Set<FlatInstruction>();
  mark(body, false, false);
  return found;

  /**
   * From the end, with whether a barrier may follow. Yields whether the block has anything at group level.
   */
  function mark(block: FlatBlock, barrierFollows: boolean, loopAtGroupLevel: boolean): boolean {
    let any = false;
    let follows = barrierFollows;
    for (const instruction of [...block].reverse()) {
      if (atGroupLevel(instruction, follows, loopAtGroupLevel)) {
        found.add(instruction);
        any = true;
      }
      follows ||= hasBarrier([instruction]);
    }
    return any;
  }

  function atGroupLevel(
    instruction: FlatInstruction,
    barrierFollows: boolean,
    loopAtGroupLevel: boolean,
  ): boolean {
    switch (instruction.op) {
      case 'barrier':
        return true;
      case 'return':
        return barrierFollows;
      case 'break':
      case 'continue':
        return loopAtGroupLevel;
      case 'if':
        return blocksOf(instruction)
          .map(block => mark(block, barrierFollows, loopAtGroupLevel))
          .includes(true);
      case 'loop':
      case 'for': {
        // A barrier in the body follows everything in it, on the next trip.
        const follows = barrierFollows || hasBarrier(instruction.body);
        const isGroupLevel = hasBarrier(instruction.body) || (follows && has(instruction.body, 'return'));
        mark(instruction.body, follows, isGroupLevel);
        return isGroupLevel;
      }
      default:
        return false;
    }
  }
}

const has = (block: FlatBlock, op: FlatInstruction['op']): boolean =>
  [...walk(block)].some(inner => inner.op === op);
const hasBarrier = (block: FlatBlock): boolean => has(block, 'barrier');
