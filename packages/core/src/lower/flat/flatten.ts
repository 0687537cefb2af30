import type { CheckedProgram, Form } from '../../check/checked.ts';
import type { Block, FunctionNode, Instruction, Local, Place, Program, ValueId } from '../../ir/ir.ts';
import { layout, leafOffsets } from '../../ir/layout.ts';
import { leafCount, leafStart, leaves, type MemoryType, type Type } from '../../ir/types.ts';
import { valueOffsets } from '../../ir/value-words.ts';
import { operands, walk } from '../../ir/walk.ts';
import { tripCount } from '../trip-count.ts';
import type {
  Access32,
  FlatCode,
  FlatFunction,
  FlatId,
  FlatMemory,
  FlatProgram,
  MemoryRef,
  Observe,
} from './flat.ts';
import { FlatBuilder } from './flat-builder.ts';
import { type Located, locate, needsCheck, PlaceWalk } from './flatten-place.ts';
import { constantsOf, type LocalStorage, leafPaths, leafRange, storeLocals } from './flatten-storage.ts';
import { copyValue, isLarge } from './large-values.ts';
import { prune } from './prune.ts';

/**
 * Lowers vectors, structs and places to scalars and word addresses (`flat.ts`). With `observe` the result is an
 * observed program.
 */
export function flatten(checked: CheckedProgram, form: Form, observe?: Observe): FlatProgram {
  const { program } = checked;
  const code = new FlatBuilder();
  const observed = observe !== undefined;
  const passed: FlatMemory[] = [];
  const pass = (type: Type): MemoryRef | undefined =>
    isLarge(type)
      ? { kind: 'passed', index: passed.push({ name: 'passed', words: layout(type).size / 4 }) - 1 }
      : undefined;
  const shared: Shared = {
    checked,
    form,
    observe,
    program,
    code,
    constants: constantsOf(program),
    words: valueOffsets(program.params).offsets,
    passing: program.functions.map(({ params, result }) => ({
      params: params.map(({ type }) => pass(type)),
      result: pass(result),
    })),
  };
  const functions = program.functions.map((callee, i): FlatFunction => {
    const passing = shared.passing[i]!;
    const body = new BodyFlattener(shared, callee.locals, callee.body, passing.result);
    const params = callee.params.map((param, k) => body.parameter(param, passing.params[k]));
    return {
      name: callee.name,
      params: params.flat(),
      results: passing.result ? [] : leaves(callee.result),
      ...prune(body.flatten(callee.body), observed),
    };
  });
  const body = prune(new BodyFlattener(shared, program.locals, program.body).flatten(program.body), observed);
  return {
    name: program.name,
    kind: program.kind,
    dimensions: program.dimensions,
    groupSize: program.groupSize,
    precision: program.precision,
    form,
    observed,
    params: program.params.map(({ name, access, type }) => ({
      name,
      access,
      strideWords: access === 'value' ? 0 : layout(type).stride / 4,
    })),
    shared: program.shared.map(({ type, length }) => ({
      name: 'shared',
      words: (length * layout(type).stride) / 4,
    })),
    passed,
    inputs: code.inputs,
    functions,
    body,
    types: code.types,
    uniform: code.uniform,
  };
}

interface Shared {
  readonly checked: CheckedProgram;
  readonly form: Form;
  readonly observe: Observe | undefined;
  readonly program: Program;
  readonly code: FlatBuilder;
  readonly constants: ReadonlyMap<ValueId, number>;
  /** The first word of each `value` parameter. */
  readonly words: readonly (number | undefined)[];
  readonly passing: readonly Passing[];
}

/** The memories of the large parameters and results of a function. */
interface Passing {
  readonly params: readonly (MemoryRef | undefined)[];
  readonly result: MemoryRef | undefined;
}

type Leaves = readonly FlatId[];

/** The memory of a value that is large, or is indexed in memory without being copied first. */
interface Home {
  readonly memory: MemoryRef;
  readonly word: number;
}

const accessTo = (memory: MemoryRef, word = 0): Access32 => ({
  memory,
  address: undefined,
  offset: word,
  ok: undefined,
});

/** Flattens the body of a kernel or of a function. */
class BodyFlattener {
  readonly #shared: Shared;
  readonly #code: FlatBuilder;
  readonly #storage: LocalStorage;
  readonly #localTypes: readonly Type[];
  readonly #values = new Map<ValueId, Leaves>();
  readonly #types = new Map<ValueId, Type>();
  readonly #homes = new Map<ValueId, Home>();
  /** Array values that are indexed at run time. */
  readonly #indexed = new Set<ValueId>();
  readonly #uses = new Map<ValueId, number>();
  /** Large values that are stored before their source can change. They are copied once, directly to the target. */
  readonly #direct = new Map<ValueId, Access32>();
  readonly #result: MemoryRef | undefined;

  constructor(shared: Shared, locals: readonly Local[], body: Block, result?: MemoryRef) {
    this.#shared = shared;
    this.#result = result;
    this.#code = shared.code;
    this.#storage = storeLocals(locals, body, shared.constants, shared.observe !== undefined);
    this.#localTypes = locals.map(local => local.type);
    for (const instruction of walk(body)) {
      for (const id of operands(instruction)) this.#uses.set(id, (this.#uses.get(id) ?? 0) + 1);
      if (instruction.op === 'element' && !shared.constants.has(instruction.index))
        this.#indexed.add(instruction.value);
    }
  }

  parameter({ id, type }: FunctionNode['params'][number], memory: MemoryRef | undefined): Leaves {
    this.#types.set(id, type);
    if (memory) {
      this.#homes.set(id, { memory, word: 0 });
      return [];
    }
    const ids = leaves(type).map(scalar => this.#code.define(scalar));
    this.#values.set(id, ids);
    return ids;
  }

  flatten(body: Block): FlatCode {
    const block = this.#code.body(() => {
      for (const id of this.#values.keys()) this.#settle(id, this.#types.get(id)!);
      this.#block(body);
    });
    return { locals: this.#storage.locals, memories: this.#storage.memories, block };
  }

  #block(block: Block): void {
    for (const [i, instruction] of block.entries())
      if (!this.#isDirect(block, i)) this.#instruction(instruction);
  }

  /**
   * True if the instruction loads a large value whose only use is a store or a variable after it, with only pure values
   * in between. Source and target have the same type, so they are the same place or disjoint.
   */
  #isDirect(block: Block, at: number): boolean {
    const load = block[at]!;
    if (load.op !== 'load' || !isLarge(load.type) || this.#uses.get(load.id) !== 1) return false;
    let next = at + 1;
    while (next < block.length && PURE.has(block[next]!.op)) next++;
    const use = block[next];
    if ((use?.op === 'store' ? use.value : use?.op === 'variable' ? use.initial : undefined) !== load.id)
      return false;
    const access = this.#access(load.id, this.#locate(load.id, load.place));
    if (!access) return false;
    this.#types.set(load.id, load.type);
    this.#direct.set(load.id, access);
    return true;
  }

  #instruction(instruction: Instruction): void {
    const code = this.#code;
    switch (instruction.op) {
      case 'variable':
        return this.#variable(instruction.local, instruction.initial);
      case 'store':
        return this.#store(instruction.id, instruction.place, instruction.value);
      case 'barrier':
        return code.emit({ op: 'barrier' });
      case 'if':
        return code.emit({
          op: 'if',
          condition: this.#scalar(instruction.condition),
          then: code.block(() => this.#block(instruction.then)),
          else: code.block(() => this.#block(instruction.else)),
        });
      case 'loop':
        return code.emit({ op: 'loop', body: code.block(() => this.#block(instruction.body)) });
      case 'for': {
        const on = instruction.type.scalar;
        const [from, to, step] = [instruction.from, instruction.to, instruction.step].map(id =>
          this.#scalar(id),
        );
        const trips = tripCount(code, on, from!, to!, step!);
        const id = code.define(on);
        this.#define(instruction.id, instruction.type, [id]);
        const body = code.block(() => this.#block(instruction.body));
        return code.emit({ op: 'for', id, from: from!, step: step!, trips, body });
      }
      case 'break':
      case 'continue':
        return code.emit({ op: instruction.op });
      case 'return': {
        const { value } = instruction;
        if (this.#result) this.#put(accessTo(this.#result), value!);
        return code.emit({
          op: 'return',
          values: value === undefined || this.#result ? [] : this.#leaves(value),
        });
      }
      case 'subgroup':
        throw new Error(
          `a backend that flattens has no subgroups, so '${instruction.name}' is refused before`,
        );
      default:
        this.#define(instruction.id, instruction.type, this.#value(instruction));
    }
  }

  #value(instruction: Exclude<Extract<Instruction, { type: Type }>, { op: 'for' | 'subgroup' }>): Leaves {
    const code = this.#code;
    switch (instruction.op) {
      case 'const':
        return [code.constant(instruction.type.scalar, instruction.bits)];
      case 'param': {
        const word = this.#shared.words[instruction.param]!;
        this.#homes.set(instruction.id, { memory: { kind: 'words' }, word });
        if (isLarge(instruction.type)) return [];
        const scalars = leaves(instruction.type);
        const names = leafPaths(instruction.type, this.#shared.program.params[instruction.param]!.name);
        return leafOffsets(instruction.type).map((bytes, i) =>
          code.word(scalars[i]!, word + bytes / 4, names[i]!),
        );
      }
      case 'builtin':
        return [code.builtin(instruction.builtin)];
      case 'length':
        return [code.length(instruction.param, instruction.axis)];
      case 'compute': {
        const args = instruction.args.map(id => this.#leaves(id));
        const on = leaves(this.#types.get(instruction.args[instruction.name === 'select' ? 1 : 0]!)!);
        // Beside vectors a scalar, the condition of `select`, is used for all components.
        return on.map((scalar, i) => {
          const operands = args.map(leaf => leaf[i] ?? leaf[0]!);
          const result = code.compute(instruction.name, scalar, ...operands);
          if (this.#shared.observe?.inspects(instruction.name, scalar)) {
            const { id, name } = instruction;
            code.emit({ op: 'inspect', instruction: id, name, on: scalar, args: operands, result });
          }
          return result;
        });
      }
      case 'construct': {
        const { id, type, args } = instruction;
        if (!isLarge(type)) return args.flatMap(arg => this.#leaves(arg));
        return this.#inMemory(id, type, ({ memory }) => {
          for (const [i, arg] of args.entries()) this.#put(accessTo(memory, layoutOffset(type, i)), arg);
        });
      }
      case 'extract': {
        const type = this.#types.get(instruction.value)!;
        const home = this.#homes.get(instruction.value);
        if (home) {
          const word = home.word + layoutOffset(type, instruction.member);
          this.#homes.set(instruction.id, { memory: home.memory, word });
          if (isLarge(type)) return this.#fromHome(instruction.id, instruction.type);
        }
        const start = leafStart(type, instruction.member);
        return this.#leaves(instruction.value).slice(start, start + leafCount(instruction.type));
      }
      case 'element':
        return this.#element(instruction.id, instruction.value, instruction.index, instruction.type);
      case 'load':
        return this.#load(instruction.id, instruction.place);
      case 'uniformLoad': {
        code.emit({ op: 'barrier' });
        const ids = this.#load(instruction.id, instruction.place);
        code.emit({ op: 'barrier' });
        return ids;
      }
      case 'atomic': {
        const access = this.#access(instruction.id, this.#locate(instruction.id, instruction.place));
        const on = instruction.type.scalar;
        if (access === undefined) return [code.zero(on)];
        const args = instruction.args.map(arg => this.#scalar(arg));
        const id = code.define(on);
        code.emit({ op: 'atomic', id, name: instruction.name, on, ...access, args });
        return [id];
      }
      case 'call': {
        const { id, type, callee } = instruction;
        const { params, result } = this.#shared.passing[callee]!;
        const args = instruction.args.flatMap((arg, i) => {
          const memory = params[i];
          if (!memory) return this.#leaves(arg);
          this.#put(accessTo(memory), arg);
          return [];
        });
        const ids = result ? [] : leaves(type).map(scalar => code.define(scalar));
        const passes = result !== undefined || params.some(memory => memory !== undefined);
        code.emit({ op: 'call', ids, callee, args, passes });
        // Copied, because another call may write the same memory.
        return result ? this.#inMemory(id, type, to => copyValue(code, type, accessTo(result), to)) : ids;
      }
    }
  }

  #variable(local: number, initial: ValueId | undefined): void {
    const storage = this.#storage.of[local]!;
    const type = this.#localTypes[local]!;
    if (storage.kind === 'scalars') {
      const values =
        initial === undefined ? leaves(type).map(scalar => this.#code.zero(scalar)) : this.#leaves(initial);
      for (const [i, value] of values.entries())
        this.#code.emit({ op: 'declare', local: storage.first + i, value });
    } else {
      this.#code.emit({ op: 'clear', memory: storage.index });
      if (initial !== undefined) this.#put(accessTo({ kind: 'local', index: storage.index }), initial);
    }
  }

  /** Writes a value to memory. */
  #put(to: Access32, id: ValueId): void {
    const type = this.#types.get(id)!;
    if (isLarge(type)) {
      const home = this.#homes.get(id);
      const from = home ? accessTo(home.memory, home.word) : this.#direct.get(id)!;
      return copyValue(this.#code, type, from, to);
    }
    const values = this.#leaves(id);
    for (const [i, bytes] of leafOffsets(type).entries())
      this.#code.emit({ op: 'store', ...to, offset: to.offset + bytes / 4, value: values[i]! });
  }

  /** Allocates a memory for a value. A large value has no leaves. */
  #inMemory(id: ValueId, type: Type, fill: (to: Access32) => void): Leaves {
    const index = this.#storage.memories.push({ name: 'array', words: layout(type).size / 4 }) - 1;
    const memory: MemoryRef = { kind: 'local', index };
    this.#homes.set(id, { memory, word: 0 });
    fill(accessTo(memory));
    return [];
  }

  /** A part of a large value: its memory if it is large too, else its leaves. */
  #fromHome(id: ValueId, type: Type): Leaves {
    if (isLarge(type)) return [];
    const { memory, word } = this.#homes.get(id)!;
    const located = { memory, address: undefined, offset: word, ok: undefined, indices: [], name: 'value' };
    return this.#read(id, located, type);
  }

  #load(id: ValueId, place: Place): Leaves {
    const range = this.#range(place);
    if (range === false) return leaves(place.type).map(scalar => this.#code.zero(scalar));
    if (range !== undefined) {
      return leaves(place.type).map((scalar, i) => {
        const value = this.#code.define(scalar);
        this.#code.emit({ op: 'get', id: value, local: range + i });
        return value;
      });
    }
    return this.#read(id, this.#locate(id, place), place.type);
  }

  /** Loads every leaf of a place. */
  #read(instruction: ValueId, located: Located, type: MemoryType): Leaves {
    const code = this.#code;
    const access = this.#access(instruction, located);
    if (isLarge(type)) {
      return this.#inMemory(instruction, type as Type, to => {
        const { memory } = to;
        if (access) copyValue(code, type, access, to);
        else if (memory.kind === 'local') code.emit({ op: 'clear', memory: memory.index });
      });
    }
    const scalars = leaves(type);
    if (access === undefined) return scalars.map(scalar => code.zero(scalar));
    const names = leafPaths(type, located.name);
    return leafOffsets(type).map((bytes, i) => {
      const id = code.define(scalars[i]!);
      code.emit({ op: 'load', id, ...access, offset: access.offset + bytes / 4, name: names[i]! });
      return id;
    });
  }

  #store(id: ValueId, place: Place, value: ValueId): void {
    const range = this.#range(place);
    if (range === false) return;
    if (range !== undefined) {
      for (const [i, leaf] of this.#leaves(value).entries())
        this.#code.emit({ op: 'set', local: range + i, value: leaf });
      return;
    }
    const access = this.#access(id, this.#locate(id, place));
    if (access !== undefined) this.#put(access, value);
  }

  /** The access. Undefined if an index is known to be out of bounds and the program is not observed. */
  #access(instruction: ValueId, { memory, address, offset, ok, indices }: Located): Access32 | undefined {
    if (this.#shared.observe === undefined) return ok === false ? undefined : { memory, address, offset, ok };
    const guard = ok === false ? this.#code.constant('bool', 0) : ok;
    return { memory, address, offset, ok: guard, origin: { instruction, indices } };
  }

  /** An element of an array value: its leaves if the index is constant, else a read from memory. */
  #element(id: ValueId, value: ValueId, index: ValueId, type: Type): Leaves {
    const array = this.#types.get(value)!;
    if (array.kind !== 'array') throw new Error('an element is taken of an array');
    const constant = this.#shared.constants.get(index);
    const isOutside = constant !== undefined && constant >= array.length;
    const stride = layout(type).stride / 4;
    if (isOutside && this.#shared.observe === undefined && !isLarge(type))
      return leaves(type).map(scalar => this.#code.zero(scalar));
    if (constant !== undefined && !isOutside) {
      const home = this.#homes.get(value);
      if (home) this.#homes.set(id, { memory: home.memory, word: home.word + constant * stride });
      if (isLarge(array)) return this.#fromHome(id, type);
      const start = constant * leafCount(type);
      return this.#leaves(value).slice(start, start + leafCount(type));
    }
    const home: Home = isOutside ? { memory: { kind: 'words' }, word: 0 } : this.#homes.get(value)!;
    const place = new PlaceWalk(this.#code, this.#isChecked(id));
    place.skip(home.word);
    place.element(this.#scalar(index), array.length, stride);
    return this.#read(id, place.end(home.memory, 'element'), type);
  }

  /**
   * The first scalar local of a place; false if the place is out of bounds; undefined if it is in
   * memory.
   */
  #range(place: Place): number | false | undefined {
    if (place.root.kind !== 'local') return undefined;
    const storage = this.#storage.of[place.root.index]!;
    if (storage.kind === 'memory') return undefined;
    const range = leafRange(this.#localTypes[place.root.index]!, place.path, this.#shared.constants);
    return range ? storage.first + range.start : false;
  }

  #locate(id: ValueId, place: Place): Located {
    const { program } = this.#shared;
    const { kind, index } = place.root;
    const storage = kind === 'local' ? this.#storage.of[index]! : undefined;
    const local =
      storage?.kind === 'memory' ? { type: this.#localTypes[index]!, memory: storage.index } : undefined;
    return locate(this.#code, program, place, local, element => this.#scalar(element), this.#isChecked(id));
  }

  #isChecked(id: ValueId): boolean {
    return needsCheck(this.#shared.checked.access.bounds.get(id), this.#shared.form);
  }

  #define(id: ValueId, type: Type, ids: Leaves): void {
    if (!isLarge(type)) this.#values.set(id, ids);
    this.#types.set(id, type);
    if (this.#shared.checked.uniform.has(id)) for (const leaf of ids) this.#code.uniform.add(leaf);
    this.#settle(id, type);
  }

  /** Copies an array value that is indexed at run time to memory, where the value is defined. */
  #settle(id: ValueId, type: Type): void {
    if (!this.#indexed.has(id) || this.#homes.has(id)) return;
    this.#inMemory(id, type, to => this.#put(to, id));
  }

  #leaves(id: ValueId): Leaves {
    return this.#values.get(id)!;
  }

  #scalar(id: ValueId): FlatId {
    return this.#leaves(id)[0]!;
  }
}

/** Instructions that change no memory and do not use a large value as a whole. */
const PURE: ReadonlySet<Instruction['op']> = new Set(['const', 'param', 'builtin', 'length', 'compute']);

/** The word offset of a member within a value. */
function layoutOffset(type: Type, member: number): number {
  return type.kind === 'array' ? (member * layout(type.elem).stride) / 4 : layout(type).offsets[member]! / 4;
}
