/** A piece of the pool's memory. It is given back when it was freed and no task that uses it is left. */
export class PinnedBlock {
  readonly address: number;
  readonly #release: (address: number) => void;
  #pins = 0;
  #freed = false;

  constructor(address: number, release: (address: number) => void) {
    this.address = address;
    this.#release = release;
  }

  pin(): void {
    this.#pins++;
  }

  unpin(): void {
    this.#pins--;
    if (this.#freed && this.#pins === 0) this.#release(this.address);
  }

  free(): void {
    this.#freed = true;
    if (this.#pins === 0) this.#release(this.address);
  }
}
