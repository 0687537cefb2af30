import {
  createNamer,
  EmittedValues,
  type FlatId,
  type FlatInput,
  type FlatProgram,
  type MemoryRef,
  memoryKey,
  type Namer,
  type OpName,
  type Scalar,
} from '@heddle/core/backend';
import type { Checks } from '../checked/options.ts';
import { type Bounds, bounds, type Expression, literal, primary, U32_BOUNDS } from './expression.ts';
import { RESERVED_WORDS } from './reserved-words.ts';
import type { Helpers } from './spellings.ts';

/** The type with which a word is seen in memory: a bool is stored as a u32. */
export type Word = Exclude<Scalar, 'bool'>;
export const ARRAYS = { f32: 'Float32Array', i32: 'Int32Array', u32: 'Uint32Array' } as const;

/**
 * The evaluation functions of the operation table that a function calls, by the name under which it expects
 * them.
 */
export type Evaluations = Map<string, { readonly name: OpName; readonly on: Scalar }>;

/** The declarations of the emitted function before its loops, each made when it is first requested. */
export class Unit implements Helpers {
  readonly program: FlatProgram;
  /** Present for a checked kernel. */
  readonly checks: Checks | undefined;
  readonly name: Namer = createNamer(RESERVED_WORDS);
  readonly evaluations: Evaluations = new Map();
  readonly #declarations: string[] = [];
  readonly #named = new Map<string, string>();
  readonly #values: EmittedValues<Expression>;
  /** For each parameter, its index among the views of a launch. */
  readonly #views: readonly number[];

  constructor(program: FlatProgram, checks?: Checks) {
    this.program = program;
    this.checks = checks;
    this.#values = new EmittedValues(program.inputs, input => this.#input(input));
    let views = 0;
    this.#views = program.params.map(({ access }) => (access === 'value' ? -1 : views++));
  }

  /** `const { ... } = operations;` and all other requested declarations, in the order of the requests. */
  get declarations(): readonly string[] {
    const evaluations = [...this.evaluations.keys()];
    return [
      ...(evaluations.length > 0 ? [`const { ${evaluations.join(', ')} } = operations;`] : []),
      ...this.#declarations,
    ];
  }

  declare(...lines: readonly string[]): void {
    this.#declarations.push(...lines);
  }

  /** The name for a key, declared when it is first requested. */
  #once(key: string, hint: string, declaration: (name: string) => string): string {
    let name = this.#named.get(key);
    if (name === undefined) {
      name = this.name(hint);
      this.#named.set(key, name);
      this.declare(declaration(name));
    }
    return name;
  }

  typeOf(id: FlatId): Scalar {
    return this.program.types[id]!;
  }

  /** The expression that stands for a value in the text. */
  value(id: FlatId): Expression {
    return this.#values.get(id);
  }

  set(id: FlatId, value: Expression): void {
    this.#values.set(id, value);
  }

  #input(input: FlatInput): Expression {
    const type = this.typeOf(input.id);
    switch (input.op) {
      case 'const':
        return literal(type, constant(type, input.bits));
      case 'word': {
        const read = `${this.array({ kind: 'words' }, type)}[${input.word}]${type === 'bool' ? ' !== 0' : ''}`;
        return primary(
          this.#once(`value ${input.id}`, input.name, name => `const ${name} = ${read};`),
          bounds(type),
        );
      }
      case 'length': {
        const { param, axis } = input;
        const hint = `${this.program.params[param]!.name}_${axis}`;
        return primary(
          this.#once(`${axis} ${param}`, hint, name => `const ${name} = ${this.#view(param)}.${axis};`),
          U32_BOUNDS,
        );
      }
      case 'builtin':
        return this.builtin(input.builtin);
    }
  }

  builtin(builtin: Extract<FlatInput, { op: 'builtin' }>['builtin']): Expression {
    const extent = (axis: number, hint: string): Expression =>
      primary(
        this.#once(`extent ${axis}`, hint, name => `const ${name} = launch.extent[${axis}];`),
        U32_BOUNDS,
      );
    const variable = (hint: string, known: Bounds): Expression =>
      primary(this.variable(builtin, hint), known);
    const is1D = this.program.dimensions === 1;
    switch (builtin) {
      case 'extent.x':
        return extent(0, is1D ? 'extent' : 'width');
      case 'extent.y':
        return extent(1, 'height');
      case 'extent.z':
        return extent(2, 'depth');
      case 'groupCount':
        return extent(0, 'groupCount');
      case 'index.x':
        return variable(is1D ? 'index' : 'index_x', U32_BOUNDS);
      case 'index.y':
        return variable('index_y', U32_BOUNDS);
      case 'index.z':
        return variable('index_z', U32_BOUNDS);
      case 'groupIndex':
        return variable('group', U32_BOUNDS);
      case 'localIndex':
        return variable('lane', { low: 0, high: this.program.groupSize - 1 });
      case 'globalIndex':
        return variable('globalIndex', U32_BOUNDS);
    }
  }

  /** The one name for a key in the function. The caller declares it. */
  variable(key: string, hint: string): string {
    let name = this.#named.get(key);
    if (name === undefined) {
      name = this.name(hint);
      this.#named.set(key, name);
    }
    return name;
  }

  isNamed(key: string): boolean {
    return this.#named.has(key);
  }

  #view(param: number): string {
    return `launch.views[${this.#views[param]}]`;
  }

  /** The word address of a view's first element, and the number of words from one element to the next. */
  start(param: number): string {
    return this.#scaled(param, 'start', 'offset');
  }

  step(param: number): string {
    return this.#scaled(param, 'step', 'step');
  }

  #scaled(param: number, hint: string, member: string): string {
    const { name, strideWords } = this.program.params[param]!;
    const times = strideWords === 1 ? '' : ` * ${strideWords}`;
    return this.#once(
      `${hint} ${param}`,
      `${name}_${hint}`,
      made => `const ${made} = ${this.#view(param)}.${member}${times};`,
    );
  }

  /** The objects to which a checked kernel reports: the shadow of a memory, the clock, and the findings. */
  shadow(memory: MemoryRef): string {
    if (memory.kind !== 'view' && memory.kind !== 'shared') throw new Error(`${memory.kind} has no shadow`);
    const { kind, index } = memory;
    const [hint, list, place] =
      kind === 'view'
        ? [this.program.params[index]!.name, 'views', this.#views[index]]
        : [this.program.shared[index]!.name, 'shared', index];
    return this.#once(
      `shadow ${memoryKey(memory)}`,
      `${hint}_shadow`,
      name => `const ${name} = launch.checked.${list}[${place}];`,
    );
  }

  get clock(): string {
    return this.#once('clock', 'clock', name => `const ${name} = launch.checked.clock;`);
  }

  get findings(): string {
    return this.#once('findings', 'findings', name => `const ${name} = launch.checked.findings;`);
  }

  /**
   * The typed array over a memory. `local` gives the key of the code that owns a local array, its name and
   * its allocation.
   */
  array(memory: MemoryRef, type: Scalar, local?: LocalArray): string {
    const word: Word = type === 'bool' ? 'u32' : type;
    const key = local ? local.key : memoryKey(memory);
    const first = this.#named.get(`array ${key}`);
    const hint = (name: string): string => (first === undefined ? name : `${name}_${word}`);
    const once = (name: string, made: string): string => {
      const declared = this.#once(`array ${key} ${word}`, hint(name), given => `const ${given} = ${made};`);
      if (first === undefined) this.#named.set(`array ${key}`, declared);
      return declared;
    };
    if (memory.kind === 'view')
      return once(this.program.params[memory.index]!.name, `${this.#view(memory.index)}.${word}`);
    if (memory.kind === 'words') {
      if (word === 'u32') return once('words', 'launch.words');
      return once(
        'words',
        `new ${ARRAYS[word]}(launch.words.buffer, launch.words.byteOffset, launch.words.length)`,
      );
    }
    const { shared, passed } = this.program;
    const { name, words } = local ?? (memory.kind === 'shared' ? shared : passed)[memory.index]!;
    return once(
      name,
      first === undefined ? `new ${ARRAYS[word]}(${words})` : `new ${ARRAYS[word]}(${first}.buffer)`,
    );
  }

  /** The name of any one of the arrays of a memory that the text refers to. */
  anyArray(key: string): string | undefined {
    return this.#named.get(`array ${key}`);
  }

  /** An array with one element for each lane. */
  laneArray(key: string, hint: string, type: Scalar): string {
    const kind = type === 'bool' ? 'Uint8Array' : ARRAYS[type];
    return this.#once(
      key,
      `${hint}_lanes`,
      name => `const ${name} = new ${kind}(${this.program.groupSize});`,
    );
  }

  evaluation(name: OpName, on: Scalar): string {
    const key = `operation ${name} ${on}`;
    const made = this.variable(key, `${name}_${on}`);
    this.evaluations.set(made, { name, on });
    return made;
  }

  bitCast(from: 'bits' | 'float'): string {
    const float = this.#once('float', 'float', name => `const ${name} = new Float32Array(1);`);
    const bits = this.#once('bits', 'bits', name => `const ${name} = new Uint32Array(${float}.buffer);`);
    const cast = (hint: string, to: string, of: string): string =>
      this.#once(hint, hint, name => `function ${name}(x) { ${to}[0] = x; return ${of}[0]; }`);
    return from === 'bits' ? cast('floatOf', bits, float) : cast('bitsOf', float, bits);
  }
}

export interface LocalArray {
  readonly key: string;
  readonly name: string;
  readonly words: number;
}

function constant(type: Scalar, bits: number): number {
  return type === 'f32'
    ? new Float32Array(Uint32Array.of(bits).buffer)[0]!
    : type === 'i32'
      ? bits | 0
      : bits;
}
