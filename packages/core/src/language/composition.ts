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

export const compositions: { readonly [name: string]: Composition } = {
  ...Object.fromEntries(
    (['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const).map((name): [string, Composition] => [
      name,
      { on: isVector, operands: 1, build: (self, other) => eachPair(name, self, other!) },
    ]),
  ),
  and: { on: isBoolVector, operands: 1, build: (self, other) => eachPair('and', self, other!) },
  or: { on: isBoolVector, operands: 1, build: (self, other) => eachPair('or', self, other!) },
  not: { on: isBoolVector, operands: 0, build: not },
  all: { on: isBoolVector, operands: 0, build: all },
  any: { on: isBoolVector, operands: 0, build: any },
  clamp: {
    on: isNumeric,
    operands: 2,
    build: (self, low, high) => compute('min', compute('max', self, low!), high!),
  },
  mix: { on: isFloat, operands: 2, build: (self, other, t) => mix(self, other!, t!) },
  copySign: { on: isFloat, operands: 1, build: (self, sign) => copySign(self, sign!) },
  dot: { on: isVector, operands: 1, build: (self, other) => dot(self, other!) },
  length: { on: isFloatVector, operands: 0, build: length },
  distance: { on: isFloatVector, operands: 1, build: (self, other) => length(compute('sub', self, other!)) },
  normalize: {
    on: isFloatVector,
    operands: 0,
    build: self => compute('div', self, splat(length(self), self.type)),
  },
  cross: {
    on: type => isFloatVector(type) && (type as { readonly n: number }).n === 3,
    operands: 1,
    build: (self, other) => cross(self, other!),
  },
};
