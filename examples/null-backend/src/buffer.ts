import type { AcceleratorStream, BufferDescription, DataType, Span } from '@heddle/core/backend';
import { MemoryBuffer } from '@heddle/core/backend';
import type { NullStream } from './stream.ts';

/** Memory of the host, which queued work accesses only when it runs. */
export class NullBuffer<T extends DataType = DataType> extends MemoryBuffer<T> {
  #bytes: Uint8Array<ArrayBuffer>;

  constructor(description: BufferDescription<T>, bytes: Uint8Array<ArrayBuffer>) {
    super(description);
    this.#bytes = bytes;
  }

  /** The real readback: it takes its place in the stream, as any operation does. */
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

  /** Queued work refers to the memory itself, so it is enough to drop this reference. */
  protected override release(): void {
    this.#bytes = new Uint8Array(0);
  }
}

/** Call this when an operation is queued: its buffer may be disposed before the operation runs. */
export const memoryOf = ({ buffer }: Pick<Span, 'buffer'>): Uint8Array<ArrayBuffer> =>
  (buffer as NullBuffer).hostMemory();
