import type { CheckedProgram, Form } from '../../check/checked.ts';
import type { Block, FunctionNode, Instruction, Local, Place, Program, ValueId } from '../../ir/ir.ts';
import { layout, leafOffsets } from '../../ir/layout.ts';
import { leafCount, leaves, type MemoryType, members, type Type } from '../../ir/types.ts';
import { valueOffsets } from '../../ir/value-words.ts';
import { walk } from '../../ir/walk.ts';
import { tripCount } from '../trip-count.ts';
import type { Access32, FlatCode, FlatFunction, FlatId, FlatProgram, Observe } from './flat.ts';
import { FlatBuilder } from './flat-builder.ts';
import { type Located, locate, needsCheck, PlaceWalk } from './flatten-place.ts';
import {
  constantsOf,
  type LocalStorage,
  leafPaths,
  leafRange,
  memberStart,
  storeLocals,
} from './flatten-storage.ts';
import { prune } from './prune.ts';

/**
 * Lowers vectors, structs and places to scalars and word addresses (`flat.ts`). With
 * `observe` the program is an observed one.
 */
export function flatten(checked: CheckedProgram, form: Form, observe?: Observe): FlatProgram {
  const { program } = checked;
  const code = new FlatBuilder();
  const observed = observe !== undefined;
  const shared = {
    checked,
    form,
    observe,
    program,
    code,
    constants: constantsOf(program),
    words: valueOffsets(program.params).offsets,
  };
  const functions = program.functions.map((callee): FlatFunction => {
    const body = new BodyFlattener(shared, callee.locals, callee.body);
    const params = callee.params.map(param => body.parameter(param));
    return {
      name: callee.name,
      params: params.flat(),
      results: leaves(callee.result),
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
  /** By parameter: the first word of a value. */
  readonly words: readonly (number | undefined)[];
}

type Leaves = readonly FlatId[];

/** Where a value can be indexed in memory, instead of being copied there first. */
interface Home {
  readonly memory: { readonly kind: 'words' } | { readonly kind: 'local'; readonly index: number };
  readonly word: number;
}

/** Flattens the body of a kernel or of a function. */
class BodyFlattener {
  readonly #shared: Shared;
  readonly #code: FlatBuilder;
  readonly #storage: LocalStorage;
  readonly #localTypes: readonly Type[];
  readonly #values = new Map<ValueId, Leaves>();
  readonly #types = new Map<ValueId, Type>();
  readonly #homes = new Map<ValueId, Home>();
  /** Array values of which an element is chosen at run time. */
  readonly #indexed = new Set<ValueId>();

  constructor(shared: Shared, locals: readonly Local[], body: Block) {
    this.#shared = shared;
    this.#code = shared.code;
    this.#storage = storeLocals(locals, body, shared.constants, shared.observe !== undefined);
    this.#localTypes = locals.map(local => local.type);
    for (const instruction of walk(body)) {
      if (instruction.op === 'element' && !shared.constants.has(instruction.index))
        this.#indexed.add(instruction.value);
    }
  }

  parameter({ id, type }: FunctionNode['params'][number]): Leaves {
    const ids = leaves(type).map(scalar => this.#code.define(scalar));
    this.#values.set(id, ids);
    this.#types.set(id, type);
    return ids;
  }

  flatten(body: Block): FlatCode {
    const block = this.#code.body(() => {
      for (const [id, ids] of this.#values) this.#settle(id, this.#types.get(id)!, ids);
      this.#block(body);
    });
    return { locals: this.#storage.locals, memories: this.#storage.memories, block };
  }

  #block(block: Block): void {
    for (const instruction of block) this.#instruction(instruction);
  }

  #instruction(instruction: Instruction): void {
    const code = this.#code;
    switch (instruction.op) {
      case 'variable':
        return this.#variable(instruction.local, instruction.initial);
      case 'store':
        return this.#store(instruction.id, instruction.place, this.#leaves(instruction.value));
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
      case 'return':
        return code.emit({
          op: 'return',
          values: instruction.value === undefined ? [] : this.#leaves(instruction.value),
        });
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
        // A scalar stands for all components beside a vector (the condition of `select`).
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
      case 'construct':
        return instruction.args.flatMap(id => this.#leaves(id));
      case 'extract': {
        const type = this.#types.get(instruction.value)!;
        const home = this.#homes.get(instruction.value);
        if (home) {
          const word = home.word + layoutOffset(type, instruction.member);
          this.#homes.set(instruction.id, { memory: home.memory, word });
        }
        const start = memberStart(type, instruction.member);
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
        const args = instruction.args.flatMap(id => this.#leaves(id));
        const ids = leaves(instruction.type).map(scalar => code.define(scalar));
        code.emit({ op: 'call', ids, callee: instruction.callee, args });
        return ids;
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
      if (initial !== undefined) this.#spill(storage.index, type, this.#leaves(initial));
    }
  }

  #spill(memory: number, type: Type, values: Leaves): void {
    const offsets = leafOffsets(type);
    for (const [i, value] of values.entries()) {
      const offset = offsets[i]! / 4;
      this.#code.emit({
        op: 'store',
        memory: { kind: 'local', index: memory },
        address: undefined,
        offset,
        ok: undefined,
        value,
      });
    }
  }

  #load(id: ValueId, place: Place): Leaves {
    const scalars = leaves(place.type);
    const range = this.#range(place);
    if (range === false) return scalars.map(scalar => this.#code.zero(scalar));
    if (range !== undefined) {
      return scalars.map((scalar, i) => {
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
    const scalars = leaves(type);
    const access = this.#access(instruction, located);
    if (access === undefined) return scalars.map(scalar => code.zero(scalar));
    const names = leafPaths(type, located.name);
    return leafOffsets(type).map((bytes, i) => {
      const id = code.define(scalars[i]!);
      code.emit({ op: 'load', id, ...access, offset: access.offset + bytes / 4, name: names[i]! });
      return id;
    });
  }

  #store(id: ValueId, place: Place, values: Leaves): void {
    const range = this.#range(place);
    if (range === false) return;
    if (range !== undefined) {
      for (const [i, value] of values.entries()) this.#code.emit({ op: 'set', local: range + i, value });
      return;
    }
    const access = this.#access(id, this.#locate(id, place));
    if (access === undefined) return;
    for (const [i, bytes] of leafOffsets(place.type).entries()) {
      this.#code.emit({ op: 'store', ...access, offset: access.offset + bytes / 4, value: values[i]! });
    }
  }

  /** Undefined where nothing happens, because an index is known to be out of bounds and nobody looks. */
  #access(instruction: ValueId, { memory, address, offset, ok, indices }: Located): Access32 | undefined {
    if (this.#shared.observe === undefined) return ok === false ? undefined : { memory, address, offset, ok };
    const guard = ok === false ? this.#code.constant('bool', 0) : ok;
    return { memory, address, offset, ok: guard, origin: { instruction, indices } };
  }

  /** An element of an array value: a leaf where the index is constant, else read from memory. */
  #element(id: ValueId, value: ValueId, index: ValueId, type: Type): Leaves {
    const array = this.#types.get(value)!;
    if (array.kind !== 'array') throw new Error('an element is taken of an array');
    const constant = this.#shared.constants.get(index);
    const isOutside = constant !== undefined && constant >= array.length;
    if (isOutside && this.#shared.observe === undefined)
      return leaves(type).map(scalar => this.#code.zero(scalar));
    if (constant !== undefined && !isOutside) {
      const start = constant * leafCount(type);
      return this.#leaves(value).slice(start, start + leafCount(type));
    }
    const home: Home = isOutside ? { memory: { kind: 'words' }, word: 0 } : this.#homes.get(value)!;
    const place = new PlaceWalk(this.#code, this.#isChecked(id));
    place.skip(home.word);
    place.element(this.#scalar(index), array.length, layout(type).stride / 4);
    return this.#read(id, place.end(home.memory, 'element'), type);
  }

  /**
   * The first scalar local of a place that is in scalars; false where it is out of bounds;
   * undefined where it is in memory.
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
    this.#values.set(id, ids);
    this.#types.set(id, type);
    if (this.#shared.checked.uniform.has(id)) for (const leaf of ids) this.#code.uniform.add(leaf);
    this.#settle(id, type, ids);
  }

  /** Puts an array value that is indexed at run time where it can be indexed, as soon as it exists. */
  #settle(id: ValueId, type: Type, ids: Leaves): void {
    if (!this.#indexed.has(id) || this.#homes.has(id)) return;
    const index = this.#storage.memories.push({ name: 'array', words: layout(type).size / 4 }) - 1;
    this.#spill(index, type, ids);
    this.#homes.set(id, { memory: { kind: 'local', index }, word: 0 });
  }

  #leaves(id: ValueId): Leaves {
    return this.#values.get(id)!;
  }

  #scalar(id: ValueId): FlatId {
    return this.#leaves(id)[0]!;
  }
}

/** Word offset of a member within a value. */
function layoutOffset(type: Type, member: number): number {
  return type.kind === 'array'
    ? (member * layout(members(type)[0]!).stride) / 4
    : layout(type).offsets[member]! / 4;
}
