import type {
  ArrayType,
  AtomicType,
  BoolT,
  F32T,
  I32T,
  ScalarType,
  StructType,
  U32T,
  VecType,
} from './types.ts';

/** What a value of an element type is on the host. */
export type HostValue<T> = T extends BoolT
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

/**
 * Vectors, structs, arrays and bools on the host: bytes in the device layout plus
 * typed access to the elements.
 */
export interface StructArray<T> extends Iterable<HostValue<T>> {
  readonly type: T;
  readonly length: number;
  /** The memory itself: what is written here shows in `at`, and the other way round. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /**
   * The element, or undefined outside of the array; a negative index counts from the end,
   * as in `Array.prototype.at`.
   */
  at(index: number): HostValue<T> | undefined;
  set(index: number, value: HostValue<T>): void;
}

/** What comes back from the device: f32, i32 and u32 as their typed array, all else as a `StructArray`. */
export type HostArray<T> = T extends F32T
  ? Float32Array<ArrayBuffer>
  : T extends I32T
    ? Int32Array<ArrayBuffer>
    : T extends U32T
      ? Uint32Array<ArrayBuffer>
      : T extends AtomicType<infer S>
        ? HostArray<S>
        : StructArray<T>;

/**
 * What an upload accepts: the exact typed array, on shared memory too, a `StructArray`,
 * or a plain array of values.
 */
export type HostData<T> =
  | (T extends F32T
      ? Float32Array<ArrayBufferLike>
      : T extends I32T
        ? Int32Array<ArrayBufferLike>
        : T extends U32T
          ? Uint32Array<ArrayBufferLike>
          : StructArray<T>)
  | readonly HostValue<T>[];
