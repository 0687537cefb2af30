import type { I32T, U32T } from './schema-types.ts';

/**
 * The kinds of element types, with the members that the schema objects of schema.ts have. The types of values, places
 * and parameters are derived from these members; schema-types.ts has the types of the schemas themselves.
 */
export type ScalarKind = 'f32' | 'i32' | 'u32' | 'bool';
export interface ScalarType<K extends ScalarKind = ScalarKind> {
  readonly kind: 'scalar';
  readonly scalar: K;
}

/** A vector type. There are no vectors of bool. */
export interface VecType<N extends 2 | 3 | 4 = 2 | 3 | 4, S extends ScalarType = ScalarType> {
  readonly kind: 'vec';
  readonly n: N;
  readonly elem: S;
}
export interface ArrayType<E extends DataType = any, N extends number = number> {
  readonly kind: 'array';
  readonly elem: E;
  readonly length: N;
}
export interface Fields {
  readonly [name: string]: DataType;
}
export interface StructType<F extends Fields = any> {
  readonly kind: 'struct';
  readonly name: string;
  readonly fields: F;
}
/**
 * The type of an atomic, which is a place and never a value. It is not in `DataType`, so that generic code over values
 * stays fully typed.
 */
export interface AtomicType<S extends U32T | I32T = U32T | I32T> {
  readonly kind: 'atomic';
  readonly elem: S;
}

/** The type of a value, and of an element of memory. */
export type DataType = ScalarType | VecType | ArrayType | StructType;
export type ElemType = DataType | AtomicType;
