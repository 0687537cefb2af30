import {
  type Builtin,
  EmittedValues,
  type FlatId,
  type FlatInput,
  type FlatProgram,
  type Scalar,
} from '@heddle/core/backend';
import { get, i32, typeOf } from './code.ts';
import { FunctionBuilder } from './function-builder.ts';
import type { Code, ValueType } from './instructions.ts';
import { extentAt, valueAt, viewAt } from './launch-block.ts';
import { padded, Scratch } from './scratch.ts';

/** The global that holds the scratch address, for functions. */
export const SCRATCH_GLOBAL = 0;

/** The parameters of `run`, by index. */
const BLOCK = 0;
export const START = 1;
export const END = 2;
export const SCRATCH = 3;

/**
 * The state that the functions of a module share: values by id, the layout of the launch block, and the
 * layout of the scratch memory.
 */
export class Unit {
  readonly program: FlatProgram;
  readonly run: FunctionBuilder = new FunctionBuilder({
    name: 'run',
    isExported: true,
    params: ['block', 'start', 'end', 'scratch'].map(name => ({ name, type: 'i32' })),
  });
  readonly scratch: Scratch = new Scratch();
  /** The size of all shared memories, which are consecutive at the start of the scratch memory. */
  readonly sharedBytes: number;
  readonly #shared: readonly number[];
  readonly #values: EmittedValues<Code>;
  readonly #locals = new Map<string, number>();
  /** For each parameter, its index among the views of a launch. */
  readonly #views: readonly number[];
  readonly #viewCount: number;

  constructor(program: FlatProgram) {
    this.program = program;
    this.#values = new EmittedValues(program.inputs, input => this.#input(input));
    let views = 0;
    this.#views = program.params.map(({ access }) => (access === 'value' ? -1 : views++));
    this.#viewCount = views;
    this.#shared = program.shared.map(({ words }, i) => this.scratch.place(`shared ${i}`, 4 * words));
    this.sharedBytes = this.scratch.bytes;
  }

  scalarOf(id: FlatId): Scalar {
    return this.program.types[id]!;
  }

  typeOf(id: FlatId): ValueType {
    return typeOf(this.scalarOf(id));
  }

  /** The code that pushes a value. */
  value(id: FlatId): Code {
    return this.#values.get(id);
  }

  set(id: FlatId, code: Code): void {
    this.#values.set(id, code);
  }

  #input(input: FlatInput): Code {
    const scalar = this.scalarOf(input.id);
    switch (input.op) {
      case 'const':
        return [scalar === 'f32' ? ['f32.const', input.bits] : i32(input.bits)];
      case 'word': {
        const key = `word ${input.word} ${scalar}`;
        return this.#ofBlock(key, input.name, scalar, valueAt(this.#viewCount, input.word));
      }
      case 'length': {
        const { param, axis } = input;
        const name = `${this.program.params[param]!.name}_${axis}`;
        return this.#ofBlock(`${axis} ${param}`, name, 'u32', viewAt(this.#views[param]!, axis));
      }
      case 'builtin':
        return this.builtin(input.builtin);
    }
  }

  builtin(builtin: Builtin): Code {
    const is1D = this.program.dimensions === 1;
    switch (builtin) {
      case 'extent.x':
      case 'groupCount': {
        const name = this.program.kind === 'group' ? 'groupCount' : is1D ? 'extent' : 'width';
        return this.#ofBlock('extent.x', name, 'u32', extentAt(0));
      }
      case 'extent.y':
        return this.#ofBlock(builtin, 'height', 'u32', extentAt(1));
      case 'extent.z':
        return this.#ofBlock(builtin, 'depth', 'u32', extentAt(2));
      case 'index.x':
        return [get(this.variable(builtin, is1D ? 'index' : 'index_x'))];
      case 'index.y':
      case 'index.z':
      case 'globalIndex':
        return [get(this.variable(builtin, builtin))];
      case 'groupIndex':
        return [get(this.variable(builtin, 'group'))];
      case 'localIndex':
        return [get(this.variable(builtin, 'lane'))];
    }
  }

  /** The one local of `run` with this key. */
  variable(key: string, name: string): number {
    let local = this.#locals.get(key);
    if (local === undefined) {
      local = this.run.local('i32', name);
      this.#locals.set(key, local);
    }
    return local;
  }

  isAskedFor(builtin: Builtin): boolean {
    return this.#locals.has(builtin);
  }

  /** The byte address of a view's element 0, and the bytes from one element to the next. */
  start(param: number): Code {
    const name = this.program.params[param]!.name;
    return this.#ofBlock(`start ${param}`, name, 'u32', viewAt(this.#views[param]!, 'address'));
  }

  step(param: number): Code {
    const name = `${this.program.params[param]!.name}_step`;
    const bytes: Code = [i32(2), ['i32.shl']];
    return this.#ofBlock(`step ${param}`, name, 'u32', viewAt(this.#views[param]!, 'step'), bytes);
  }

  /** A word of the launch block, read at the start of `run`. */
  #ofBlock(key: string, name: string, scalar: Scalar, byte: number, then: Code = []): Code {
    let local = this.#locals.get(key);
    if (local === undefined) {
      const type = typeOf(scalar);
      local = this.run.local(type, name);
      this.#locals.set(key, local);
      const read = scalar === 'f32' ? 'f32.load' : 'i32.load';
      const normal: Code = scalar === 'bool' ? [i32(0), ['i32.ne']] : [];
      this.run.emitAtStart(get(BLOCK), [read, byte], ...normal, ...then, ['local.set', local]);
    }
    return [get(local)];
  }

  /** The base address of the value words; `shared` gives that of a shared memory. */
  words(): Ground {
    return { base: [get(BLOCK)], offset: valueAt(this.#viewCount, 0) };
  }

  shared(index: number): Ground {
    return { base: [get(SCRATCH)], offset: this.#shared[index]! };
  }

  /** The memory through which a function's arguments or results are passed. */
  passed(index: number): Ground {
    const offset = this.scratch.place(`passed ${index}`, 4 * this.program.passed[index]!.words);
    return { base: [['global.get', SCRATCH_GLOBAL]], offset };
  }

  /** An area of the scratch memory with a part for each lane. */
  lanes(key: string, bytes: number, lane: Code): Ground {
    const each = padded(bytes);
    const offset = this.scratch.place(key, each * this.program.groupSize);
    return { base: [get(SCRATCH), ...lane, i32(each), ['i32.mul'], ['i32.add']], offset };
  }
}

/** The base address of a memory: an address that code pushes, and a constant byte offset from it. */
export interface Ground {
  readonly base: Code;
  readonly offset: number;
}
