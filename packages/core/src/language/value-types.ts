import type { OpRow } from '../ir/ops/row.ts';
import type { OpTable } from '../ir/ops/table.ts';
import type {
  ArrayT,
  BoolT,
  F32T,
  I32T,
  StructT,
  U32T,
  Vec2fT,
  Vec2iT,
  Vec2uT,
  Vec3fT,
  Vec3iT,
  Vec3uT,
  Vec4fT,
  Vec4iT,
  Vec4uT,
} from './schema-types.ts';
import type {
  ArrayType,
  AtomicType,
  DataType,
  ElemType,
  Fields,
  ScalarKind,
  ScalarType,
  StructType,
  VecType,
} from './types.ts';

/**
 * The TypeScript types of values in a kernel. The methods come from the operation table, like those at run time: an
 * operation is a method of every type in its `on`.
 */

/**
 * Internal members have symbols as names, so that no field of a struct can collide with them. This symbol exists in
 * the types only.
 */
declare const TYPE: unique symbol;
/**
 * Makes `{ ...value }` neither a value nor a literal, because at run time a spread copies no field. TypeScript leaves
 * accessors of a class out of a spread, so the copy is not a value; and `TYPE`, which it keeps, is not a member of a
 * literal.
 */
export declare abstract class NotSpread {
  get ' a value is not spread: write place.field.$ = v'(): true;
}
export interface Val<T extends ElemType> extends NotSpread {
  readonly [TYPE]: T;
}

/**
 * A literal that is an operand beside an integer. One with a fraction, or a negative one beside a u32, does not
 * compile. If its type is only known as `number`, the tracer checks it.
 */
export type IntLit<N extends number> = number extends N ? N : `${N}` extends `${bigint}` ? N : never;
export type UintLit<N extends number> = number extends N
  ? N
  : `${N}` extends `-${string}`
    ? never
    : IntLit<N>;

type Binary<K, Beside, Result> = K extends 'i32'
  ? <const N extends number>(b: Beside | IntLit<N>) => Result
  : K extends 'u32'
    ? <const N extends number>(b: Beside | UintLit<N>) => Result
    : K extends 'bool'
      ? (b: Beside | boolean) => Result
      : (b: Beside | number) => Result;

type Ternary<K, Beside, Result> = K extends 'i32'
  ? <const N extends number, const M extends number>(b: Beside | IntLit<N>, c: Beside | IntLit<M>) => Result
  : K extends 'u32'
    ? <const N extends number, const M extends number>(
        b: Beside | UintLit<N>,
        c: Beside | UintLit<M>,
      ) => Result
    : (b: Beside | number, c: Beside | number) => Result;

/** The operations whose second operand is a count. All others have operands of the same type. */
type Shift = 'shl' | 'shr';

type Method<Arity, K, Beside, Result> = Arity extends 1
  ? () => Result
  : Arity extends 2
    ? Binary<K, Beside, Result>
    : Ternary<K, Beside, Result>;

/** The methods of a scalar, from the operation table. `select` is a function instead. */
export type ScalarMethods<K extends ScalarKind, Self> = {
  readonly [N in keyof OpTable as OpTable[N] extends OpRow<any, infer On, any>
    ? K extends On
      ? Exclude<N, 'select'>
      : never
    : never]: OpTable[N] extends OpRow<infer Arity, any, infer Result>
    ? N extends Shift
      ? Method<Arity, 'u32', U32, Self>
      : Method<Arity, K, Self, Result extends ScalarKind ? ScalarMap[Result] : Self> &
          (N extends Mixed ? BesideVector<K> : unknown)
    : never;
};

/** The operations that WGSL has with a scalar on the left and a vector on the right. */
type Mixed = 'add' | 'sub' | 'mul' | 'div' | 'rem';
type BesideVector<K> = K extends VectorKind
  ? {
      (b: VecMap[K][2]): VecMap[K][2];
      (b: VecMap[K][3]): VecMap[K][3];
      (b: VecMap[K][4]): VecMap[K][4];
    }
  : unknown;

/** The methods of a vector, which work by component. Operations that yield a bool are for scalars only. */
export type VectorMethods<N extends 2 | 3 | 4, K extends VectorKind, Self> = {
  readonly [M in keyof OpTable as OpTable[M] extends OpRow<any, infer On, infer Result>
    ? Result extends 'bool'
      ? never
      : K extends On
        ? Exclude<M, 'select'>
        : never
    : never]: OpTable[M] extends OpRow<infer Arity, any, infer Result>
    ? M extends Shift
      ? Method<Arity, 'u32', VecMap['u32'][N] | U32, Self>
      : Method<Arity, K, Self | ScalarMap[K], Result extends VectorKind ? VecMap[Result][N] : Self>
    : never;
};

/**
 * The result of comparing vectors: a Bool for each component. `select(mask, a, b)` chooses by each; `If` takes
 * `mask.all()` or `mask.any()`.
 */
interface Mask<N extends 2 | 3 | 4> extends NotSpread {
  readonly ' components': N;
  /** All of the components are true. */
  all(): Bool;
  /** At least one of the components is true. */
  any(): Bool;
  not(): BoolVector<N>;
  and(b: BoolVector<N>): BoolVector<N>;
  or(b: BoolVector<N>): BoolVector<N>;
  /** @deprecated a kernel's value is no JavaScript boolean: use If(mask.all(), ...) or select(mask, a, b) */
  then(useIfInsteadOfJavaScriptIf: (value: never) => void): never;
}
export type BoolVector<N extends 2 | 3 | 4> = Mask<N> & { readonly [C in Components<N>]: Bool };
type Comparisons<N extends 2 | 3 | 4, K extends VectorKind, Self> = {
  readonly [M in 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge']: Binary<K, Self | ScalarMap[K], BoolVector<N>>;
};

interface Bounded<K, Self, Beside> {
  /** The value between two bounds: `max(low).min(high)`. */
  readonly clamp: Ternary<K, Beside, Self>;
}
interface Blended<Self, Beside> {
  /** Linear interpolation: `this * (1 - t) + b * t`. */
  mix(b: Beside | number, t: Beside | number): Self;
  /** The magnitude of this with the sign bit of the operand, even if that is -0 or a NaN. */
  copySign(sign: Beside | number): Self;
}

export interface F32
  extends Val<F32T>,
    ScalarMethods<'f32', F32>,
    Bounded<'f32', F32, F32>,
    Blended<F32, F32> {}
export interface I32 extends Val<I32T>, ScalarMethods<'i32', I32>, Bounded<'i32', I32, I32> {}
export interface U32 extends Val<U32T>, ScalarMethods<'u32', U32>, Bounded<'u32', U32, U32> {}
/**
 * A bool of the kernel, which is not a JavaScript boolean. `then` never exists at run time. It makes `if (a.lt(b))` an
 * error of the type checker (TS2801), also in `&&` and `?:`, but not in `while`, `!` and `||`.
 */
export interface Bool extends Val<BoolT>, ScalarMethods<'bool', Bool> {
  /**
   * @deprecated a kernel's Bool is not a JavaScript boolean: use If(condition, ...) or select(condition, a, b)
   */
  then(useIfInsteadOfJavaScriptIf: (value: never) => void): never;
}

type Components<N> = N extends 2 ? 'x' | 'y' : N extends 3 ? 'x' | 'y' | 'z' : 'x' | 'y' | 'z' | 'w';
type Swizzle<C extends string> = `${C}${C}` | `${C}${C}${C}` | `${C}${C}${C}${C}`;
type Letters<S extends string> = S extends `${infer _A}${infer _B}${infer _C}${infer D}`
  ? D extends ''
    ? 3
    : 4
  : 2;
type VectorKind = 'f32' | 'i32' | 'u32';

interface Vector<T extends VecType, N extends 2 | 3 | 4, K extends VectorKind, Self>
  extends Val<T>,
    Bounded<K, Self, Self | ScalarMap[K]> {
  readonly x: ScalarMap[K];
  readonly y: ScalarMap[K];
  dot(b: Self): ScalarMap[K];
  /** The components with these letters, in their order; the same as `v.zyx`. */
  swz<const P extends Swizzle<Components<N>>>(letters: P): VecMap[K][Letters<P>];
}
/** `v.xyz`, `v.zyx`, `v.xx`: the components with these letters, in their order. */
type Swizzles<N extends 2 | 3 | 4, K extends VectorKind> = {
  readonly [P in Swizzle<Components<N>>]: VecMap[K][Letters<P>];
};
interface FloatVector<T extends VecType, N extends 2 | 3 | 4, Self>
  extends Vector<T, N, 'f32', Self>,
    Blended<Self, Self | F32> {
  length(): F32;
  distance(b: Self): F32;
  normalize(): Self;
}
interface Third<K extends VectorKind> {
  readonly z: ScalarMap[K];
}
interface Fourth<K extends VectorKind> extends Third<K> {
  readonly w: ScalarMap[K];
}

export interface Vec2f
  extends FloatVector<Vec2fT, 2, Vec2f>,
    VectorMethods<2, 'f32', Vec2f>,
    Swizzles<2, 'f32'>,
    Comparisons<2, 'f32', Vec2f> {}
export interface Vec3f
  extends FloatVector<Vec3fT, 3, Vec3f>,
    VectorMethods<3, 'f32', Vec3f>,
    Swizzles<3, 'f32'>,
    Comparisons<3, 'f32', Vec3f>,
    Third<'f32'> {
  cross(b: Vec3f): Vec3f;
}
export interface Vec4f
  extends FloatVector<Vec4fT, 4, Vec4f>,
    VectorMethods<4, 'f32', Vec4f>,
    Swizzles<4, 'f32'>,
    Comparisons<4, 'f32', Vec4f>,
    Fourth<'f32'> {}
export interface Vec2i
  extends Vector<Vec2iT, 2, 'i32', Vec2i>,
    VectorMethods<2, 'i32', Vec2i>,
    Swizzles<2, 'i32'>,
    Comparisons<2, 'i32', Vec2i> {}
export interface Vec3i
  extends Vector<Vec3iT, 3, 'i32', Vec3i>,
    VectorMethods<3, 'i32', Vec3i>,
    Swizzles<3, 'i32'>,
    Comparisons<3, 'i32', Vec3i>,
    Third<'i32'> {}
export interface Vec4i
  extends Vector<Vec4iT, 4, 'i32', Vec4i>,
    VectorMethods<4, 'i32', Vec4i>,
    Swizzles<4, 'i32'>,
    Comparisons<4, 'i32', Vec4i>,
    Fourth<'i32'> {}
export interface Vec2u
  extends Vector<Vec2uT, 2, 'u32', Vec2u>,
    VectorMethods<2, 'u32', Vec2u>,
    Swizzles<2, 'u32'>,
    Comparisons<2, 'u32', Vec2u> {}
export interface Vec3u
  extends Vector<Vec3uT, 3, 'u32', Vec3u>,
    VectorMethods<3, 'u32', Vec3u>,
    Swizzles<3, 'u32'>,
    Comparisons<3, 'u32', Vec3u>,
    Third<'u32'> {}
export interface Vec4u
  extends Vector<Vec4uT, 4, 'u32', Vec4u>,
    VectorMethods<4, 'u32', Vec4u>,
    Swizzles<4, 'u32'>,
    Comparisons<4, 'u32', Vec4u>,
    Fourth<'u32'> {}

interface VecMap {
  f32: { 2: Vec2f; 3: Vec3f; 4: Vec4f };
  i32: { 2: Vec2i; 3: Vec3i; 4: Vec4i };
  u32: { 2: Vec2u; 3: Vec3u; 4: Vec4u };
}
export type AnyVector = VecMap[VectorKind][2 | 3 | 4];
export type Vec<N extends 2 | 3 | 4, S extends ScalarType> =
  S extends ScalarType<infer K extends VectorKind> ? VecMap[K][N] : never;

/** A struct with more fields is another type, not a subtype. */
declare const FIELDS: unique symbol;
interface Exactly<F> {
  readonly [FIELDS]: (fields: F) => F;
}
export type StructV<F extends Fields> = Val<StructT<F>> & Exactly<F> & { readonly [K in keyof F]: V<F[K]> };
export type ArrayV<E extends DataType, N extends number> = Val<ArrayT<E, N>> & {
  at(index: Index): V<E>;
  readonly length: N;
};

export interface ScalarMap {
  f32: F32;
  i32: I32;
  u32: U32;
  bool: Bool;
}
/** The value of an element type. */
export type V<T> =
  T extends ScalarType<infer K>
    ? ScalarMap[K]
    : T extends VecType<infer N, infer S>
      ? Vec<N, S>
      : T extends StructType<infer F>
        ? StructV<F>
        : T extends ArrayType<infer E, infer N>
          ? ArrayV<E, N>
          : T extends AtomicType<infer S>
            ? V<S>
            : never;

type Tuple<N, E> = N extends 2 ? readonly [E, E] : N extends 3 ? readonly [E, E, E] : readonly [E, E, E, E];
/** Excludes values from literals: a value of another struct may have fields of the right names. */
interface NotAValue {
  readonly [TYPE]?: never;
}
/** A literal of an element type. */
export type Literal<T> =
  T extends ScalarType<VectorKind>
    ? number
    : T extends ScalarType<'bool'>
      ? boolean
      : T extends VecType<infer N, infer S>
        ? Tuple<N, Arg<S>>
        : T extends StructType<infer F>
          ? { readonly [K in keyof F]: Arg<F[K]> } & NotAValue
          : T extends ArrayType<infer E, any>
            ? readonly Arg<E>[]
            : never;
/** An argument of type T in a kernel: a value, or a literal of its shape. */
export type Arg<T> = V<T> | Literal<T>;
/** The index of an element. A literal is a u32. */
export type Index = U32 | I32 | number;
