import { type InterpreterLaunch, interpret } from '../src/backend/interpreter/interpret.ts';
import type { CheckedProgram } from '../src/ir/checked.ts';
import type {
  AtomicName,
  Builtin,
  FunctionNode,
  Instruction,
  LengthNode,
  Param,
  Place,
  PlaceRoot,
  Program,
  Shared,
  Step,
  ValueId,
} from '../src/ir/ir.ts';
import { layout } from '../src/ir/layout.ts';
import { encode } from '../src/ir/ops/bits.ts';
import { type OpName, resultType } from '../src/ir/ops/index.ts';
import {
  BOOL,
  F32,
  I32,
  type MemoryType,
  members,
  type ScalarNode,
  type Type,
  U32,
} from '../src/ir/types.ts';

/** An instruction before it has its id; over each member of the union. */
type Draft<I> = I extends Instruction ? Omit<I, 'id'> : never;

/** Writes IR by hand, for tests of what consumes it: instructions go into the innermost open block. */
export class IrBuilder {
  readonly #params: Param[] = [];
  readonly #shared: Shared[] = [];
  readonly #functions: FunctionNode[] = [];
  readonly #types = new Map<ValueId, Type>();
  #locals: { type: Type }[] = [];
  #block: Instruction[] = [];
  #next = 0;

  #emit(draft: Draft<Instruction>): ValueId {
    const instruction = { ...draft, id: this.#next++ } as Instruction;
    this.#block.push(instruction);
    if ('type' in instruction) this.#types.set(instruction.id, instruction.type);
    return instruction.id;
  }

  #inner(body: () => void): readonly Instruction[] {
    const outer = this.#block;
    this.#block = [];
    body();
    const inner = this.#block;
    this.#block = outer;
    return inner;
  }

  // ---- declarations
  view(type: Type, access: 'read' | 'write' | 'readWrite' | 'atomics' = 'readWrite'): PlaceRoot {
    return { kind: 'param', index: this.#params.push({ name: `p${this.#params.length}`, access, type }) - 1 };
  }
  value(type: Type): ValueId {
    const param = this.#params.push({ name: `p${this.#params.length}`, access: 'value', type }) - 1;
    return this.#emit({ op: 'param', type, param });
  }
  shared(type: MemoryType, length: number): PlaceRoot {
    return { kind: 'shared', index: this.#shared.push({ type, length }) - 1 };
  }
  variable(type: Type, initial?: ValueId): PlaceRoot {
    const local = this.#locals.push({ type }) - 1;
    this.#emit({ op: 'variable', local, initial });
    return { kind: 'local', index: local };
  }
  fn(params: readonly Type[], result: Type, body: (...args: ValueId[]) => void): number {
    const locals = this.#locals;
    this.#locals = [];
    const nodes = params.map(type => {
      const id = this.#next++;
      this.#types.set(id, type);
      return { id, type };
    });
    const block = this.#inner(() => body(...nodes.map(({ id }) => id)));
    const callee = {
      name: `f${this.#functions.length}`,
      params: nodes,
      result,
      locals: this.#locals,
      body: block,
    };
    this.#locals = locals;
    return this.#functions.push(callee) - 1;
  }

  // ---- values
  const(type: ScalarNode, value: number): ValueId {
    return this.#emit({ op: 'const', type, bits: encode(type.scalar, value) });
  }
  bits(type: ScalarNode, bits: number): ValueId {
    return this.#emit({ op: 'const', type, bits });
  }
  f32 = (value: number): ValueId => this.const(F32, value);
  i32 = (value: number): ValueId => this.const(I32, value);
  u32 = (value: number): ValueId => this.const(U32, value);
  bool = (value: boolean): ValueId => this.const(BOOL, Number(value));
  builtin(builtin: Builtin): ValueId {
    return this.#emit({ op: 'builtin', type: U32, builtin });
  }
  length(view: PlaceRoot, axis: LengthNode['axis'] = 'length'): ValueId {
    return this.#emit({ op: 'length', type: U32, param: view.index, axis });
  }
  op(name: OpName, ...args: ValueId[]): ValueId {
    const type = resultType(
      name,
      args.map(arg => this.#types.get(arg)!),
    );
    if (typeof type === 'string') throw new Error(`${name} expects ${type}`);
    return this.#emit({ op: 'compute', type, name, args });
  }
  construct(type: Type, ...args: ValueId[]): ValueId {
    return this.#emit({ op: 'construct', type, args });
  }
  extract(value: ValueId, member: number): ValueId {
    return this.#emit({ op: 'extract', type: members(this.#types.get(value)!)[member]!, value, member });
  }
  element(value: ValueId, index: ValueId): ValueId {
    const array = this.#types.get(value)!;
    if (array.kind !== 'array') throw new Error('only an array has elements');
    return this.#emit({ op: 'element', type: array.elem, value, index });
  }
  call(callee: number, ...args: ValueId[]): ValueId {
    return this.#emit({ op: 'call', type: this.#functions[callee]!.result, callee, args });
  }

  // ---- places; a number in a path is a member, an `at` an element
  place(root: PlaceRoot, ...path: (number | { at: ValueId })[]): Place {
    let type: MemoryType =
      root.kind === 'local'
        ? this.#locals[root.index]!.type
        : root.kind === 'param'
          ? this.#params[root.index]!.type
          : this.#shared[root.index]!.type;
    const steps = path.map((step, i): Step => {
      if (typeof step === 'number') type = members(type)[step]!;
      else if (i > 0 || root.kind === 'local') type = members(type)[0]!;
      return typeof step === 'number' ? { member: step } : { element: step.at };
    });
    return { root, path: steps, type };
  }
  load(root: PlaceRoot, ...path: (number | { at: ValueId })[]): ValueId {
    const place = this.place(root, ...path);
    return this.#emit({ op: 'load', type: place.type as Type, place });
  }
  uniformLoad(root: PlaceRoot, ...path: (number | { at: ValueId })[]): ValueId {
    const place = this.place(root, ...path);
    return this.#emit({ op: 'uniformLoad', type: place.type as Type, place });
  }
  store(value: ValueId, root: PlaceRoot, ...path: (number | { at: ValueId })[]): ValueId {
    return this.#emit({ op: 'store', place: this.place(root, ...path), value });
  }
  atomic(name: AtomicName, place: Place, ...args: ValueId[]): ValueId {
    const { type } = place;
    if (type.kind !== 'atomic' && type.kind !== 'scalar') throw new Error('only a scalar is atomic');
    return this.#emit({ op: 'atomic', type: type.kind === 'atomic' ? type.elem : type, name, place, args });
  }

  // ---- effects and control flow
  barrier(): ValueId {
    return this.#emit({ op: 'barrier' });
  }
  if(condition: ValueId, then: () => void, otherwise: () => void = () => {}): void {
    // biome-ignore lint/suspicious/noThenProperty: the IR's own name, and never awaited
    this.#emit({ op: 'if', condition, then: this.#inner(then), else: this.#inner(otherwise) });
  }
  loop(body: () => void): void {
    this.#emit({ op: 'loop', body: this.#inner(body) });
  }
  for(type: ScalarNode, from: ValueId, to: ValueId, step: ValueId, body: (index: ValueId) => void): void {
    const id = this.#next++;
    this.#types.set(id, type);
    const inner = this.#inner(() => body(id));
    this.#block.push({ op: 'for', id, type, from, to, step, body: inner });
  }
  break(): void {
    this.#emit({ op: 'break' });
  }
  continue(): void {
    this.#emit({ op: 'continue' });
  }
  return(value?: ValueId): void {
    this.#emit({ op: 'return', value });
  }

  /** As if checked; a group size makes it a group kernel. */
  program({
    groupSize = 0,
    dimensions = 1,
  }: {
    groupSize?: number;
    dimensions?: 1 | 2 | 3;
  } = {}): CheckedProgram {
    const program: Program = {
      name: 'test',
      kind: groupSize > 0 ? 'group' : 'range',
      dimensions,
      groupSize,
      precision: 'native',
      params: this.#params,
      shared: this.#shared,
      locals: this.#locals,
      functions: this.#functions,
      body: this.#block,
    };
    return { program } as unknown as CheckedProgram;
  }
}

/** Interprets it; the arrays are the dense views of its view parameters, in order. */
export function runProgram(
  checked: CheckedProgram,
  extent: number | readonly [number, number, number],
  arrays: readonly (Float32Array | Int32Array | Uint32Array)[],
  options: Pick<Partial<InterpreterLaunch>, 'words' | 'observer'> = {},
): void {
  const params = checked.program.params.flatMap((param, i) =>
    param.access === 'value' ? [] : [{ param, i }],
  );
  const views = arrays.map((array, k) => {
    const { param, i } = params[k]!;
    const length = array.byteLength / layout(param.type).stride;
    return {
      param: i,
      memory: array.buffer,
      byteOffset: array.byteOffset,
      offset: 0,
      step: 1,
      length,
      width: length,
      height: 1,
      depth: 1,
    };
  });
  const full = typeof extent === 'number' ? ([extent, 1, 1] as const) : extent;
  interpret(checked, {
    extent: full,
    views,
    words: options.words ?? new Uint32Array(0),
    observer: options.observer,
  });
}
