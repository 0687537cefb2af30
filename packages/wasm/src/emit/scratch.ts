/**
 * Lays out what a call of `run` has for itself. Every place is there for the whole call: the language has no
 * recursion.
 */
export class Scratch {
  readonly #places = new Map<string, number>();
  #bytes = 0;

  /** The byte at which a place begins, a multiple of 16. */
  place(key: string, bytes: number): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#bytes;
    this.#places.set(key, place);
    this.#bytes += padded(bytes);
    return place;
  }

  get bytes(): number {
    return this.#bytes;
  }
}

export const padded = (bytes: number): number => 16 * Math.ceil(bytes / 16);
