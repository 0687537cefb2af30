import type { ArrayType, DataType, Fields, ScalarType, StructType, VecType } from './types.ts';
import type {
  Arg,
  ArrayV,
  Bool,
  F32,
  I32,
  StructV,
  U32,
  Vec2f,
  Vec2i,
  Vec2u,
  Vec3f,
  Vec3i,
  Vec3u,
  Vec4f,
  Vec4i,
  Vec4u,
} from './value-types.ts';

/**
 * The TypeScript types of schemas. The schema of the value type `X` is `XT`. Those without type arguments are interfaces,
 * because the compiler and editors print the name of an interface, but replace an alias by what it stands for. Those
 * with type arguments are intersections: the type arguments of an interface with a call signature are not inferred from
 * `params: { list: array(f32, 3) }`.
 */
/** The type of `f32`, which describes memory on the host and converts a scalar in a kernel. */
export interface F32T extends ScalarType<'f32'> {
  (value: F32 | I32 | U32 | Bool | number): F32;
}
/** The type of `i32`. */
export interface I32T extends ScalarType<'i32'> {
  (value: F32 | I32 | U32 | Bool | number): I32;
}
/** The type of `u32`. */
export interface U32T extends ScalarType<'u32'> {
  (value: F32 | I32 | U32 | Bool | number): U32;
}
/** The type of `bool`. */
export interface BoolT extends ScalarType<'bool'> {
  (value: F32 | I32 | U32 | Bool | boolean): Bool;
}
export type NumericT = F32T | I32T | U32T;

/**
 * A vector type constructs a vector from its components, from one scalar for all, or from shorter vectors and the
 * remaining components. It converts a vector of another component type.
 */
interface Construct2<S, V2> {
  (x: S | number, y: S | number): V2;
  (all: S | number): V2;
  (converted: Vec2f | Vec2i | Vec2u): V2;
}
interface Construct3<S, V2, V3> {
  (x: S | number, y: S | number, z: S | number): V3;
  (xy: V2, z: S | number): V3;
  (all: S | number): V3;
  (converted: Vec3f | Vec3i | Vec3u): V3;
}
interface Construct4<S, V2, V3, V4> {
  (x: S | number, y: S | number, z: S | number, w: S | number): V4;
  (xy: V2, zw: V2): V4;
  (xyz: V3, w: S | number): V4;
  (all: S | number): V4;
  (converted: Vec4f | Vec4i | Vec4u): V4;
}
/** The type of `vec2f`. */
export interface Vec2fT extends VecType<2, F32T>, Construct2<F32, Vec2f> {}
/** The type of `vec3f`. */
export interface Vec3fT extends VecType<3, F32T>, Construct3<F32, Vec2f, Vec3f> {}
/** The type of `vec4f`. */
export interface Vec4fT extends VecType<4, F32T>, Construct4<F32, Vec2f, Vec3f, Vec4f> {}
/** The type of `vec2i`. */
export interface Vec2iT extends VecType<2, I32T>, Construct2<I32, Vec2i> {}
/** The type of `vec3i`. */
export interface Vec3iT extends VecType<3, I32T>, Construct3<I32, Vec2i, Vec3i> {}
/** The type of `vec4i`. */
export interface Vec4iT extends VecType<4, I32T>, Construct4<I32, Vec2i, Vec3i, Vec4i> {}
/** The type of `vec2u`. */
export interface Vec2uT extends VecType<2, U32T>, Construct2<U32, Vec2u> {}
/** The type of `vec3u`. */
export interface Vec3uT extends VecType<3, U32T>, Construct3<U32, Vec2u, Vec3u> {}
/** The type of `vec4u`. */
export interface Vec4uT extends VecType<4, U32T>, Construct4<U32, Vec2u, Vec3u, Vec4u> {}

/** The type of `struct('Name', fields)`, which constructs a value from its fields. */
export type StructT<F extends Fields> = StructType<F> & ((value: Arg<StructT<F>>) => StructV<F>);
/** The type of `array(type, length)`, which constructs a value from its elements. */
export type ArrayT<E extends DataType, N extends number> = ArrayType<E, N> &
  ((elements: readonly Arg<E>[]) => ArrayV<E, N>);

/** @deprecated write F32T */
export type F32Schema = F32T;
/** @deprecated write I32T */
export type I32Schema = I32T;
/** @deprecated write U32T */
export type U32Schema = U32T;
