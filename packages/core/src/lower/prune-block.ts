import { mapBlocks, type Nesting, walk } from '../ir/walk.ts';

/** What must be known of an IR to prune it. */
export interface Pruning<I> {
  /** The values that an instruction itself uses. */
  operands(instruction: I): readonly number[];
  /**
   * What a program reads besides values is found first; with that, whether somebody
   * notices an instruction of it.
   */
  noticed(program: readonly I[]): (instruction: I, live: ReadonlySet<number>) => boolean;
}

/** A program without what nobody notices, and without what that alone has kept, until nothing more goes. */
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
  /** From the end, so that every use is seen before what it uses. */
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
