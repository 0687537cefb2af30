import { BRAND, mark, NOT_PLAIN } from './brand.ts';
import { showAs } from './inspect.ts';
import type { AtomicView, ReadView, ReadWriteView, WriteView } from './place-types.ts';
import { checkAtomic, checkElementType } from './schema.ts';
import type { I32T, U32T } from './schema-types.ts';
import type { DataType } from './types.ts';
import type { V } from './value-types.ts';

/**
 * Parameters of kernels. The element type declares a value; `read`, `write`, `readWrite` and `atomics` declare memory,
 * and the access to it that the kernel has.
 */
export interface ReadParam<T extends DataType> {
  readonly access: 'read';
  readonly type: T;
}
export interface WriteParam<T extends DataType> {
  readonly access: 'write';
  readonly type: T;
}
export interface ReadWriteParam<T extends DataType> {
  readonly access: 'readWrite';
  readonly type: T;
}
export interface AtomicsParam<S extends U32T | I32T> {
  readonly access: 'atomics';
  readonly type: S;
}
export type AnyParam = ReadParam<any> | WriteParam<any> | ReadWriteParam<any> | AtomicsParam<any>;
export type Param = DataType | AnyParam;
export interface Params {
  readonly [name: string]: Param;
}

function param<A extends string, T>(access: A, type: T): { readonly access: A; readonly type: T } {
  if (access === 'atomics') checkAtomic(type, 'atomics');
  else checkElementType(access, type);
  const made = { __proto__: NOT_PLAIN, access, type, [BRAND]: mark('parameter') };
  showAs(made, () => `${access}(${type})`);
  return Object.freeze(made);
}

/**
 * Memory that the kernel reads. Views of two such parameters may overlap.
 *
 * @example
 * ```ts
 * const params = { x: read(f32), y: write(f32) };
 * params.x.access; // 'read'
 * ```
 */
export const read = <T extends DataType>(type: T): ReadParam<T> => param('read', type);
/**
 * Memory that the kernel writes. Elements that it does not write keep their values. A read of it does not compile.
 *
 * @example
 * ```ts
 * const params = { x: read(f32), y: write(f32) };
 * params.y.access; // 'write'
 * ```
 */
export const write = <T extends DataType>(type: T): WriteParam<T> => param('write', type);
/**
 * Memory that the kernel reads and writes.
 *
 * @example
 * ```ts
 * const increment = kernel({
 *   name: 'increment',
 *   params: { y: readWrite(f32) },
 *   body({ y }, { index }) {
 *     y.at(index).$ = y.at(index).$.add(1);
 *   },
 * });
 * accelerator.launch(increment, 3, { y });
 * await y.copyToCPUAsync(); // Float32Array [1, 1, 1]
 * ```
 */
export const readWrite = <T extends DataType>(type: T): ReadWriteParam<T> => param('readWrite', type);
/**
 * Memory that the kernel works on with atomic operations: a buffer of u32 or i32.
 *
 * @example
 * ```ts
 * const histogram = kernel({
 *   name: 'histogram',
 *   params: { x: read(f32), counts: atomics(u32) },
 *   body({ x, counts }, { index }) {
 *     counts.at(u32(x.at(index).$).rem(2)).add(1);
 *   },
 * });
 * const counts = accelerator.allocate(u32, 2);
 * accelerator.launch(histogram, 3, { x, counts });
 * await counts.copyToCPUAsync(); // Uint32Array [1, 2]
 * ```
 */
export const atomics = <S extends U32T | I32T>(type: S): AtomicsParam<S> => param('atomics', type);

/** The type that a parameter has in the kernel's body. */
export type KernelArg<P> =
  P extends ReadParam<infer T>
    ? ReadView<T>
    : P extends WriteParam<infer T>
      ? WriteView<T>
      : P extends ReadWriteParam<infer T>
        ? ReadWriteView<T>
        : P extends AtomicsParam<infer S extends U32T | I32T>
          ? AtomicView<S>
          : V<P>;
