import { mapBlocks } from '../../ir/walk.ts';
import type { FlatBlock, FlatId, FlatProgram, FlatPure } from './flat.ts';
import { isPerInvocation } from './flat-builder.ts';
import { flatOperands, isPure } from './flat-walk.ts';

export interface Hoisted {
  /** The values that can be computed before the block, in order. */
  readonly values: readonly FlatPure[];
  readonly block: FlatBlock;
}

/**
 * Hoists pure values that depend on `known` values alone out of a block, and adds them to `known`. They never change
 * and cannot fail, so they may be computed early, even if their condition is false or their loop makes no trip.
 */
export function hoist(block: FlatBlock, known: Set<FlatId>): Hoisted {
  const values: FlatPure[] = [];
  const strip = (inner: FlatBlock): FlatBlock =>
    inner.flatMap(instruction => {
      if (!isPure(instruction) || !flatOperands(instruction).every(id => known.has(id)))
        return [mapBlocks(instruction, strip)];
      known.add(instruction.id);
      values.push(instruction);
      return [];
    });
  return { block: strip(block), values };
}

/** The inputs that are uniform in a launch, or in a group. */
export function sharedInputs({ inputs }: FlatProgram, by: 'launch' | 'group'): Set<FlatId> {
  const shared = inputs.filter(
    input =>
      !isPerInvocation(input) && (by === 'group' || input.op !== 'builtin' || input.builtin !== 'groupIndex'),
  );
  return new Set(shared.map(input => input.id));
}
