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
  const visit = (id: ValueId, holds: boolean): void => {
    const definition = values.definition(id);
    if (definition?.op !== 'compute') return;
    const { name, args } = definition;
    const [left, right] = args as readonly [ValueId, ValueId];
    if (name === 'not') return visit(left, !holds);
    if (name === (holds ? 'and' : 'or')) {
      visit(left, holds);
      return visit(right, holds);
    }
    const relation = (holds ? WHEN_TRUE : WHEN_FALSE)[name];
    if (relation === undefined || values.integer(left) === undefined) return;
    const [kind, swap] = relation;
    found.push(swap ? { kind, a: right, b: left } : { kind, a: left, b: right });
  };
  visit(condition, truth);
  return found;
}
