import { mapBlocks, type Nesting, walk } from '../ir/walk.ts';

/** The properties of an IR that pruning needs. */
export interface Pruning<I> {
  /** The values that an instruction itself uses. */
  operands(instruction: I): readonly number[];
  /**
   * Yields a predicate that is true for the instructions of the program with an observable effect. It may depend on
   * the memory that the program reads.
   */
  noticed(program: readonly I[]): (instruction: I, live: ReadonlySet<number>) => boolean;
}

/** Removes instructions without an observable effect, repeatedly until there are none. */
export function pruneBlock<I extends Nesting<I>>(program: readonly I[], pruning: Pruning<I>): readonly I[] {
  let left = program;
  for (let before = -1, after = size(left); before !== after; before = after, after = size(left)) {
    left = pruneOnce(left, pruning);
  }
  return left;
}

const size = <I extends Nesting<I>>(block: readonly I[]): number => [...walk(block)].length;

function pruneOnce<I extends Nesting<I>>(
  program: readonly I[],
  { operands, noticed }: Pruning<I>,
): readonly I[] {
  const live = new Set<number>();
  const isNoticed = noticed(program);
  /** Prunes a block from its end, so that uses come before definitions. */
  const prune = (block: readonly I[]): readonly I[] => {
    const kept: I[] = [];
    for (const instruction of [...block].reverse()) {
      const pruned = mapBlocks(instruction, prune);
      if (!isNoticed(pruned, live)) continue;
      for (const operand of operands(pruned)) live.add(operand);
      kept.push(pruned);
    }
    return kept.reverse();
  };
  return prune(program);
}
