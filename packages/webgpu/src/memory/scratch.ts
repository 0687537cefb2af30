import { COPY_DST, COPY_SRC, STORAGE } from '../gpu/usage.ts';
import { Memory } from './memory.ts';

/** Beyond this a slot's memory is not kept for the next launch. */
const BYTES_KEPT = 2 ** 24;

/**
 * Memory that lives for one command of a batch: copies of views that a launch may not bind, and uploads on
 * their way. The commands of a queue happen in order, so a slot is used again by the next command without
 * waiting for the last one.
 */
export class Scratch {
  readonly #device: GPUDevice;
  readonly #slots: (Memory | undefined)[] = [];
  /** Replaced while a batch is encoded that may refer to them; freed after its submit. */
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

  /** Lets go of all slots. Not while a batch is encoded. */
  forget(): void {
    for (const memory of this.#slots) memory?.free();
    this.#slots.length = 0;
  }

  /** To be called when a batch was submitted. */
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
