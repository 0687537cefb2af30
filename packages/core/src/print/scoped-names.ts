import { identifier } from './namer.ts';

/**
 * Names for generated code with the scope of a block, so that every loop can have its own `i`. No name shadows
 * another.
 */
export class ScopedNames {
  readonly #taken: Set<string>;
  readonly #open: string[] = [];

  constructor(reserved: Iterable<string>) {
    this.#taken = new Set(reserved);
  }

  /** An ASCII identifier close to the hint. */
  name(hint: string): string {
    const base = identifier(hint);
    // A name that ends with a digit gets an underscore before the number: `x1` and `x1_1`.
    const numbered = (i: number): string => (/\d$/.test(base) ? `${base}_${i}` : `${base}${i}`);
    let name = base;
    for (let i = 1; this.#taken.has(name); i++) name = numbered(i);
    this.#taken.add(name);
    this.#open.push(name);
    return name;
  }

  scope<R>(fill: () => R): R {
    const start = this.#open.length;
    const result = fill();
    for (const name of this.#open.splice(start)) this.#taken.delete(name);
    return result;
  }
}
