import { encode } from '../ir/ops/bits.ts';
import type { Type } from '../ir/types.ts';
import { F32, U32 } from '../ir/types.ts';
import { eachPair, isBoolVector } from './bool-vector.ts';
import type { Node } from './node.ts';
import { compute, constant, construct, parts, splat } from './node.ts';

/**
 * Methods that are composed of operations of the operation table. They have no row of their own, so backends need
 * not implement them. All operands have the type of the first.
 */
export interface Composition {
  readonly on: (type: Type) => boolean;
  readonly operands: number;
  readonly build: (self: Node, ...operands: Node[]) => Node;
}

const isNumeric = (type: Type): boolean =>
  type.kind === 'vec' || (type.kind === 'scalar' && type.scalar !== 'bool');
const isFloat = (type: Type): boolean => type === F32 || isFloatVector(type);
const isVector = (type: Type): boolean => type.kind === 'vec';
const isFloatVector = (type: Type): boolean => type.kind === 'vec' && type.elem.scalar === 'f32';

function dot(a: Node, b: Node): Node {
  return parts(compute('mul', a, b)).reduce((sum, product) => compute('add', sum, product));
}
const length = (a: Node): Node => compute('sqrt', dot(a, a));

function cross(a: Node, b: Node): Node {
  const [ax, ay, az] = parts(a) as [Node, Node, Node];
  const [bx, by, bz] = parts(b) as [Node, Node, Node];
  const minor = (p: Node, q: Node, r: Node, s: Node): Node =>
    compute('sub', compute('mul', p, s), compute('mul', q, r));
  return construct(a.type, [minor(ay, az, by, bz), minor(az, ax, bz, bx), minor(ax, ay, bx, by)]);
}

function mix(a: Node, b: Node, t: Node): Node {
  const rest = compute('sub', splat(constant(F32, encode('f32', 1)), a.type), t);
  return compute('add', compute('mul', a, rest), compute('mul', b, t));
}

function copySign(a: Node, sign: Node): Node {
  const part = (value: Node, mask: number): Node => {
    const bits = compute('bitsU32', value);
    return compute('and', bits, splat(constant(U32, mask), bits.type));
  };
  return compute('bitsF32', compute('or', part(a, 0x7fffffff), part(sign, 0x80000000)));
}

const all = (a: Node): Node => parts(a).reduce((found, part) => compute('and', found, part));
const any = (a: Node): Node => parts(a).reduce((found, part) => compute('or', found, part));
const not = (a: Node): Node =>
  construct(
    a.type,
    parts(a).map(part => compute('not', part)),
  );

const composed = (on: Composition['on'], operands: number, build: Composition['build']): Composition => ({
  on,
  operands,
  build,
});

const pairwise = (on: Composition['on'], name: Parameters<typeof eachPair>[0]): Composition =>
  composed(on, 1, (self, other) => eachPair(name, self, other!));

export const compositions: { readonly [name: string]: Composition } = {
  ...Object.fromEntries(
    (['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const).map(name => [name, pairwise(isVector, name)]),
  ),
  and: pairwise(isBoolVector, 'and'),
  or: pairwise(isBoolVector, 'or'),
  not: composed(isBoolVector, 0, not),
  all: composed(isBoolVector, 0, all),
  any: composed(isBoolVector, 0, any),
  clamp: composed(isNumeric, 2, (self, low, high) => compute('min', compute('max', self, low!), high!)),
  mix: composed(isFloat, 2, mix),
  copySign: composed(isFloat, 1, copySign),
  dot: composed(isVector, 1, dot),
  length: composed(isFloatVector, 0, length),
  distance: composed(isFloatVector, 1, (self, other) => length(compute('sub', self, other!))),
  normalize: composed(isFloatVector, 0, self => compute('div', self, splat(length(self), self.type))),
  cross: composed(type => isFloatVector(type) && (type as { readonly n: number }).n === 3, 1, cross),
};
