import type { AcceleratorStream, BufferDescription, DataType, Span } from '@heddle/core/backend';
import { layout, MemoryBuffer, NotSupportedError } from '@heddle/core/backend';
import { extentOf } from './device/rectangles.ts';
import { textureOf } from './emit/storage.ts';
import type { Link } from './link/link.ts';
import type { Elements, Shape } from './protocol.ts';
import type { WebGlStream } from './stream.ts';

/** A buffer stored in a texture of the device. */
export class WebGlBuffer<T extends DataType = DataType> extends MemoryBuffer<T> {
  readonly id: number;
  readonly texture: Shape;
  readonly #free: (id: number) => void;

  /** `free` frees the texture after all work queued so far. */
  constructor(
    description: BufferDescription<T>,
    initial: Uint8Array<ArrayBuffer> | undefined,
    link: Link,
    free: (id: number) => void,
  ) {
    super(description);
    const { type, length, label } = description;
    this.#free = free;
    const { arrayLayers, widthLog2 } = link.description;
    const stride = layout(type).stride / 4;
    this.texture = { ...textureOf(type), ...extentOf(length, widthLog2), elements: length, stride };
    if (this.texture.layers > arrayLayers) {
      throw new NotSupportedError(
        `allocate '${label}': expected elements of at most ${4 * arrayLayers} words on this device, found ${stride}`,
        'smaller elements, or another backend',
      );
    }
    this.id = link.allocate(label, this.texture, initial && length > 0 ? wordsOf(initial) : undefined);
  }

  override copyToRawAsync(
    stream: AcceleratorStream | undefined,
    offsetBytes: number,
    lengthBytes: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.readback(stream, offsetBytes, lengthBytes, place =>
      (place.stream as WebGlStream).read(place),
    );
  }

  protected override release(): void {
    this.#free(this.id);
  }
}

export const bufferOf = (buffer: unknown): WebGlBuffer => buffer as WebGlBuffer;

/** The elements of a span. Spans of core consist of whole elements, except those of a readback. */
export function elementsOf({ buffer, offsetBytes, pieceBytes, strideBytes, count }: Span): Elements {
  const { id, texture } = bufferOf(buffer);
  const bytes = 4 * texture.stride;
  const isDense = count === 1 || strideBytes === pieceBytes;
  return {
    buffer: id,
    first: offsetBytes / bytes,
    step: isDense ? 1 : strideBytes / bytes,
    count: isDense ? (count * pieceBytes) / bytes : count,
  };
}

/** The bytes as words that can be transferred with a message. */
export function wordsOf(bytes: Uint8Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  return byteOffset === 0 && byteLength === buffer.byteLength
    ? new Uint32Array(buffer)
    : new Uint32Array(bytes.slice().buffer);
}
