import type { ArrayType, AtomicType, ScalarType, StructType, VecType } from './types.ts';

/** The host value of an element type. */
export type HostValue<T> =
  T extends ScalarType<'bool'>
    ? boolean
    : T extends ScalarType
      ? number
      : T extends VecType<infer N, any>
        ? N extends 2
          ? readonly [number, number]
          : N extends 3
            ? readonly [number, number, number]
            : readonly [number, number, number, number]
        : T extends StructType<infer F>
          ? { readonly [K in keyof F]: HostValue<F[K]> }
          : T extends ArrayType<infer E, any>
            ? readonly HostValue<E>[]
            : T extends AtomicType<any>
              ? number
              : never;

/** The host value of a schema: `Infer<typeof Ball>` is `HostValue<typeof Ball>`. */
export type Infer<T> = HostValue<T>;

/**
 * Vectors, structs, arrays and bools on the host: bytes in the device layout, with typed access to the
 * elements.
 */
export interface StructArray<T> extends Iterable<HostValue<T>> {
  readonly type: T;
  readonly length: number;
  /** The memory itself, not a copy: writes to these bytes are visible in `at`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /**
   * The element, or undefined if the index is out of bounds. A negative index counts from the end, like that of
   * `Array.prototype.at`.
   */
  at(index: number): HostValue<T> | undefined;
  set(index: number, value: HostValue<T>): void;
  /** An array of the results of `callback`, one for each element. */
  map<R>(callback: (value: HostValue<T>, index: number) => R): R[];
  /** A copy of the elements from `start` to below `end`; negative numbers count from the end. */
  slice(start?: number, end?: number): StructArray<T>;
  toArray(): HostValue<T>[];
  /**
   * A copy of the numbers of all elements, one after the other and without padding: 3 for each vec3f.
   * @throws HeddleTypeError unless the elements are vectors, or arrays of vectors or numbers.
   *
   * @example
   * ```ts
   * hostArray(vec3f, [[1, 2, 3], [4, 5, 6]]).toFlat(); // Float32Array [1, 2, 3, 4, 5, 6]
   * ```
   */
  toFlat(): FlatArray<T>;
  /** The array that `JSON.stringify` prints: `toArray()`. */
  toJSON(): HostValue<T>[];
}

type ScalarOf<T> = T extends VecType<any, infer S> ? S : T;
/**
 * The numbers of vectors, or of arrays of vectors or numbers, one after the other and without padding: 3 for each
 * vec3f. Never for other types.
 */
export type FlatArray<T, Memory extends ArrayBufferLike = ArrayBuffer> = FlatOf<
  ScalarOf<T extends ArrayType<infer E, any> ? E : T>,
  Memory
>;
type FlatOf<S, Memory extends ArrayBufferLike> =
  S extends ScalarType<'f32'>
    ? Float32Array<Memory>
    : S extends ScalarType<'i32'>
      ? Int32Array<Memory>
      : S extends ScalarType<'u32'>
        ? Uint32Array<Memory>
        : never;

/** The result of a readback: a typed array for f32, i32 and u32, a `StructArray` for all other types. */
export type HostArray<T> =
  T extends ScalarType<'f32'>
    ? Float32Array<ArrayBuffer>
    : T extends ScalarType<'i32'>
      ? Int32Array<ArrayBuffer>
      : T extends ScalarType<'u32'>
        ? Uint32Array<ArrayBuffer>
        : T extends AtomicType<infer S>
          ? HostArray<S>
          : StructArray<T>;

/**
 * The data that an upload accepts: the result of a readback, a plain array of values, or flat data, which is a typed
 * array of the scalars that the elements consist of. Flat data may be on a SharedArrayBuffer.
 */
export type HostData<T> = HostArray<T> | FlatArray<T, ArrayBufferLike> | readonly HostValue<T>[];
