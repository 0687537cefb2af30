// Element types as the fuzzer knows them: plain data, with the text that names each in a program.
import type { Scalar } from '@heddle/core/backend';

export const SCALARS = ['u32', 'i32', 'f32', 'bool'] as const satisfies readonly Scalar[];

/** Scalars and vectors: what expressions are typed by. */
export interface SimpleType {
  readonly kind: 'simple';
  readonly text: string;
  readonly scalar: Scalar;
  /** The number of components. */
  readonly n: 1 | 2 | 3 | 4;
}
export interface StructType {
  readonly kind: 'struct';
  readonly text: string;
  readonly fields: readonly (readonly [name: string, type: Type])[];
}
export interface ArrayType {
  readonly kind: 'array';
  readonly text: string;
  readonly element: Type;
  readonly length: number;
}
export type Type = SimpleType | StructType | ArrayType;

const scalarTypes = SCALARS.map((scalar): SimpleType => ({ kind: 'simple', text: scalar, scalar, n: 1 }));
const vectorTypes = ([2, 3, 4] as const).flatMap(n =>
  (['u32', 'i32', 'f32'] as const).map(
    (scalar): SimpleType => ({ kind: 'simple', text: `vec${n}${scalar[0]}`, scalar, n }),
  ),
);
export const simpleTypes: readonly SimpleType[] = [...scalarTypes, ...vectorTypes];

export function simple(scalar: Scalar, n: 1 | 2 | 3 | 4 = 1): SimpleType {
  return simpleTypes.find(type => type.scalar === scalar && type.n === n)!;
}

/** A type that a program declares, of those before it: an array of `length` elements, or a struct where that is 0. */
export interface TypeDraft {
  readonly length: number;
  /** Chosen from the types before it, modulo their number. */
  readonly parts: readonly number[];
}

/** Scalars of an element: more cost time and find nothing. */
const MOST_LEAVES = 24;

export function leavesOf(type: Type): number {
  if (type.kind === 'simple') return type.n;
  if (type.kind === 'array') return type.length * leavesOf(type.element);
  return type.fields.reduce((sum, [, field]) => sum + leavesOf(field), 0);
}

/** All types of a program: the simple ones, and those that it declares. */
export function resolveTypes(drafts: readonly TypeDraft[]): readonly Type[] {
  const types: Type[] = [...simpleTypes];
  for (const [i, { length, parts }] of drafts.entries()) {
    const chosen = parts.map(part => types[part % types.length]!);
    const declared: Type =
      length > 0
        ? { kind: 'array', text: `A${i}`, element: chosen[0]!, length }
        : { kind: 'struct', text: `S${i}`, fields: chosen.map((type, k) => [`f${k}`, type]) };
    if (leavesOf(declared) <= MOST_LEAVES) types.push(declared);
  }
  return types;
}
