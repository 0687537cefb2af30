import type { StructNode, Type, VectorNode } from '../ir/types.ts';
import { BOOL, COMPONENTS } from '../ir/types.ts';
import type { Node } from './node.ts';
import { compute, construct, parts, selectNode } from './node.ts';

const boolVector = (n: number): StructNode => ({
  kind: 'struct',
  name: `Bool${n}`,
  fields: Object.fromEntries(COMPONENTS.slice(0, n).map(component => [component, BOOL])),
});
const BOOL_VECTORS = { 2: boolVector(2), 3: boolVector(3), 4: boolVector(4) } as const;

/**
 * The result of comparing vectors, WGSL's `vec3<bool>`: a Bool for each component. It is a struct, so that the checks
 * and the emitters need not know it. It is a value only: no schema has this type, so no memory holds it.
 */
export const isBoolVector = (type: Type): boolean =>
  type.kind === 'struct' && Object.values(BOOL_VECTORS).includes(type);

/** An operation on each pair of components, which yields a Bool. */
export function eachPair(
  name: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'and' | 'or',
  a: Node,
  b: Node,
): Node {
  const others = parts(b);
  const type = a.type.kind === 'vec' ? BOOL_VECTORS[a.type.n] : a.type;
  return construct(
    type,
    parts(a).map((part, i) => compute(name, part, others[i]!)),
  );
}

/** A choice for each component. */
export function selectEach(conditions: Node, whenTrue: Node, whenFalse: Node): Node {
  const [a, b] = [parts(whenTrue), parts(whenFalse)];
  return construct(
    whenTrue.type as VectorNode,
    parts(conditions).map((condition, i) => selectNode(condition, a[i]!, b[i]!)),
  );
}
