/** The pure values in scope, by a key that describes how each is computed. The values of a block leave it at its end. */
export class ValueScope {
  #values = new Map<string, number>();
  /** The keys of the values of the current block. */
  #keys: string[] = [];

  get(key: string): number | undefined {
    return this.#values.get(key);
  }

  add(key: string, value: number): void {
    this.#values.set(key, value);
    this.#keys.push(key);
  }

  block(fill: () => void): void {
    const keys = this.#keys;
    this.#keys = [];
    fill();
    for (const key of this.#keys) this.#values.delete(key);
    this.#keys = keys;
  }

  /** Like `block`, for a body, in which no value of another body is in scope. */
  body<R>(fill: () => R): R {
    const outer = this.#values;
    this.#values = new Map();
    const result = fill();
    this.#values = outer;
    return result;
  }
}
