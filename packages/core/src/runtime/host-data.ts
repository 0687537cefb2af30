import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import { layout } from '../ir/layout.ts';
import type { MemoryType } from '../ir/types.ts';
import { leafCount, sameType, typeName } from '../ir/types.ts';
import type { HostArray, HostValue } from '../language/host-types.ts';
import { checkElementType } from '../language/schema.ts';
import type { DataType, ElemType } from '../language/types.ts';
import { checkInteger, describe, typedArrayTag } from './arguments.ts';
import { wordsOf, writeValue } from './codec.ts';
import { flatArrayOf, isFlat, padded, typedArrays, unpad } from './flat.ts';
import { STRUCT_ARRAY, StructBytes } from './struct-array.ts';

/** The typed array that holds elements of this type on the host; undefined if that is a `StructArray`. */
function typedArrayOf(type: MemoryType): (typeof typedArrays)[keyof typeof typedArrays] | undefined {
  const scalar = type.kind === 'atomic' ? type.elem.scalar : type.kind === 'scalar' ? type.scalar : 'bool';
  return scalar === 'bool' ? undefined : typedArrays[scalar];
}

/** What `HostArray` is for this type, for messages. */
export function hostArrayName(type: MemoryType): string {
  const named = (name: string): string => `${name === 'Int32Array' ? 'an' : 'a'} ${name}`;
  const typed = typedArrayOf(type);
  if (typed) return named(typed.name);
  const flat = flatArrayOf(type);
  return `a StructArray of ${typeName(type)}${flat ? ` or ${named(flat.name)} of its numbers` : ''}`;
}

/**
 * The host's array over these bytes, without a copy. `bytes` starts at a multiple of 4
 * and holds whole elements.
 */
export function hostArrayOver(type: MemoryType, bytes: Uint8Array<ArrayBufferLike>): unknown {
  const TypedArray = typedArrayOf(type);
  return TypedArray
    ? new TypedArray(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength / 4)
    : new StructBytes(type, bytes as Uint8Array<ArrayBuffer>);
}

/** The bytes under a host array of exactly this element type; undefined if `data` is something else. */
export function bytesUnder(type: MemoryType, data: unknown): Uint8Array<ArrayBufferLike> | undefined {
  const TypedArray = typedArrayOf(type);
  if (TypedArray) {
    if (typedArrayTag(data) !== TypedArray.name) return undefined;
    const { buffer, byteOffset, byteLength } = data as Uint32Array;
    return new Uint8Array(buffer, byteOffset, byteLength);
  }
  const structs = data as StructBytes | undefined;
  return structs?.[STRUCT_ARRAY] && sameType(structs.type, type) ? structs.bytes : undefined;
}

/** Writes bytes in the device layout into a host array of this type; undefined if `target` is none. */
export function writerInto(
  type: MemoryType,
  target: unknown,
  what: string,
): { readonly byteLength: number; set(bytes: Uint8Array): void } | undefined {
  const bytes = bytesUnder(type, target);
  if (bytes || !isFlat(type, target, what)) return bytes;
  return {
    byteLength: (target.length / leafCount(type)) * layout(type).stride,
    set: from => unpad(type, from, target),
  };
}

/** A copy of the data in the device layout, or a typed error. */
export function encode(type: MemoryType, data: unknown, what: string): Uint8Array<ArrayBuffer> {
  const bytes = bytesUnder(type, data);
  // not slice(): on shared memory that would be shared memory again
  if (bytes) {
    const copy = new Uint8Array(bytes.byteLength);
    copy.set(bytes);
    return copy;
  }
  if (isFlat(type, data, what)) return padded(type, data);
  if (!Array.isArray(data)) {
    throw new HeddleTypeError(
      `${what}: expected ${hostArrayName(type)} or an array of values, found ${describe(data)}`,
      {
        remedy: typedArrayTag(data)
          ? 'Convert it first: the elements of another typed array are not taken over silently.'
          : undefined,
      },
    );
  }
  return encodeValues(type, data, what);
}

function encodeValues(type: MemoryType, values: readonly unknown[], what: string): Uint8Array<ArrayBuffer> {
  const { stride } = layout(type);
  // asked once: the values may be getters, and the array may change meanwhile
  const { length } = values;
  const bytes = new Uint8Array(length * stride);
  const words = wordsOf(bytes.buffer);
  for (let i = 0; i < length; i++) writeValue(type, words, (i * stride) / 4, values[i], `${what}[${i}]`);
  return bytes;
}

/** One element in the device layout. */
export function encodeElement(type: MemoryType, value: unknown, what: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(layout(type).stride);
  writeValue(type, wordsOf(bytes.buffer), 0, value, what);
  return bytes;
}

/**
 * Size, alignment, stride and field offsets of an element type in bytes, by WGSL's storage rules.
 * Fields are of a struct only.
 *
 * @example
 * ```ts
 * const { size, fields } = layoutOf(struct('Ray', { origin: vec3f, length: f32, direction: vec3f }));
 * size; // 32
 * fields?.['direction']; // { offset: 16, size: 12 }
 * ```
 */
export function layoutOf(type: DataType): {
  readonly size: number;
  readonly align: number;
  readonly stride: number;
  readonly fields?:
    | { readonly [name: string]: { readonly offset: number; readonly size: number } }
    | undefined;
} {
  checkElementType('layoutOf: type', type);
  const { size, align, stride, offsets } = layout(type);
  if (type.kind !== 'struct') return { size, align, stride };
  const fields = Object.entries(type.fields as Record<string, DataType>).map(
    ([name, field], i) => [name, { offset: offsets[i]!, size: layout(field).size }] as const,
  );
  return { size, align, stride, fields: Object.fromEntries(fields) };
}

/**
 * A host array of `length` zeros, or of the given values: a `Float32Array`, `Int32Array`, `Uint32Array` or
 * `StructArray`, by the type.
 *
 * @example
 * ```ts
 * const points = hostArray(vec3f, [[1, 2, 3], [4, 5, 6]]);
 * points.at(1); // [4, 5, 6]
 * ```
 */
export function hostArray<T extends DataType>(type: T, source: number | Iterable<HostValue<T>>): HostArray<T>;
export function hostArray(type: ElemType, source: unknown): unknown {
  checkElementType('hostArray: type', type);
  if (typeof source === 'number') {
    const { stride } = layout(type);
    checkInteger('hostArray: length', source, 0);
    return hostArrayOver(type, newBytes(source * stride, 'hostArray'));
  }
  if (typeof source !== 'object' || source === null || !(Symbol.iterator in source)) {
    throw new HeddleTypeError(
      `hostArray: expected a length or values of ${typeName(type)}, found ${describe(source)}`,
    );
  }
  return hostArrayOver(type, encodeValues(type, [...(source as Iterable<unknown>)], 'hostArray'));
}

function newBytes(byteLength: number, what: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(byteLength);
  } catch (cause) {
    throw new HeddleRangeError(
      `${what}: ${byteLength} bytes are more than this engine can hold in one array`,
      { cause },
    );
  }
}
