/**
 * Lays out the memory of one call of `run`. Every area exists for the whole call, because the language has no
 * recursion.
 */
export class Scratch {
  readonly #places = new Map<string, number>();
  #bytes = 0;

  /** The byte offset of an area, a multiple of 16. */
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
