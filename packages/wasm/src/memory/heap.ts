import { OutOfMemoryError } from '@heddle/core/backend';
import type { Memory, WebAssemblyLike } from '../platform.ts';
import { webAssembly } from '../platform.ts';
import { Allocator } from './allocator.ts';

const PAGE = 2 ** 16;
/** What 32-bit addresses reach, 4 GiB, less a page: so the end of a block is an address too. */
const MOST_PAGES = 2 ** 16 - 1;
const INITIAL_PAGES = 16;
/**
 * A maximum that the engine refuses is halved down to this: with less, programs would fail later and say less
 * about it.
 */
const LEAST_MAXIMUM = 2 ** 24;
/** Stay zero for ever, whatever else is reserved. */
const ZERO_BYTES = 64;

/**
 * A WebAssembly memory in blocks. It grows and nothing in it ever moves, so that an address is good until it
 * is freed; a view is good until the next allocation, because growth leaves the views of a shared memory at
 * their old length and empties those of any other.
 */
export class Heap {
  readonly memory: Memory;
  /** The most that the memory may grow to. */
  readonly maximumBytes: number;
  readonly #allocator: Allocator;
  #bytes: Uint8Array;
  #words: Uint32Array;
  /** Why the engine did not grow the memory, where it was asked to in this allocation. */
  #refusal: { readonly at: number; readonly cause: RangeError } | undefined;

  /** Nothing is allocated below address `reservedBytes`, nor below 64. */
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
   * A heap in shared memory. Engines reserve the addresses of all that it may grow to and refuse what they
   * have no room for, so that `maximumBytes` may come out smaller than asked for.
   *
   * @throws OutOfMemoryError where not even 16 MiB can be reserved.
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
   * The address of so many zeroed bytes, a multiple of 16. `what` begins the message of an error: "allocate
   * 'x'". `heldBytes` are in blocks that were freed and that queued work still uses.
   *
   * @throws OutOfMemoryError where there is no room.
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

  /** Not zeroed, and undefined where there is no room: for staging. */
  allocateRaw(bytes: number): number | undefined {
    return this.#allocator.allocate(bytes)?.address;
  }

  free(address: number): void {
    this.#allocator.free(address);
  }

  /** All of the memory, as long as it is now: not to be kept. */
  bytes(): Uint8Array {
    const { buffer } = this.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  /** The same in 32-bit words. */
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
    /** In blocks that were freed and that queued work still uses. */
    readonly heldBytes: number;
    readonly refusal?: { readonly at: number; readonly cause?: RangeError } | undefined;
  },
): OutOfMemoryError {
  const held = heldBytes > 0 ? ` (${heldBytes} by work that is queued on disposed buffers)` : '';
  const refused = refusal ? `; the engine refuses to grow the memory beyond ${refusal.at}` : '';
  return new OutOfMemoryError(
    `${what}: no room for ${bytes} bytes: ${used} are in use${held}, the largest free piece has ${largestFree}, the maximum is ${maximumBytes}${refused}`,
    {
      remedy: `${
        heldBytes > 0
          ? 'Await accelerator.synchronizeAsync(): when the work is done, disposed buffers are given back. Else dispose'
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
