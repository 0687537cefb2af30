import type { CheckedProgram } from '../../check/checked.ts';
import type { Block, Instruction, ValueId } from '../../ir/ir.ts';
import { blocksOf, walk } from '../../ir/walk.ts';

/**
 * The barriers that must order storage memory as well as shared memory among the invocations of a group. These are
 * the barriers after an access to a view that is written, unless each invocation accesses only its own element of the
 * view. All others need no `storageBarrier`, which is a second barrier in WGSL.
 */
export function storageBarriers({ program, access }: CheckedProgram): ReadonlySet<ValueId> {
  const isExchanged = access.params.map(
    ({ reads, writes, readsOwnIndex, writesOwnIndex }) =>
      writes && !(writesOwnIndex && (!reads || readsOwnIndex)),
  );
  const matters = (instruction: Instruction): boolean => {
    if (instruction.op !== 'load' && instruction.op !== 'store' && instruction.op !== 'atomic') return false;
    const { kind, index } = instruction.place.root;
    return kind === 'param' && isExchanged[index]!;
  };
  const found = new Set<ValueId>();
  /** Visits a block, and returns true if such an access may have happened at its end. */
  const visit = (block: Block, before: boolean): boolean => {
    let happened = before;
    for (const instruction of block) {
      const { op, id } = instruction;
      if (matters(instruction)) happened = true;
      else if ((op === 'barrier' || op === 'uniformLoad') && happened) found.add(id);
      // An access at the end of one iteration comes before the barriers at the start of the next.
      const repeats = (op === 'loop' || op === 'for') && [...walk(instruction.body)].some(matters);
      const ends = blocksOf(instruction).map(inner => visit(inner, happened || repeats));
      happened ||= repeats || ends.includes(true);
    }
    return happened;
  };
  visit(program.body, false);
  return found;
}
