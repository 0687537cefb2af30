import type { ValueId } from '../../ir/ir.ts';
import type { ValueNumbers } from './value-numbers.ts';

/** An order between two integers of one type: `a < b`, `a <= b`, `a == b`, `a != b`. */
export interface Comparison {
  readonly kind: 'less' | 'lessOrEqual' | 'equal' | 'unequal';
  readonly a: ValueId;
  readonly b: ValueId;
}

type Relations = { readonly [name: string]: readonly [kind: Comparison['kind'], swap: boolean] };
const WHEN_TRUE: Relations = {
  lt: ['less', false],
  le: ['lessOrEqual', false],
  gt: ['less', true],
  ge: ['lessOrEqual', true],
  eq: ['equal', false],
  ne: ['unequal', false],
};
const WHEN_FALSE: Relations = {
  lt: ['lessOrEqual', true],
  le: ['less', true],
  gt: ['lessOrEqual', false],
  ge: ['less', false],
  eq: ['unequal', false],
  ne: ['equal', false],
};

/**
 * The comparisons of integers that all hold if the condition is `truth`. For an `and` these are both sides if it is
 * true, and none if it is false.
 */
export function comparisons(condition: ValueId, truth: boolean, values: ValueNumbers): readonly Comparison[] {
  const found: Comparison[] = [];
  // Each value is visited once. Otherwise `c = c.and(c)`, n times, would take 2^n visits.
  const seen = new Set<string>();
  const open: [id: ValueId, holds: boolean][] = [[condition, truth]];
  for (let next = open.pop(); next && found.length < MOST_COMPARISONS; next = open.pop()) {
    const [id, holds] = next;
    const definition = values.definition(id);
    if (definition?.op !== 'compute' || seen.has(`${next}`)) continue;
    seen.add(`${next}`);
    const { name, args } = definition;
    const [left, right] = args as readonly [ValueId, ValueId];
    if (name === 'not') open.push([left, !holds]);
    else if (name === (holds ? 'and' : 'or')) open.push([right, holds], [left, holds]);
    else {
      const relation = (holds ? WHEN_TRUE : WHEN_FALSE)[name];
      if (relation === undefined || values.integer(left) === undefined) continue;
      const [kind, swap] = relation;
      found.push(swap ? { kind, a: right, b: left } : { kind, a: left, b: right });
    }
  }
  return found;
}

/** The most comparisons that are taken from one condition. */
const MOST_COMPARISONS = 64;
