import type { I32T, U32T } from './schema-types.ts';
import type { ArrayType, DataType, ScalarType, StructType, VecType } from './types.ts';
import type { Arg, Bool, Index, V } from './value-types.ts';

/**
 * The TypeScript types of places in a kernel. `place.$` reads and `place.$ = v` writes, each at this point of the
 * kernel. The members of a place are places. `.$` stands outside of the conditional type, so that it is visible while
 * T is a type parameter. Its type has no name of its own, so that editors and compilers know one name of a place.
 */
/** The result type of reading a write-only place. Nothing accepts it. */
export interface WriteOnly {
  readonly ' write-only place: it cannot be read': never;
}

/**
 * A place of a scalar has no members. Still this is an interface with one that never exists, because the intersection
 * with `unknown` or `{}` would not keep the name of the place, `Ref<F32T>`.
 */
declare const NO_MEMBER: unique symbol;
interface NoMembers {
  readonly [NO_MEMBER]?: never;
}

type Mode = 'read' | 'write' | 'readWrite';
type PlaceOf<T, M extends Mode> = M extends 'read' ? RoRef<T> : M extends 'write' ? WritePlace<T> : Ref<T>;
type Components<N> = N extends 2 ? 'x' | 'y' : N extends 3 ? 'x' | 'y' | 'z' : 'x' | 'y' | 'z' | 'w';
type Members<T, M extends Mode> =
  T extends StructType<infer F>
    ? { readonly [K in keyof F]: PlaceOf<F[K], M> }
    : T extends ArrayType<infer E, infer N>
      ? { at(index: Index): PlaceOf<E, M>; readonly length: N }
      : T extends VecType<infer N, infer S extends ScalarType>
        ? { readonly [C in Components<N>]: PlaceOf<S, M> }
        : NoMembers;

/** A place that may be read. */
export type RoRef<T> = {
  /** The value that is in the place now. */
  get $(): V<T>;
} & Members<T, 'read'>;
/** A place that may be read and written. */
export type Ref<T> = {
  /** The value that is in the place now. An assignment writes it. */
  get $(): V<T>;
  set $(value: Arg<T>);
} & Members<T, 'readWrite'>;
/** A place that may be written only. */
export type WritePlace<T> = {
  /** An assignment writes the place. Nothing accepts the result of a read. */
  get $(): WriteOnly;
  set $(value: Arg<T>);
} & Members<T, 'write'>;

/** A place for atomic operations, each of which yields the value before it. */
export interface AtomicRef<S extends U32T | I32T> {
  load(): V<S>;
  store(value: Arg<S>): void;
  add(value: Arg<S>): V<S>;
  sub(value: Arg<S>): V<S>;
  min(value: Arg<S>): V<S>;
  max(value: Arg<S>): V<S>;
  and(value: Arg<S>): V<S>;
  or(value: Arg<S>): V<S>;
  xor(value: Arg<S>): V<S>;
  exchange(value: Arg<S>): V<S>;
  /** Writes `desired` if the value is `expected`. It never fails spuriously. */
  compareExchange(expected: Arg<S>, desired: Arg<S>): { readonly old: V<S>; readonly ok: Bool };
}

/** Access to elements: `at(i)` counts them; `at(x, y)` and `at(x, y, z)` have a bound for each axis. */
interface Elements<P> {
  readonly length: U32Value;
  readonly width: U32Value;
  readonly height: U32Value;
  readonly depth: U32Value;
  /** The place of an element: `x.at(i).$` is its value, `x.at(i).$ = v` writes it. */
  at(index: Index): P;
  /** The same in a view of rows, with a bound for each axis. x comes first. */
  at(x: Index, y: Index, z?: Index): P;
}
type U32Value = V<U32T>;
export type ReadView<T> = Elements<RoRef<T>>;
export type WriteView<T> = Elements<WritePlace<T>>;
export type ReadWriteView<T> = Elements<Ref<T>>;
export type AtomicView<S extends U32T | I32T> = Elements<AtomicRef<S>>;

/** Memory that the invocations of a group share. It is zeroed for each group. */
export interface SharedView<T extends DataType> {
  readonly length: number;
  at(index: Index): Ref<T>;
}
export interface SharedAtomics<S extends U32T | I32T> {
  readonly length: number;
  at(index: Index): AtomicRef<S>;
}
