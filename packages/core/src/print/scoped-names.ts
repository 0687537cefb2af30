import { identifier } from './namer.ts';

/**
 * Names for generated code with the scope of a block, so that every loop can have its own `i`. No name shadows
 * another.
 */
export class ScopedNames {
  readonly #taken: Set<string>;
  readonly #open: { readonly name: string; readonly base: string; readonly number: number }[] = [];
  /** The least number that may be free, by base. Without it n names of one base would take n^2 steps. */
  readonly #next = new Map<string, number>();

  constructor(reserved: Iterable<string>) {
    this.#taken = new Set(reserved);
  }

  /** An ASCII identifier close to the hint. */
  name(hint: string): string {
    const base = identifier(hint);
    // A name that ends with a digit gets an underscore before the number: `x1` and `x1_1`.
    const numbered = (i: number): string => (/\d$/.test(base) ? `${base}_${i}` : `${base}${i}`);
    let number = this.#next.get(base) ?? 0;
    let name = number === 0 ? base : numbered(number);
    while (this.#taken.has(name)) name = numbered(++number);
    this.#taken.add(name);
    this.#next.set(base, number + 1);
    this.#open.push({ name, base, number });
    return name;
  }

  scope<R>(fill: () => R): R {
    const start = this.#open.length;
    const result = fill();
    for (const { name, base, number } of this.#open.splice(start).reverse()) {
      this.#taken.delete(name);
      this.#next.set(base, number);
    }
    return result;
  }
}
