import { walk } from '../../ir/walk.ts';
import type { FlatBlock, FlatId } from '../flat/flat.ts';
import { flatResults, useCounts } from '../flat/flat-walk.ts';
import type { GroupBlock, GroupNode, GroupProgram } from './group-program.ts';

/** Every node of a block in order, each one before the nodes inside of it. */
export function* groupNodes(block: GroupBlock): Generator<GroupNode, void, undefined> {
  for (const node of block) {
    yield node;
    if (node.op === 'if') {
      yield* groupNodes(node.then);
      yield* groupNodes(node.else);
    } else if (node.op === 'loop' || node.op === 'for') yield* groupNodes(node.body);
  }
}

/** The uses of the values of a split kernel, for emitters, which print it block by block. */
export class GroupUses {
  /** All blocks with computations: the prologue, the values at group level, and the regions. */
  readonly blocks: readonly FlatBlock[];
  /** The values that control flow at group level uses. */
  readonly byControlFlow: ReadonlySet<FlatId>;
  readonly #counts: ReadonlyMap<FlatId, number>;

  constructor({ prologue, block }: GroupProgram) {
    const blocks: FlatBlock[] = [prologue];
    const byControlFlow = new Set<FlatId>();
    for (const node of groupNodes(block)) {
      if (node.op === 'region') blocks.push(node.body);
      else if (node.op === 'values') blocks.push(node.instructions);
      else if (node.op === 'if') byControlFlow.add(node.condition);
      else if (node.op === 'for') for (const id of [node.from, node.step, node.trips]) byControlFlow.add(id);
    }
    this.blocks = blocks;
    this.byControlFlow = byControlFlow;
    this.#counts = useCounts(...blocks);
  }

  /** The values that one of the blocks defines and that are used outside of it too. */
  keptBy(block: FlatBlock): ReadonlySet<FlatId> {
    const own = useCounts(block);
    const kept = new Set<FlatId>();
    for (const instruction of walk(block)) {
      for (const id of flatResults(instruction))
        if (this.byControlFlow.has(id) || (this.#counts.get(id) ?? 0) > (own.get(id) ?? 0)) kept.add(id);
    }
    return kept;
  }
}
