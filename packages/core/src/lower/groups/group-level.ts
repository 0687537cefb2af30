import { blocksOf, walk } from '../../ir/walk.ts';
import type { FlatBlock, FlatInstruction } from '../flat/flat.ts';

/**
 * The instructions at group level, which the group executes as a whole: barriers, constructs that contain one, and
 * jumps out of such a construct with the conditions around them. A `return` is at group level if a barrier may follow
 * it; then the checker has proved that all invocations take it. Otherwise it ends one invocation, and its condition
 * may vary.
 */
export function findGroupLevel(body: FlatBlock): ReadonlySet<FlatInstruction> {
  const found = new Set<FlatInstruction>();
  mark(body, false, false);
  return found;

  /**
   * Visits a block from its end; `barrierFollows` says whether a barrier may follow it. The result is true if the block
   * has an instruction at group level.
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
        // A barrier in the body may follow every instruction of it, in the next iteration.
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

function has(block: FlatBlock, op: FlatInstruction['op']): boolean {
  for (const inner of walk(block)) if (inner.op === op) return true;
  return false;
}
const hasBarrier = (block: FlatBlock): boolean => has(block, 'barrier');
