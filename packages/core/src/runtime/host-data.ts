import { HeddleTypeError } from '../errors/errors.ts';
import { layout } from '../ir/layout.ts';
import type { MemoryType } from '../ir/types.ts';
import { leafCount, sameType, typeName } from '../ir/types.ts';
import type { HostArray, HostValue } from '../language/host-types.ts';
import { checkElementType } from '../language/schema.ts';
import type { DataType, ElemType } from '../language/types.ts';
import { bytesOf, checkInteger, describe, hasBrand, isArray, typedArrayTag } from './arguments.ts';
import { wordsOf, writeValue } from './codec.ts';
import { flatArrayOf, isFlat, padded, typedArrays, unpad } from './flat.ts';
import { checkAttached, hostBytes, withRoom } from './host-memory.ts';
import { STRUCT_ARRAY, StructBytes } from './struct-array.ts';

/**
 * The typed array that holds elements of this type on the host; undefined for a type that needs a
 * `StructArray`.
 */
function typedArrayOf(type: MemoryType): (typeof typedArrays)[keyof typeof typedArrays] | undefined {
  const scalar = type.kind === 'atomic' ? type.elem.scalar : type.kind === 'scalar' ? type.scalar : 'bool';
  return scalar === 'bool' ? undefined : typedArrays[scalar];
}

/** The name of the host array of this type, for messages. */
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

/**
 * The bytes of a host array of exactly this element type, at its current length; undefined if `data` is
 * something else.
 */
export function bytesUnder(
  type: MemoryType,
  data: unknown,
  what: string,
): Uint8Array<ArrayBufferLike> | undefined {
  const TypedArray = typedArrayOf(type);
  if (TypedArray) {
    if (typedArrayTag(data) !== TypedArray.name) return undefined;
    checkAttached(what, data as Uint32Array);
    return bytesOf(data as Uint32Array);
  }
  const structs = data as StructBytes;
  if (!hasBrand(data, STRUCT_ARRAY) || !sameType(structs.type, type)) return undefined;
  checkAttached(what, structs.bytes);
  return structs.bytes;
}

/**
 * A writer of bytes in the device layout into a host array of this type; undefined if `target` is not one.
 */
export function writerInto(
  type: MemoryType,
  target: unknown,
  what: string,
): { readonly byteLength: number; set(bytes: Uint8Array): void } | undefined {
  const bytes = bytesUnder(type, target, what);
  // The memory may be detached while a readback is under way.
  const checked = (memory: ArrayBufferView, set: (from: Uint8Array) => void) => (from: Uint8Array) => {
    checkAttached(what, memory, ' before the readback was done');
    set(from);
  };
  if (bytes) return { byteLength: bytes.byteLength, set: checked(bytes, from => bytes.set(from)) };
  if (!isFlat(type, target, what)) return undefined;
  const flat = bytesOf(target);
  return {
    byteLength: (flat.length / 4 / leafCount(type)) * layout(type).stride,
    set: checked(flat, from => unpad(type, from, flat)),
  };
}

/** A copy of the data in the device layout, or a typed error. */
export function encode(type: MemoryType, data: unknown, what: string): Uint8Array<ArrayBuffer> {
  const bytes = bytesUnder(type, data, what);
  // `slice()` is not used, because a slice of shared memory would be shared memory too.
  if (bytes) {
    const copy = hostBytes(bytes.byteLength, what);
    copy.set(bytes);
    return copy;
  }
  if (isFlat(type, data, what)) return padded(type, bytesOf(data), what);
  if (!isArray(data)) {
    throw new HeddleTypeError(
      `${what}: expected ${hostArrayName(type)} or an array of values, found ${describe(data)}`,
      {
        remedy: typedArrayTag(data)
          ? 'Convert it first: another typed array is not converted silently.'
          : undefined,
      },
    );
  }
  return encodeValues(type, data, what);
}

function encodeValues(type: MemoryType, values: readonly unknown[], what: string): Uint8Array<ArrayBuffer> {
  const { stride } = layout(type);
  // Read once: the values may have getters, and the array may change meanwhile.
  const { length } = values;
  const bytes = hostBytes(length * stride, what);
  const words = wordsOf(bytes.buffer);
  for (let i = 0; i < length; i++) writeValue(type, words, (i * stride) / 4, values[i], `${what}[${i}]`);
  return bytes;
}

/** No engine has a longer typed array. */
const MOST_BYTES = 2 ** 33;

/** One element in the device layout. */
export function encodeElement(type: MemoryType, value: unknown, what: string): Uint8Array<ArrayBuffer> {
  const bytes = hostBytes(layout(type).stride, what);
  writeValue(type, wordsOf(bytes.buffer), 0, value, what);
  return bytes;
}

/**
 * Size, alignment, stride and field offsets of an element type in bytes, by WGSL's storage rules. Only a
 * struct has fields.
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
    checkInteger('hostArray: length', source, 0, Math.floor(MOST_BYTES / stride));
    return hostArrayOver(type, hostBytes(source * stride, 'hostArray'));
  }
  if (typeof source !== 'object' || source === null || !(Symbol.iterator in source)) {
    throw new HeddleTypeError(
      `hostArray: expected a length or values of ${typeName(type)}, found ${describe(source)}`,
    );
  }
  if (typedArrayTag(source)) checkAttached('hostArray', source as Uint8Array);
  const values = withRoom('hostArray', () => [...(source as Iterable<unknown>)]);
  return hostArrayOver(type, encodeValues(type, values, 'hostArray'));
}
