import { NotSupportedError } from '../errors/errors.ts';
import { bitMoves } from '../ir/fold.ts';
import type {
  Block,
  Builtin,
  FunctionNode,
  Instruction,
  LengthNode,
  Place,
  Program,
  ValueId,
} from '../ir/ir.ts';
import { layout } from '../ir/layout.ts';
import { leafCount, leafStart, type Type } from '../ir/types.ts';
import { compute, element } from './compute.ts';
import { branch, called, counted, type Flow, leave, loop, sequence, straight } from './control.ts';
import { BROKEN, binding, CONTINUED, Machine, RETURNED, type Run } from './machine.ts';
import { atomic, clear, copy, load, store } from './memory.ts';
import type { AccessKind } from './observer.ts';
import { type CompiledPlace, compilePlace, observe, type Variable } from './place.ts';
import { rowCount, type Slots } from './registers.ts';

/** A compiled program and the machine that it runs on. */
export interface Executable {
  readonly machine: Machine;
  readonly run: Run;
  /** The rows that are filled before a launch, and before each set of invocations. */
  readonly values: ReadonlyMap<number, Slots>;
  readonly lengths: ReadonlyMap<`${LengthNode['axis']} ${number}`, number>;
  readonly builtins: ReadonlyMap<Builtin, number>;
}

/**
 * The number of invocations of a range kernel that run in lockstep: enough to make the cost of an instruction small
 * compared to that of its lanes.
 */
const RANGE_LANES = 256;
/** The limit of register words. A range kernel with large arrays runs fewer invocations at a time. */
const MAX_REGISTER_WORDS = 1 << 22;

interface Callee {
  readonly params: readonly Slots[];
  readonly result: Slots;
  readonly run: Run;
}

/** The variables of the body or function that is being compiled, and the rows of a function's result. */
interface Frame {
  readonly variables: readonly Variable[];
  readonly result: Slots | undefined;
}

/** Compiles each instruction to a closure over its rows, once. A run then only calls closures. */
export function compile(program: Program): Executable {
  const rows = rowCount(program);
  const lanes =
    program.kind === 'group'
      ? program.groupSize
      : Math.max(1, Math.min(RANGE_LANES, Math.floor(MAX_REGISTER_WORDS / rows)));
  const compiler = new Compiler(program, new Machine(lanes, rows));
  return compiler.executable();
}

class Compiler {
  readonly #program: Program;
  readonly #machine: Machine;
  readonly #slots = new Map<ValueId, Slots>();
  readonly #types = new Map<ValueId, Type>();
  readonly #values = new Map<number, Slots>();
  readonly #lengths = new Map<`${LengthNode['axis']} ${number}`, number>();
  readonly #builtins = new Map<Builtin, number>();
  readonly #callees: Callee[] = [];

  constructor(program: Program, machine: Machine) {
    this.#program = program;
    this.#machine = machine;
    for (const { type, length } of program.shared) {
      const stride = layout(type).stride / 4;
      machine.shared.push(
        binding(new Uint32Array(length * stride), 0, stride, { length, width: length, height: 1, depth: 1 }),
      );
    }
  }

  executable(): Executable {
    for (const callee of this.#program.functions) this.#callees.push(this.#function(callee));
    const { run } = this.#block(this.#program.body, {
      variables: this.#variables(this.#program.locals),
      result: undefined,
    });
    return {
      machine: this.#machine,
      run,
      values: this.#values,
      lengths: this.#lengths,
      builtins: this.#builtins,
    };
  }

  #function({ params, locals, result, body }: FunctionNode): Callee {
    const slots = params.map(({ id, type }) => this.#define(id, type));
    const frame = { variables: this.#variables(locals), result: this.#allocate(result) };
    return { params: slots, result: frame.result, run: called(this.#machine, this.#block(body, frame)) };
  }

  #variables(locals: readonly { readonly type: Type }[]): readonly Variable[] {
    return locals.map(({ type }) => ({ type, slots: this.#allocate(type) }));
  }

  #allocate(type: Type): Slots {
    return this.#machine.registers.allocate(leafCount(type));
  }

  /** Allocates rows for a value. */
  #define(id: ValueId, type: Type): Slots {
    return this.#alias(id, type, this.#allocate(type));
  }

  /** Gives a value the rows of another one. Values never change, so no copy is needed. */
  #alias(id: ValueId, type: Type, slots: Slots): Slots {
    this.#types.set(id, type);
    this.#slots.set(id, slots);
    return slots;
  }

  readonly #of = (id: ValueId): Slots => {
    const slots = this.#slots.get(id);
    if (!slots) throw new Error(`value ${id} of '${this.#program.name}' is used before it exists`);
    return slots;
  };

  #typeOf(id: ValueId): Type {
    this.#of(id);
    return this.#types.get(id)!;
  }

  #block(block: Block, frame: Frame): Flow {
    return sequence(
      this.#machine,
      block.flatMap(instruction => this.#instruction(instruction, frame) ?? []),
    );
  }

  #place(place: Place, kind: AccessKind, id: ValueId, { variables }: Frame): [CompiledPlace, Run] {
    const compiled = compilePlace(this.#machine, this.#program, variables, this.#of, place);
    return [compiled, observe(this.#machine, place, compiled, kind, id)];
  }

  /** Compiles an instruction. The result is undefined if the instruction only names rows. */
  #instruction(instruction: Instruction, frame: Frame): Flow | undefined {
    const machine = this.#machine;
    const one = (id: ValueId): number => this.#of(id)[0]!;
    switch (instruction.op) {
      case 'const': {
        const [slot] = this.#define(instruction.id, instruction.type);
        machine.registers.fill(slot!, instruction.bits);
        return undefined;
      }
      case 'param': {
        const { id, type, param } = instruction;
        const slots = this.#values.get(param) ?? this.#allocate(type);
        this.#values.set(param, slots);
        this.#alias(id, type, slots);
        return undefined;
      }
      case 'builtin': {
        const { id, type, builtin } = instruction;
        const slot = this.#builtins.get(builtin) ?? this.#allocate(type)[0]!;
        this.#builtins.set(builtin, slot);
        this.#alias(id, type, [slot]);
        return undefined;
      }
      case 'length': {
        const { id, type, param, axis } = instruction;
        const slot = this.#lengths.get(`${axis} ${param}`) ?? this.#allocate(type)[0]!;
        this.#lengths.set(`${axis} ${param}`, slot);
        this.#alias(id, type, [slot]);
        return undefined;
      }
      case 'construct':
        this.#alias(
          instruction.id,
          instruction.type,
          instruction.args.flatMap(arg => this.#of(arg)),
        );
        return undefined;
      case 'extract': {
        const { id, type, value, member } = instruction;
        const start = leafStart(this.#typeOf(value), member);
        this.#alias(id, type, this.#of(value).slice(start, start + leafCount(type)));
        return undefined;
      }
      case 'compute': {
        const { id, type, name, args } = instruction;
        if (bitMoves.has(name)) {
          this.#alias(id, type, this.#of(args[0]!));
          return undefined;
        }
        const types = args.map(arg => this.#typeOf(arg));
        return straight(compute(machine, name, types, args.map(this.#of), type, this.#define(id, type)));
      }
      case 'element': {
        const { id, type, value, index } = instruction;
        const outOfBounds = (lane: number) =>
          machine.observer?.outOfBounds('read', id, undefined, machine.first + lane);
        return straight(element(machine, this.#of(value), one(index), this.#define(id, type), outOfBounds));
      }
      case 'load': {
        const { id, type, place } = instruction;
        const [compiled, observed] = this.#place(place, 'read', id, frame);
        return straight(load(machine, compiled, this.#define(id, type), observed));
      }
      case 'uniformLoad': {
        const { id, type, place } = instruction;
        const [compiled, observed] = this.#place(place, 'read', id, frame);
        const read = load(machine, compiled, this.#define(id, type), observed);
        return straight((active, count) => {
          machine.observer?.barrier(id);
          read(active, count);
          machine.observer?.barrier(id);
        });
      }
      case 'store': {
        const { id, place, value } = instruction;
        const [compiled, observed] = this.#place(place, 'write', id, frame);
        return straight(store(machine, compiled, this.#of(value), observed));
      }
      case 'atomic': {
        const { id, type, name, place, args } = instruction;
        const [compiled, observed] = this.#place(place, 'atomic', id, frame);
        const [to] = this.#define(id, type);
        return straight(
          atomic(machine, name, type.scalar === 'i32', compiled, args.map(this.#of), to!, observed),
        );
      }
      case 'variable': {
        const { slots } = frame.variables[instruction.local]!;
        const { initial } = instruction;
        return straight(
          initial === undefined ? clear(machine, slots) : copy(machine, this.#of(initial), slots),
        );
      }
      case 'call':
        return straight(
          this.#call(instruction.id, instruction.type, this.#callees[instruction.callee]!, instruction.args),
        );
      case 'barrier': {
        // In lockstep all invocations reach this instruction together.
        const { id } = instruction;
        return straight(() => machine.observer?.barrier(id));
      }
      case 'subgroup':
        throw new NotSupportedError(
          `kernel '${this.#program.name}' uses subgroup operations, which the interpreter does not have`,
          'shared memory and barriers, or a backend with the capability subgroups',
        );
      case 'if':
        return branch(
          machine,
          one(instruction.condition),
          this.#block(instruction.then, frame),
          this.#block(instruction.else, frame),
        );
      case 'loop':
        return loop(machine, this.#block(instruction.body, frame));
      case 'for': {
        const { id, type, from, to, step } = instruction;
        const [index] = this.#define(id, type);
        const body = this.#block(instruction.body, frame);
        return counted(machine, type.scalar === 'i32', index!, one(from), one(to), one(step), body);
      }
      case 'break':
        return leave(machine, BROKEN);
      case 'continue':
        return leave(machine, CONTINUED);
      case 'return': {
        const left = leave(machine, RETURNED);
        if (instruction.value === undefined || !frame.result) return left;
        return sequence(machine, [straight(copy(machine, this.#of(instruction.value), frame.result)), left]);
      }
    }
  }

  #call(id: ValueId, type: Type, callee: Callee, args: readonly ValueId[]): Run {
    const machine = this.#machine;
    const arrive = args.map((arg, i) => copy(machine, this.#of(arg), callee.params[i]!));
    const yields = copy(machine, callee.result, this.#define(id, type));
    return (active, count) => {
      for (const argument of arrive) argument(active, count);
      callee.run(active, count);
      yields(active, count);
    };
  }
}
