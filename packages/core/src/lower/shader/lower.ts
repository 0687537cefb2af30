import type { CheckedProgram, Form } from '../../check/checked.ts';
import type { Block, ForNode, Instruction, Local, Place, Program, ValueId } from '../../ir/ir.ts';
import { leaves, type Scalar, type Type, U32 } from '../../ir/types.ts';
import { walk } from '../../ir/walk.ts';
import { needsCheck } from '../flat/flatten-place.ts';
import { tripCount } from '../trip-count.ts';
import { MemoryLowering } from './lower-memory.ts';
import { type LoweredPlace, lowerPlace } from './lower-place.ts';
import { hasIntegerVectors, opaqueZero } from './opaque-zero.ts';
import { storageBarriers } from './ordered-storage.ts';
import { pruneShader } from './prune-shader.ts';
import type { ShaderFunction, ShaderLocal, ShaderProgram } from './shader.ts';
import { ShaderBuilder } from './shader-builder.ts';
import { valueType, withoutBools } from './without-bools.ts';

/** Lowers a program to the shader IR (`shader.ts`), in one of its two forms. */
export function lowerToShader(checked: CheckedProgram, form: Form): ShaderProgram {
  const { program } = checked;
  const code = new ShaderBuilder();
  const shared: Shared = { checked, form, program, code, storage: storageBarriers(checked), callees: [] };
  for (const { name, params, result, locals, body } of program.functions) {
    const lowering = new BodyLowering(shared, locals, body);
    const own = params.map(({ id, type }) => ({ id: lowering.parameter(id, type), type: valueType(type) }));
    const block = lowering.lower(body);
    const callee: ShaderFunction = {
      name,
      params: own,
      result: valueType(result),
      ...pruneShader({ locals: lowering.locals, body: block }),
    };
    // A function comes after those that it calls, including the functions that implement operations.
    shared.callees.push(code.functions.push(callee) - 1);
  }
  const lowering = new BodyLowering(shared, program.locals, program.body);
  const body = lowering.lower(program.body);
  return {
    name: program.name,
    kind: program.kind,
    dimensions: program.dimensions,
    groupSize: program.groupSize,
    form,
    params: program.params.map(({ name, access, type }) => ({ name, access, type: withoutBools(type) })),
    shared: program.shared.map(({ type, length }) => ({ type: withoutBools(type), length })),
    functions: code.functions,
    ...pruneShader({ locals: lowering.locals, body }),
    inputs: code.inputs,
    types: code.types,
    hints: code.hints,
    origins: code.origins,
  };
}

interface Shared {
  readonly checked: CheckedProgram;
  readonly form: Form;
  readonly program: Program;
  readonly code: ShaderBuilder;
  readonly storage: ReadonlySet<ValueId>;
  /** The number in the shader of each function of the program. */
  readonly callees: number[];
}

type ValueInstruction = Exclude<Extract<Instruction, { type: Type }>, { op: 'for' | 'subgroup' }>;

/** Lowers the body of a kernel or of a function. */
class BodyLowering {
  readonly locals: ShaderLocal[];
  readonly #memory: MemoryLowering;
  readonly #shared: Shared;
  readonly #code: ShaderBuilder;
  /** The types of variables in the checked program, and of those that `#settle` adds. */
  readonly #localTypes: Type[];
  readonly #values = new Map<ValueId, ValueId>();
  /** The types in the checked program. */
  readonly #types = new Map<ValueId, Type>();
  /**
   * Array values that are indexed at run time. They are in variables, because not every language can index a
   * value.
   */
  readonly #indexed = new Set<ValueId>();
  readonly #homes = new Map<ValueId, number>();

  constructor(shared: Shared, locals: readonly Local[], body: Block) {
    this.#shared = shared;
    this.#code = shared.code;
    this.#localTypes = locals.map(({ type }) => type);
    this.locals = locals.map(({ type }) => ({ type: valueType(type) }));
    this.#memory = new MemoryLowering(this.#code, this.locals);
    for (const instruction of walk(body))
      if (instruction.op === 'element') this.#indexed.add(instruction.value);
  }

  parameter(id: ValueId, type: Type): ValueId {
    const own = this.#code.define(valueType(type));
    this.#values.set(id, own);
    this.#types.set(id, type);
    return own;
  }

  lower(body: Block): ReturnType<ShaderBuilder['body']> {
    return this.#code.body(() => {
      for (const [id, value] of this.#values) this.#settle(id, value);
      this.#block(body);
    });
  }

  /** Lowers a block up to its first jump, because some compilers refuse code after a jump. */
  #block(block: Block): void {
    for (const instruction of block) {
      this.#code.origin = instruction.id;
      this.#instruction(instruction);
      if (isEnd(instruction)) return;
    }
  }

  #value(id: ValueId): ValueId {
    return this.#values.get(id)!;
  }

  #instruction(instruction: Instruction): void {
    const code = this.#code;
    switch (instruction.op) {
      case 'variable': {
        const { local, initial } = instruction;
        const { type } = this.locals[local]!;
        const unwritten = () => (hasIntegerVectors(type) ? opaqueZero(code, type) : undefined);
        code.emit({
          op: 'variable',
          local,
          initial: initial === undefined ? unwritten() : this.#kept(initial),
        });
        return;
      }
      case 'store': {
        const { id, place, value } = instruction;
        const stored = place.root.kind === 'local' ? this.#kept(value) : this.#value(value);
        return this.#memory.store(place, this.#place(id, place), stored);
      }
      case 'barrier':
        code.emit({
          op: 'barrier',
          shared: this.#shared.program.shared.length > 0,
          storage: this.#shared.storage.has(instruction.id),
        });
        return;
      case 'if': {
        const condition = this.#value(instruction.condition);
        const then = code.block(() => this.#block(instruction.then));
        code.emit({ op: 'if', condition, then, else: code.block(() => this.#block(instruction.else)) });
        return;
      }
      case 'loop':
        code.emit({ op: 'loop', body: code.block(() => this.#block(instruction.body)) });
        return;
      case 'for':
        return this.#for(instruction);
      case 'break':
      case 'continue':
        code.emit({ op: instruction.op });
        return;
      case 'return':
        code.emit({
          op: 'return',
          value: instruction.value === undefined ? undefined : this.#kept(instruction.value),
        });
        return;
      case 'subgroup':
        throw new Error(`a backend without subgroups refuses '${instruction.name}' before`);
      default: {
        this.#types.set(instruction.id, instruction.type);
        const value = this.#valueOf(instruction);
        this.#values.set(instruction.id, value);
        this.#settle(instruction.id, value);
      }
    }
  }

  /** Lowers a value that is stored whole: in a variable or composite, or as an argument or result of a function. */
  #kept(id: ValueId): ValueId {
    const code = this.#code;
    const value = this.#value(id);
    const type = code.typeOf(value);
    const isZero = code.constantOf(value)?.every(bits => bits === 0);
    return isZero && hasIntegerVectors(type) ? opaqueZero(code, type) : value;
  }

  #valueOf(instruction: ValueInstruction): ValueId {
    const code = this.#code;
    switch (instruction.op) {
      case 'const':
        return code.constant(instruction.type.scalar, instruction.bits);
      case 'param':
        return this.#memory.loaded(
          code.param(instruction.param, withoutBools(instruction.type)),
          instruction.type,
        );
      case 'builtin':
        return code.builtin(instruction.builtin);
      case 'length':
        return code.length(instruction.param, instruction.axis);
      case 'compute': {
        const on = leaves(this.#types.get(instruction.args[instruction.name === 'select' ? 1 : 0]!)!)[0]!;
        return code.compute(instruction.name, on, ...instruction.args.map(arg => this.#value(arg)));
      }
      case 'construct': {
        const args = instruction.args.map(arg => this.#memory.stored(this.#kept(arg), this.#types.get(arg)!));
        return code.construct(withoutBools(instruction.type), args);
      }
      case 'extract': {
        const part = code.extract(
          this.#value(instruction.value),
          instruction.member,
          withoutBools(instruction.type),
        );
        return this.#memory.loaded(part, instruction.type);
      }
      case 'element':
        return this.#element(instruction.id, instruction.value, instruction.index, instruction.type);
      case 'load':
        return this.#memory.load(instruction.place, this.#place(instruction.id, instruction.place));
      case 'uniformLoad':
        return this.#memory.uniformLoad(
          instruction.place,
          this.#place(instruction.id, instruction.place, true),
          this.#shared.storage.has(instruction.id),
        );
      case 'atomic':
        return this.#atomic(instruction);
      case 'call': {
        const args = instruction.args.map(arg => this.#kept(arg));
        return code.emit({
          op: 'call',
          type: valueType(instruction.type),
          callee: this.#shared.callees[instruction.callee]!,
          args,
        });
      }
    }
  }

  #for({ id, type, from, to, step, body }: ForNode): void {
    const code = this.#code;
    const on = type.scalar;
    const [first, end, by] = [from, to, step].map(value => this.#value(value)) as [ValueId, ValueId, ValueId];
    this.#types.set(id, type);
    if (this.#isPlain(type.scalar, end, by)) {
      const index = code.define(type);
      this.#values.set(id, index);
      code.emit(
        { op: 'for', type, from: first, to: end, step: by, body: code.block(() => this.#block(body)) },
        index,
      );
      return;
    }
    const trips = tripCount(code, on, first, end, by);
    const trip = code.define(U32);
    code.hints.set(trips, 'trips');
    code.hints.set(trip, 'trip');
    const counted = code.block(() => {
      const count = on === 'i32' ? code.compute('toI32', 'u32', trip) : trip;
      const index = code.compute('add', on, first, code.compute('mul', on, count, by));
      code.hints.set(index, 'i');
      this.#values.set(id, index);
      this.#block(body);
    });
    code.emit({ op: 'for', type: U32, from: code.u32(0), to: trips, step: code.u32(1), body: counted }, trip);
  }

  /**
   * True if the index can be counted until it is no longer before `to`, without wrapping. A step of one always
   * can.
   */
  #isPlain(on: Scalar, to: ValueId, step: ValueId): boolean {
    const bits = this.#code.bitsOf(step);
    if (!bits) return false;
    const by = on === 'i32' ? bits | 0 : bits;
    if (by === 1 || by === -1) return true;
    // No buffer has 2^31 elements.
    if (on === 'u32' && this.#code.inputs.get(to)?.op === 'length') return by <= 2 ** 31;
    const end = this.#code.bitsOf(to);
    if (end === undefined) return false;
    if (on === 'u32') return end + by <= 2 ** 32;
    return by > 0 ? (end | 0) + by <= 2 ** 31 : (end | 0) + by >= -(2 ** 31) - 1;
  }

  // ---- places
  #place(id: ValueId, place: Place, clamped = false): LoweredPlace {
    const { checked, form, program } = this.#shared;
    const isChecked = needsCheck(checked.access.bounds.get(id), form);
    return lowerPlace(this.#code, program, this.#localTypes, place, index => this.#value(index), {
      isChecked,
      clamped,
    });
  }

  #atomic({ id, type, name, place, args }: Extract<Instruction, { op: 'atomic' }>): ValueId {
    const operands = args.map(arg => this.#value(arg));
    return this.#memory.atomic(type, name, this.#place(id, place), operands);
  }

  /** Lowers an element of an array value. */
  #element(id: ValueId, value: ValueId, index: ValueId, type: Type): ValueId {
    const code = this.#code;
    const array = this.#types.get(value)!;
    if (array.kind !== 'array') throw new Error('an element is taken of an array');
    const inMemory = withoutBools(type);
    const at = this.#value(index);
    const known = code.bitsOf(at);
    const made = code.definition(this.#value(value));
    if (known !== undefined && known >= array.length) return this.#memory.loaded(code.zero(inMemory), type);
    if (known !== undefined && made?.op === 'construct') return this.#memory.loaded(made.args[known]!, type);
    const local = this.#homes.get(value);
    if (local !== undefined) {
      const place: Place = { root: { kind: 'local', index: local }, path: [{ element: index }], type };
      const isChecked = needsCheck(this.#shared.checked.access.bounds.get(id), this.#shared.form);
      return this.#memory.load(
        place,
        lowerPlace(code, this.#shared.program, this.#localTypes, place, element => this.#value(element), {
          isChecked,
        }),
      );
    }
    const element = this.#memory.loaded(code.element(this.#value(value), at, inMemory), type);
    const isChecked =
      known === undefined && needsCheck(this.#shared.checked.access.bounds.get(id), this.#shared.form);
    if (!isChecked) return element;
    const unsigned = code.compute('toU32', code.elementOf(at), at);
    const ok = code.compute('lt', 'u32', unsigned, code.u32(array.length));
    return inMemory.kind === 'scalar' || inMemory.kind === 'vec'
      ? this.#memory.chosen(ok, element)
      : this.#memory.maybe(inMemory, ok, () => element);
  }

  /**
   * Copies an array value that is indexed at run time to a variable, where the value is defined. A parameter of the
   * launch is in memory already.
   */
  #settle(id: ValueId, value: ValueId): void {
    if (!this.#indexed.has(id) || this.#isInParam(value)) return;
    const local = this.locals.push({ type: this.#code.typeOf(value), isFinal: true }) - 1;
    this.#localTypes[local] = this.#types.get(id)!;
    this.#code.emit({ op: 'variable', local, initial: value });
    this.#homes.set(id, local);
  }

  #isInParam(value: ValueId): boolean {
    const made = this.#code.definition(value);
    if (made?.op === 'extract' || made?.op === 'element') return this.#isInParam(made.value);
    return this.#code.inputs.get(value)?.op === 'param';
  }
}

/**
 * True if no code after the instruction is reachable. Code after a loop without an exit is unreachable too, but it is
 * kept, because naga accepts a function only if it ends with a `return`.
 */
function isEnd(instruction: Instruction): boolean {
  switch (instruction.op) {
    case 'break':
    case 'continue':
    case 'return':
      return true;
    case 'if':
      return instruction.then.some(isEnd) && instruction.else.some(isEnd);
    default:
      return false;
  }
}
