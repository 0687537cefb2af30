import type { FlatId, FlatInput } from '../lower/flat/flat.ts';

/**
 * The code that an emitter uses for each value. No instruction defines an input, so an input is emitted at its first
 * use.
 */
export class EmittedValues<Emitted> {
  readonly #emitted = new Map<FlatId, Emitted>();
  readonly #inputs: ReadonlyMap<FlatId, FlatInput>;
  readonly #emitInput: (input: FlatInput) => Emitted;

  constructor(inputs: readonly FlatInput[], emitInput: (input: FlatInput) => Emitted) {
    this.#inputs = new Map(inputs.map(input => [input.id, input]));
    this.#emitInput = emitInput;
  }

  get(id: FlatId): Emitted {
    const known = this.#emitted.get(id);
    if (known !== undefined) return known;
    const input = this.#inputs.get(id);
    if (!input) throw new Error(`value ${id} is used before it is defined`);
    const emitted = this.#emitInput(input);
    this.#emitted.set(id, emitted);
    return emitted;
  }

  set(id: FlatId, emitted: Emitted): void {
    this.#emitted.set(id, emitted);
  }
}
