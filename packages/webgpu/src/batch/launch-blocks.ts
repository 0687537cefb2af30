import { COPY_DST, STORAGE } from '../gpu/usage.ts';
import { Memory } from '../memory/memory.ts';

/** Space for the 256 launches of a full batch, if none takes more than 256 bytes. */
const CHUNK_BYTES = 65_536;

/** The location of a block: a storage buffer and a dynamic offset in it. */
export interface PlacedBlock {
  readonly memory: Memory;
  readonly offset: number;
  readonly bytes: number;
}

interface Chunk {
  readonly memory: Memory;
  readonly words: Uint32Array<ArrayBuffer>;
  used: number;
}

/**
 * The words of the launches' arguments, which are collected on the host while a batch is encoded and written
 * to the device once, right before its submit. The queue orders that write behind all earlier submits, so the
 * next batch may reuse the memory.
 */
export class LaunchBlocks {
  readonly #device: GPUDevice;
  readonly #chunks: Chunk[] = [];
  /** Index of the current chunk. */
  #current = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Allocates a block, all of whose words `write` must set, because they hold old data. */
  place(bytes: number, write: (words: Uint32Array<ArrayBuffer>) => void): PlacedBlock {
    const chunk = this.#chunkFor(bytes);
    const offset = chunk.used;
    const alignment = this.#device.limits.minStorageBufferOffsetAlignment;
    chunk.used = Math.ceil((offset + bytes) / alignment) * alignment;
    write(chunk.words.subarray(offset / 4, (offset + bytes) / 4));
    return { memory: chunk.memory, offset, bytes };
  }

  /** Writes the blocks placed since the last call. Work that is submitted from now on sees them. */
  write(): void {
    for (const chunk of this.#chunks) {
      if (chunk.used === 0) continue;
      const words = Math.min(chunk.used / 4, chunk.words.length);
      this.#device.queue.writeBuffer(chunk.memory.gpu, 0, chunk.words, 0, words);
      chunk.used = 0;
    }
    this.#current = 0;
  }

  /** Frees all chunks. Not allowed while a batch is encoded. */
  forget(): void {
    for (const { memory } of this.#chunks) memory.free();
    this.#chunks.length = 0;
    this.#current = 0;
  }

  #chunkFor(bytes: number): Chunk {
    for (; this.#current < this.#chunks.length; this.#current++) {
      const chunk = this.#chunks[this.#current]!;
      if (chunk.used + bytes <= chunk.memory.bytes) return chunk;
    }
    const size = Math.max(CHUNK_BYTES, bytes);
    const words = new Uint32Array(size / 4);
    const gpu = this.#device.createBuffer({ label: 'launch blocks', size, usage: STORAGE | COPY_DST });
    const chunk = { memory: new Memory(gpu), words, used: 0 };
    this.#chunks.push(chunk);
    return chunk;
  }
}
