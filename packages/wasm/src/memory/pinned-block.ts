/** Releases pinned blocks that are no longer needed. */
export class BlockOwner {
  readonly release: (address: number) => void;
  /** Bytes of blocks that were freed but are still used by tasks. */
  heldBytes = 0;

  constructor(release: (address: number) => void) {
    this.release = release;
  }
}

/** A block of the pool's memory. It is released when it has been freed and no task uses it. */
export class PinnedBlock {
  readonly address: number;
  readonly #bytes: number;
  readonly #owner: BlockOwner;
  #pins = 0;
  #freed = false;

  constructor(address: number, bytes: number, owner: BlockOwner) {
    this.address = address;
    this.#bytes = bytes;
    this.#owner = owner;
  }

  pin(): void {
    this.#pins++;
  }

  unpin(): void {
    this.#pins--;
    if (!this.#freed || this.#pins > 0) return;
    this.#owner.heldBytes -= this.#bytes;
    this.#owner.release(this.address);
  }

  free(): void {
    this.#freed = true;
    if (this.#pins === 0) this.#owner.release(this.address);
    else this.#owner.heldBytes += this.#bytes;
  }
}
