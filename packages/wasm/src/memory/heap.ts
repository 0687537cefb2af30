import { OutOfMemoryError } from '@heddle/core/backend';
import type { Memory, WebAssemblyLike } from '../platform.ts';
import { webAssembly } from '../platform.ts';
import { Allocator } from './allocator.ts';

const PAGE = 2 ** 16;
/** The range of 32-bit addresses, 4 GiB, less a page, so that the end of a block is an address too. */
const MOST_PAGES = 2 ** 16 - 1;
const INITIAL_PAGES = 16;
/**
 * The least maximum size that is tried when the engine refuses a larger one. With less, programs would fail
 * later and with a less helpful error.
 */
const LEAST_MAXIMUM = 2 ** 24;
/** The size of the zeros at the start, which stay zero whatever else is reserved. */
const ZERO_BYTES = 64;

/**
 * A WebAssembly memory divided into blocks. It grows and blocks never move, so an address is valid until it
 * is freed. A typed array over it is valid only until the next allocation: growth leaves the arrays over a
 * shared memory at their old length, and detaches those over any other memory.
 */
export class Heap {
  readonly memory: Memory;
  /** The maximum size of the memory. */
  readonly maximumBytes: number;
  readonly #allocator: Allocator;
  #bytes: Uint8Array;
  #words: Uint32Array;
  /** The engine's refusal to grow the memory, if it refused during this allocation. */
  #refusal: { readonly at: number; readonly cause: RangeError } | undefined;

  /** Nothing is allocated below the address `reservedBytes`, nor below 64. */
  constructor(memory: Memory, maximumBytes: number, reservedBytes: number = ZERO_BYTES) {
    this.memory = memory;
    this.maximumBytes = maximumBytes;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#words = new Uint32Array(memory.buffer);
    this.#allocator = new Allocator({
      start: Math.max(Math.ceil(reservedBytes / 16) * 16, ZERO_BYTES),
      size: memory.buffer.byteLength,
      limit: maximumBytes,
      grow: bytes => this.#grow(bytes),
    });
  }

  /**
   * A heap in shared memory. Engines reserve addresses for the maximum size and refuse a reservation that is
   * too large, so `maximumBytes` may come out smaller than requested.
   *
   * @throws OutOfMemoryError if not even 16 MiB can be reserved.
   */
  static shared(
    maximumBytes: number,
    reservedBytes: number = ZERO_BYTES,
    { Memory }: Pick<WebAssemblyLike, 'Memory'> = webAssembly(),
  ): Heap {
    const reserved = Math.ceil(reservedBytes / PAGE);
    let maximum = Math.min(Math.floor(maximumBytes / PAGE), MOST_PAGES);
    for (;;) {
      try {
        const initial = Math.max(Math.min(INITIAL_PAGES, maximum), reserved);
        const memory = new Memory({ initial, maximum, shared: true });
        return new Heap(memory, maximum * PAGE, reservedBytes);
      } catch (cause) {
        if (!(cause instanceof RangeError)) throw cause;
        if (maximum * PAGE <= LEAST_MAXIMUM) throw unreservable(maximumBytes, maximum * PAGE, cause);
      }
      maximum = Math.max(Math.floor(maximum / 2), LEAST_MAXIMUM / PAGE);
    }
  }

  /**
   * The address of a zeroed block, a multiple of 16. `what` begins the message of an error: "allocate 'x'".
   * `heldBytes` counts blocks that were freed but are still used by queued work.
   *
   * @throws OutOfMemoryError if there is no room.
   */
  allocate(bytes: number, what: string, heldBytes = 0): number {
    this.#refusal = undefined;
    const block = this.#allocator.allocate(bytes);
    if (!block) {
      const { maximumBytes } = this;
      throw noRoom(this.#allocator, bytes, what, { maximumBytes, heldBytes, refusal: this.#refusal });
    }
    this.bytes().fill(0, block.address, block.freshFrom);
    return block.address;
  }

  /** A block for staging, which is not zeroed; undefined if there is no room. */
  allocateRaw(bytes: number): number | undefined {
    return this.#allocator.allocate(bytes)?.address;
  }

  free(address: number): void {
    this.#allocator.free(address);
  }

  /** The whole memory at its current length. Must not be kept across an allocation. */
  bytes(): Uint8Array {
    const { buffer } = this.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  /** The same memory as 32-bit words. */
  words(): Uint32Array {
    const { buffer } = this.memory;
    if (this.#words.buffer !== buffer) this.#words = new Uint32Array(buffer);
    return this.#words;
  }

  #grow(bytes: number): number | undefined {
    try {
      this.memory.grow(Math.ceil((bytes - this.memory.buffer.byteLength) / PAGE));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#refusal = { at: this.memory.buffer.byteLength, cause: error };
      return undefined;
    }
    return this.memory.buffer.byteLength;
  }
}

/** `what` begins the message: "allocate 'x'". */
export function noRoom(
  { used, largestFree }: Allocator,
  bytes: number,
  what: string,
  {
    maximumBytes,
    heldBytes,
    refusal,
  }: {
    readonly maximumBytes: number;
    /** Bytes of blocks that were freed but are still used by queued work. */
    readonly heldBytes: number;
    readonly refusal?: { readonly at: number; readonly cause?: RangeError } | undefined;
  },
): OutOfMemoryError {
  const held = heldBytes > 0 ? ` (${heldBytes} by work that is queued on disposed buffers)` : '';
  const refused = refusal ? `; the engine refuses to grow the memory beyond ${refusal.at}` : '';
  return new OutOfMemoryError(
    `${what}: no room for ${bytes} bytes: ${used} are in use${held}, the largest free block has ${largestFree}, the maximum is ${maximumBytes}${refused}`,
    {
      remedy: `${
        heldBytes > 0
          ? 'Await accelerator.synchronizeAsync(): it frees disposed buffers whose work is done. Or dispose'
          : 'Dispose'
      } buffers that are no longer needed, pass a larger maximumBytes to wasm(), or work on the data in pieces.`,
      cause: refusal?.cause,
    },
  );
}

function unreservable(asked: number, least: number, cause: RangeError): OutOfMemoryError {
  return new OutOfMemoryError(
    `wasm: no room for a shared memory that may grow to ${asked} bytes${least < asked ? `, nor for one of ${least}` : ''}`,
    {
      remedy: 'Dispose accelerators that are no longer needed, or pass a smaller maximumBytes to wasm().',
      cause,
    },
  );
}
