import type { Program, ValueId } from '../../ir/ir.ts';
import { lengthNumber, type ValueNumbers } from './value-numbers.ts';

/**
 * `always`: the own index whatever the launch. `launch`: in launches whose extent is as wide as the view, and
 * of a 3-D kernel as high. `never`: not known to be the own one.
 */
export type OwnProof = 'always' | 'launch' | 'never';

/**
 * Which indices are the invocation's own: its place in the extent, in rows of x; in a group kernel
 * `globalIndex`. An index that is beyond every view if it is not the own one counts as such, since nothing is
 * written there: so does `at(x, y)` with its bounds.
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

  /** The number of the invocation's place in rows of a width and layers of a height, by their numbers. */
  #inRows(width: string, height: string): string {
    const terms = [['index.x'], [width, 'index.y'], [width, height, 'index.z']].slice(0, this.#dimensions);
    return this.#values.numberOf(new Map(terms.map(factors => [factors.sort().join('*'), 1])));
  }

  /** The index without conditions that else make it one that no view has. */
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

/** No length is greater, and every index is less than some length. */
const NOWHERE = 2 ** 32 - 1;
