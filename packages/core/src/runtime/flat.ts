import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import { layout, leafOffsets } from '../ir/layout.ts';
import type { MemoryType } from '../ir/types.ts';
import { leafCount, typeName } from '../ir/types.ts';
import { bytesOf, typedArrayTag } from './arguments.ts';
import { checkAttached, hostBytes, withRoom } from './host-memory.ts';

/**
 * Flat data: the numbers of all elements one after the other, without padding, as other libraries store
 * vectors. A vec3f takes 3 numbers there and 16 bytes on the device.
 */
export const typedArrays: {
  readonly f32: typeof Float32Array;
  readonly i32: typeof Int32Array;
  readonly u32: typeof Uint32Array;
} = { f32: Float32Array, i32: Int32Array, u32: Uint32Array };
type TypedArray = Float32Array | Int32Array | Uint32Array;

/**
 * The typed array for flat data of a type (vectors, numbers, and arrays of these); undefined for other types.
 */
export function flatArrayOf(type: MemoryType): (typeof typedArrays)[keyof typeof typedArrays] | undefined {
  if (type.kind === 'array') return flatArrayOf(type.elem);
  const scalar = type.kind === 'vec' ? type.elem.scalar : type.kind === 'scalar' ? type.scalar : 'bool';
  return scalar === 'bool' ? undefined : typedArrays[scalar];
}

/** True if `data` is flat data of this type. Throws if it ends within an element. */
export function isFlat(type: MemoryType, data: unknown, what: string): data is TypedArray {
  const name = flatArrayOf(type)?.name;
  if (name === undefined || typedArrayTag(data) !== name) return false;
  checkAttached(what, data as TypedArray);
  const numbers = leafCount(type);
  const length = bytesOf(data as TypedArray).length / 4;
  if (length % numbers !== 0) {
    throw new HeddleRangeError(
      `${what}: expected ${numbers} numbers for each ${typeName(type)}, found a ${name} of length ${length}`,
    );
  }
  return true;
}

/** Flat data in the device layout. */
export function padded(
  type: MemoryType,
  data: Uint8Array<ArrayBufferLike>,
  what: string,
): Uint8Array<ArrayBuffer> {
  const offsets = leafOffsets(type);
  const { stride } = layout(type);
  const bytes = hostBytes((data.length / 4 / offsets.length) * stride, what);
  move(type, data, bytes, (flat, i, words, at) => {
    words[at] = flat[i]!;
  });
  return bytes;
}

/** The reverse of `padded`, into an array of the right length. */
export function unpad(
  type: MemoryType,
  bytes: Uint8Array<ArrayBufferLike>,
  into: Uint8Array<ArrayBufferLike>,
): void {
  move(type, into, bytes, (flat, i, words, at) => {
    flat[i] = words[at]!;
  });
}

const wordsOf = ({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBufferLike>): Uint32Array =>
  new Uint32Array(buffer, byteOffset, byteLength / 4);

/** Moves whole words, because a number that passes through an f32 may lose the bits of a NaN. */
function move(
  type: MemoryType,
  numbers: Uint8Array<ArrayBufferLike>,
  bytes: Uint8Array<ArrayBufferLike>,
  one: (flat: Uint32Array, i: number, words: Uint32Array, at: number) => void,
): void {
  const offsets = leafOffsets(type).map(offset => offset / 4);
  const stride = layout(type).stride / 4;
  const [flat, words] = [wordsOf(numbers), wordsOf(bytes)];
  for (let i = 0, element = 0; i < flat.length; element += stride)
    for (const offset of offsets) one(flat, i++, words, element + offset);
}

/** The elements as flat data. */
export function flatOf(type: MemoryType, bytes: Uint8Array<ArrayBufferLike>): TypedArray {
  const Flat = flatArrayOf(type);
  if (!Flat) {
    throw new HeddleTypeError(
      `toFlat: expected vectors, or arrays of vectors or numbers, found ${typeName(type)}`,
      {
        remedy: 'Read its elements with at(i), or its memory as bytes.',
      },
    );
  }
  const length = (bytes.byteLength / layout(type).stride) * leafCount(type);
  const flat = withRoom('toFlat', () => new Flat(length));
  unpad(type, bytes, bytesOf(flat));
  return flat;
}
