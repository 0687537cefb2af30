import { cached } from './cached.ts';

/**
 * Element types as plain data. The callable schema objects of the language (`f32`, `struct(...)`) have the same
 * members, so that a schema can be passed as a `Type`. The IR holds plain copies (`plainType`).
 */
export type Scalar = 'f32' | 'i32' | 'u32' | 'bool';
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly scalar: Scalar;
}
export interface VectorNode {
  readonly kind: 'vec';
  readonly n: 2 | 3 | 4;
  readonly elem: ScalarNode;
}
export interface ArrayNode {
  readonly kind: 'array';
  readonly elem: Type;
  readonly length: number;
}
export interface StructNode {
  readonly kind: 'struct';
  readonly name: string;
  readonly fields: { readonly [name: string]: Type };
}
/**
 * The type of an atomic, which is a place and never a value. It occurs only as the element of an `atomics` parameter
 * or of shared memory.
 */
export interface AtomicNode {
  readonly kind: 'atomic';
  readonly elem: ScalarNode;
}

/** The type of a value. */
export type Type = ScalarNode | VectorNode | ArrayNode | StructNode;
/** The type of an element of memory. */
export type MemoryType = Type | AtomicNode;

const scalarNode = (scalar: Scalar): ScalarNode => Object.freeze({ kind: 'scalar', scalar });
export const F32: ScalarNode = scalarNode('f32');
export const I32: ScalarNode = scalarNode('i32');
export const U32: ScalarNode = scalarNode('u32');
export const BOOL: ScalarNode = scalarNode('bool');
export const scalarNodes: Readonly<Record<Scalar, ScalarNode>> = Object.freeze({
  f32: F32,
  i32: I32,
  u32: U32,
  bool: BOOL,
});

export const COMPONENTS = ['x', 'y', 'z', 'w'] as const;

/** A frozen copy without the functions of the schema, for the IR. */
export function plainType(type: Type): Type;
export function plainType(type: MemoryType): MemoryType;
export function plainType(type: MemoryType): MemoryType {
  switch (type.kind) {
    case 'scalar':
      return scalarNodes[type.scalar];
    case 'vec':
      return Object.freeze({ kind: 'vec', n: type.n, elem: scalarNodes[type.elem.scalar] });
    case 'array':
      return Object.freeze({ kind: 'array', elem: plainType(type.elem), length: type.length });
    case 'struct':
      return plainStruct(type);
    case 'atomic':
      return Object.freeze({ kind: 'atomic', elem: scalarNodes[type.elem.scalar] });
  }
}

/** Equal structs of a kernel are mostly one object, so that `sameType` and caches need not look at their fields. */
const plainStruct = /* @__PURE__ */ cached(({ name, fields }: StructNode): StructNode => {
  const plain = Object.entries(fields).map(([field, type]) => [field, plainType(type)]);
  return Object.freeze({ kind: 'struct', name, fields: Object.freeze(Object.fromEntries(plain)) });
});

/** Compares types by structure and by the names of structs: equal fields under another name are another type. */
export function sameType(a: MemoryType, b: MemoryType): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'scalar':
      return b.kind === 'scalar' && a.scalar === b.scalar;
    case 'vec':
      return b.kind === 'vec' && a.n === b.n && a.elem.scalar === b.elem.scalar;
    case 'array':
      return b.kind === 'array' && a.length === b.length && sameType(a.elem, b.elem);
    case 'atomic':
      return b.kind === 'atomic' && a.elem.scalar === b.elem.scalar;
    case 'struct': {
      if (b.kind !== 'struct' || a.name !== b.name) return false;
      const left = Object.entries(a.fields);
      const right = Object.entries(b.fields);
      return (
        left.length === right.length &&
        left.every(([name, field], i) => name === right[i]![0] && sameType(field, right[i]![1]))
      );
    }
  }
}

/** The name of a type in messages: `f32`, `vec3f`, `array(i32, 24)`, `Node`, `atomic(u32)`. */
export function typeName(type: MemoryType): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'vec':
      return `vec${type.n}${type.elem.scalar[0]}`;
    case 'array':
      return `array(${typeName(type.elem)}, ${type.length})`;
    case 'struct':
      return type.name;
    case 'atomic':
      return `atomic(${type.elem.scalar})`;
  }
}

const fieldTypes = /* @__PURE__ */ cached((type: StructNode) => Object.values(type.fields));

/** The members of a composite, in order: components, fields, elements. A scalar or an atomic has none. */
export function members(type: MemoryType): readonly Type[] {
  switch (type.kind) {
    case 'scalar':
    case 'atomic':
      return [];
    case 'vec':
      return Array<Type>(type.n).fill(type.elem);
    case 'array':
      return Array<Type>(type.length).fill(type.elem);
    case 'struct':
      return fieldTypes(type);
  }
}

/** The scalars that a value consists of, in memory order. */
export function leaves(type: MemoryType): readonly Scalar[] {
  if (type.kind === 'scalar') return [type.scalar];
  if (type.kind === 'atomic') return [type.elem.scalar];
  return members(type).flatMap(member => leaves(member));
}

/** The number of scalars that a value consists of. */
export function leafCount(type: MemoryType): number {
  if (type.kind === 'scalar' || type.kind === 'atomic') return 1;
  if (type.kind === 'vec') return type.n;
  if (type.kind === 'array') return type.length * leafCount(type.elem);
  return leafStarts(type).at(-1)!;
}

/** The number of scalars of a composite before a member. */
export function leafStart(type: MemoryType, member: number): number {
  if (type.kind === 'struct') return leafStarts(type)[member]!;
  return type.kind === 'array' ? member * leafCount(type.elem) : member;
}

/** The number of scalars before each field of a struct, and in the whole struct. */
const leafStarts: (type: StructNode) => readonly number[] = /* @__PURE__ */ cached(type => {
  const starts = [0];
  for (const field of members(type)) starts.push(starts.at(-1)! + leafCount(field));
  return starts;
});

export const containsArray = (type: MemoryType): boolean =>
  type.kind === 'array' || (type.kind === 'struct' && structContainsArray(type));
const structContainsArray = /* @__PURE__ */ cached((type: StructNode) => members(type).some(containsArray));
