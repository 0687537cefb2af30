import type { AcceleratorStream, BufferDescription, DataType, Span } from '@heddle/core/backend';
import { denseSpan, MemoryBuffer } from '@heddle/core/backend';
import type { PinnedBlock } from './memory/pinned-block.ts';
import type { Pool } from './pool/pool.ts';
import type { ByteRange } from './pool/protocol.ts';
import type { WasmStream } from './stream.ts';

/** A block of the pool's memory. */
export class WasmBuffer<T extends DataType = DataType> extends MemoryBuffer<T> {
  readonly block: PinnedBlock;
  readonly #pool: Pool;

  constructor(description: BufferDescription<T>, initial: Uint8Array<ArrayBuffer> | undefined, pool: Pool) {
    super(description);
    this.#pool = pool;
    const what = `allocate '${description.label}'`;
    this.block = pool.allocate(description.byteLength, what, initial);
  }

  override copyToRawAsync(
    stream: AcceleratorStream | undefined,
    offsetBytes: number,
    lengthBytes: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.readback(stream, offsetBytes, lengthBytes, place => (place.stream as WasmStream).read(place));
  }

  protected override hostMemory(): Uint8Array<ArrayBufferLike> | undefined {
    const { address } = this.block;
    return this.#pool.hostBytes()?.subarray(address, address + this.byteLength);
  }

  protected override release(): void {
    this.block.free();
  }
}

export const bufferOf = (buffer: unknown): WasmBuffer => buffer as WasmBuffer;

/** The bytes of a span, as a range of the pool's memory. */
export function rangeOf(span: Span): ByteRange {
  const { buffer, offsetBytes, pieceBytes, strideBytes, count } = denseSpan(span);
  return { address: bufferOf(buffer).block.address + offsetBytes, pieceBytes, strideBytes, count };
}
