import type { AcceleratorStream, BufferDescription, DataType, Span } from '@heddle/core/backend';
import { MemoryBuffer } from '@heddle/core/backend';
import type { NullStream } from './stream.ts';

/** Memory of the host, which nobody touches before its turn. */
export class NullBuffer<T extends DataType = DataType> extends MemoryBuffer<T> {
  #bytes: Uint8Array<ArrayBuffer>;

  constructor(description: BufferDescription<T>, bytes: Uint8Array<ArrayBuffer>) {
    super(description);
    this.#bytes = bytes;
  }

  /** The real readback: in its place in the stream, as any operation. */
  override copyToRawAsync(
    stream: AcceleratorStream | undefined,
    offsetBytes: number,
    lengthBytes: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.readback(stream, offsetBytes, lengthBytes, place => (place.stream as NullStream).read(place));
  }

  override hostMemory(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** Work that is queued holds the memory by itself, so that here it is enough to let go. */
  protected override release(): void {
    this.#bytes = new Uint8Array(0);
  }
}

/** To be asked for when an operation is queued: its buffer may be disposed before its turn. */
export const memoryOf = ({ buffer }: Pick<Span, 'buffer'>): Uint8Array<ArrayBuffer> =>
  (buffer as NullBuffer).hostMemory();
