import type { FlatFunction } from '@heddle/core/backend';
import type { Code, Instruction } from './instructions.ts';
import { SCRATCH_GLOBAL, type Unit } from './unit.ts';

/**
 * The limits of a function on which engines agree (WebAssembly JavaScript Interface, "Implementation-defined
 * Limits").
 */
const MOST_PARAMS = 1000;
const MOST_RESULTS = 1000;

/** True if the arguments (one for each scalar in the flat IR) are too many for the stack. */
export const takesInMemory = ({ params }: FlatFunction): boolean => params.length > MOST_PARAMS;
export const yieldsInMemory = ({ results }: FlatFunction): boolean => results.length > MOST_RESULTS;

/**
 * The area of the scratch memory through which arguments or results of a function are passed. There is no
 * recursion, so one area for each function is enough.
 */
export class Passage {
  readonly #types: readonly ('f32' | 'i32')[];
  readonly #start: number;

  constructor(unit: Unit, kind: 'params' | 'results', callee: number) {
    const code = unit.program.functions[callee]!;
    const scalars = kind === 'results' ? code.results : code.params.map(id => unit.scalarOf(id));
    this.#types = scalars.map(scalar => (scalar === 'f32' ? 'f32' : 'i32'));
    this.#start = unit.scratch.place(`${kind} ${callee}`, 4 * scalars.length);
  }

  load(i: number): Code {
    const load: Instruction = [`${this.#types[i]!}.load`, this.#start + 4 * i];
    return [['global.get', SCRATCH_GLOBAL], load];
  }

  store(i: number, value: Code): Code {
    const store: Instruction = [`${this.#types[i]!}.store`, this.#start + 4 * i];
    return [['global.get', SCRATCH_GLOBAL], ...value, store];
  }
}
