import type { Program, ValueId } from '../../ir/ir.ts';
import { lengthNumber, type ValueNumbers } from './value-numbers.ts';

/**
 * The proof that an index is the invocation's own. `always`: it is so in every launch. `launch`: it is so in launches
 * whose extent is as wide as the view, and in a 3-D kernel as high. `never`: no proof.
 */
export type OwnProof = 'always' | 'launch' | 'never';

/**
 * Finds the indices that are the invocation's own: its linear index in the extent, x fastest; in a group kernel
 * `globalIndex`. An index that is either the own one or out of bounds of every view is an own index too, because a
 * write out of bounds is dropped. `at(x, y)` with its bounds is such an index.
 */
export class OwnIndex {
  readonly #values: ValueNumbers;
  readonly #dimensions: number;
  readonly #linear: string;

  constructor({ kind, dimensions, groupSize }: Program, values: ValueNumbers) {
    this.#values = values;
    this.#dimensions = dimensions;
    this.#linear =
      kind === 'group'
        ? values.numberOf(
            new Map([
              ['groupIndex', groupSize],
              ['localIndex', 1],
            ]),
          )
        : this.#inRows('extent.x', 'extent.y');
  }

  proof(index: ValueId, param: number): OwnProof {
    const number = this.#values.number(this.#unbounded(index));
    if (number === this.#linear) return 'always';
    if (this.#dimensions === 1) return 'never';
    const inView = this.#inRows(lengthNumber(param, 'width'), lengthNumber(param, 'height'));
    return number === inView ? 'launch' : 'never';
  }

  /** The value number of the linear index for a width and a height, which are value numbers too. */
  #inRows(width: string, height: string): string {
    const terms = [['index.x'], [width, 'index.y'], [width, height, 'index.z']].slice(0, this.#dimensions);
    return this.#values.numberOf(new Map(terms.map(factors => [factors.sort().join('*'), 1])));
  }

  /** The index without the selects that replace it by one that no view has. */
  #unbounded(index: ValueId): ValueId {
    for (let at = index; ; ) {
      const definition = this.#values.definition(at);
      if (definition?.op !== 'compute' || definition.name !== 'select') return at;
      const [, whenTrue, whenFalse] = definition.args;
      const otherwise = this.#values.definition(whenFalse!);
      if (otherwise?.op !== 'const' || otherwise.bits !== NOWHERE) return at;
      at = whenTrue!;
    }
  }
}

/** An index that is out of bounds of every view: no length is greater. */
const NOWHERE = 2 ** 32 - 1;
