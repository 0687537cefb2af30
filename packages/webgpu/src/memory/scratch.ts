import { COPY_DST, COPY_SRC, STORAGE } from '../gpu/usage.ts';
import { Memory } from './memory.ts';

/** The largest slot that is kept for the next launch, in bytes. */
const BYTES_KEPT = 2 ** 24;

/**
 * Memory for one command of a batch: copies of views that a launch cannot bind, and pending uploads. The
 * commands of a queue run in order, so the next command reuses a slot without waiting for the last one.
 */
export class Scratch {
  readonly #device: GPUDevice;
  readonly #slots: (Memory | undefined)[] = [];
  /** Replaced slots to which the batch under construction may refer; freed after its submit. */
  #outgrown: Memory[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  take(slot: number, bytes: number): Memory {
    const known = this.#slots[slot];
    if (known && known.bytes >= bytes) return known;
    if (known) this.#outgrown.push(known);
    const size = bytes > BYTES_KEPT ? bytes : 2 ** Math.ceil(Math.log2(Math.max(bytes, 4096)));
    const memory = new Memory(
      this.#device.createBuffer({ label: `scratch ${slot}`, size, usage: STORAGE | COPY_SRC | COPY_DST }),
    );
    this.#slots[slot] = memory;
    return memory;
  }

  /** Frees all slots. Not allowed while a batch is encoded. */
  forget(): void {
    for (const memory of this.#slots) memory?.free();
    this.#slots.length = 0;
  }

  /** Must be called after a batch was submitted. */
  trim(): void {
    this.#slots.forEach((memory, slot) => {
      if (!memory || memory.bytes <= BYTES_KEPT) return;
      this.#outgrown.push(memory);
      this.#slots[slot] = undefined;
    });
    for (const memory of this.#outgrown) memory.free();
    this.#outgrown = [];
  }
}
