import type { Program } from './ir.ts';
import type { ValueNumbers } from './value-numbers.ts';

/**
 * The value number of an invocation's own index: of its place in the extent, in rows of x; in a group kernel
 * of `globalIndex`.
 */
export function ownIndex({ kind, dimensions, groupSize }: Program, values: ValueNumbers): string {
  if (kind === 'group')
    return values.numberOf(
      new Map([
        ['groupIndex', groupSize],
        ['localIndex', 1],
      ]),
    );
  const terms: [string, number][] = [['index.x', 1]];
  if (dimensions > 1) terms.push(['extent.x*index.y', 1]);
  if (dimensions > 2) terms.push(['extent.x*extent.y*index.z', 1]);
  return values.numberOf(new Map(terms));
}
