import type {
  AtomicName,
  Block,
  Builtin,
  FunctionNode,
  Instruction,
  Local,
  OpName,
  Param,
  Place,
  Program,
  Shared,
  Step,
  SubgroupName,
  Traced,
  ValueId,
} from './ir.ts';
import { resultType } from './ops/type-rule.ts';
import {
  BOOL,
  F32,
  I32,
  type MemoryType,
  members,
  type ScalarNode,
  scalarNodes,
  type Type,
  U32,
} from './types.ts';

/**
 * Programs by hand, for tests of what comes behind the tracer. Every instruction is at `k.ts:<id>:1`. Types
 * follow from the operands as the language would have them, so that a test which wants a wrong one says so
 * with `raw`.
 */
export interface Options {
  readonly name?: string;
  readonly groupSize?: number;
  readonly dimensions?: 1 | 2 | 3;
  readonly params?: { readonly [name: string]: Type | readonly [Param['access'], Type] };
  readonly shared?: readonly Shared[];
}

export function build(options: Options, body: (b: Builder) => void): Traced {
  const b = new Builder(options);
  const block = b.block(() => body(b));
  return traced(b.program(block));
}

export const traced = (program: Program): Traced => ({ program, location: id => `k.ts:${id}:1` });

type WithoutId<I> = I extends Instruction ? Omit<I, 'id'> : never;

export class Builder {
  readonly params: readonly Param[];
  readonly shared: readonly Shared[];
  readonly functions: FunctionNode[] = [];
  readonly types: Map<ValueId, Type> = new Map();
  locals: Local[] = [];
  #options: Options;
  #block: Instruction[] = [];
  #next = 0;

  constructor(options: Options) {
    this.#options = options;
    this.shared = options.shared ?? [];
    this.params = Object.entries(options.params ?? {}).map(([name, param]) =>
      'kind' in param
        ? { name, access: 'value' as const, type: param }
        : { name, access: param[0], type: param[1] },
    );
  }

  program(body: Block): Program {
    const { name = 'k', groupSize = 0, dimensions = 1 } = this.#options;
    const { params, shared, locals, functions } = this;
    return {
      name,
      kind: groupSize > 0 ? 'group' : 'range',
      dimensions,
      groupSize,
      precision: 'native',
      params,
      shared,
      locals,
      functions,
      body,
    };
  }

  block(body: () => void): Block {
    const outer = this.#block;
    const own: Instruction[] = [];
    this.#block = own;
    body();
    this.#block = outer;
    return own;
  }

  /** The instruction as it is given, right or wrong. */
  raw(instruction: WithoutId<Instruction>, id: ValueId = this.#next++): ValueId {
    this.#block.push({ ...instruction, id } as Instruction);
    if ('type' in instruction) this.types.set(id, instruction.type as Type);
    return id;
  }

  // ---- values
  u32(value: number): ValueId {
    return this.constant(U32, value >>> 0);
  }
  i32(value: number): ValueId {
    return this.constant(I32, value >>> 0);
  }
  f32(value: number): ValueId {
    return this.constant(F32, new Uint32Array(Float32Array.of(value).buffer)[0]!);
  }
  bool(value: boolean): ValueId {
    return this.constant(BOOL, value ? 1 : 0);
  }
  constant(type: ScalarNode, bits: number): ValueId {
    return this.raw({ op: 'const', type, bits });
  }
  param(name: string): ValueId {
    const param = this.#param(name);
    return this.raw({ op: 'param', type: this.params[param]!.type, param });
  }
  builtin(builtin: Builtin): ValueId {
    return this.raw({ op: 'builtin', type: U32, builtin });
  }
  length(name: string, axis: 'length' | 'width' | 'height' | 'depth' = 'length'): ValueId {
    return this.raw({ op: 'length', type: U32, param: this.#param(name), axis });
  }
  compute(name: OpName, ...args: readonly ValueId[]): ValueId {
    const type = resultType(
      name,
      args.map(arg => this.types.get(arg)!),
    );
    if (typeof type === 'string') throw new Error(`${name}: expected ${type}`);
    return this.raw({ op: 'compute', type, name, args });
  }
  construct(type: Type, ...args: readonly ValueId[]): ValueId {
    return this.raw({ op: 'construct', type, args });
  }
  extract(value: ValueId, member: number): ValueId {
    return this.raw({ op: 'extract', type: members(this.types.get(value)!)[member]!, value, member });
  }
  element(value: ValueId, index: ValueId): ValueId {
    return this.raw({ op: 'element', type: members(this.types.get(value)!)[0]!, value, index });
  }
  load(place: Place): ValueId {
    return this.raw({ op: 'load', type: place.type as Type, place });
  }
  atomic(name: AtomicName, place: Place, ...args: readonly ValueId[]): ValueId {
    const type = place.type.kind === 'atomic' ? place.type.elem : scalarNodes.u32;
    return this.raw({ op: 'atomic', type, name, place, args });
  }
  uniformLoad(place: Place): ValueId {
    return this.raw({ op: 'uniformLoad', type: place.type as Type, place });
  }
  subgroup(name: SubgroupName, type: Type, ...args: readonly ValueId[]): ValueId {
    return this.raw({ op: 'subgroup', type, name, args });
  }
  call(callee: number, ...args: readonly ValueId[]): ValueId {
    return this.raw({ op: 'call', type: this.functions[callee]!.result, callee, args });
  }

  // ---- places
  at(name: string, index: ValueId, ...path: readonly Step[]): Place {
    const param = this.#param(name);
    const { access, type } = this.params[param]!;
    const element: MemoryType = access === 'atomics' ? { kind: 'atomic', elem: type as ScalarNode } : type;
    return {
      root: { kind: 'param', index: param },
      path: [{ element: index }, ...path],
      type: along(element, path),
    };
  }
  sharedAt(shared: number, index: ValueId, ...path: readonly Step[]): Place {
    return {
      root: { kind: 'shared', index: shared },
      path: [{ element: index }, ...path],
      type: along(this.shared[shared]!.type, path),
    };
  }
  local(local: number, ...path: readonly Step[]): Place {
    return { root: { kind: 'local', index: local }, path, type: along(this.locals[local]!.type, path) };
  }

  // ---- what happens
  /** The number of a new variable. */
  variable(type: Type, initial?: ValueId): number {
    const local = this.locals.push({ type }) - 1;
    this.raw({ op: 'variable', local, ...(initial === undefined ? {} : { initial }) });
    return local;
  }
  store(place: Place, value: ValueId): ValueId {
    return this.raw({ op: 'store', place, value });
  }
  barrier(): ValueId {
    return this.raw({ op: 'barrier' });
  }
  if(condition: ValueId, then: () => void, otherwise: () => void = () => {}): ValueId {
    const id = this.#next++;
    const blocks = { then: this.block(then), else: this.block(otherwise) };
    return this.raw({ op: 'if', condition, ...blocks }, id);
  }
  loop(body: () => void): ValueId {
    const id = this.#next++;
    return this.raw({ op: 'loop', body: this.block(body) }, id);
  }
  for(from: ValueId, to: ValueId, step: ValueId, body: (index: ValueId) => void): ValueId {
    const id = this.#next++;
    const type = this.types.get(from) as ScalarNode;
    this.types.set(id, type);
    return this.raw({ op: 'for', type, from, to, step, body: this.block(() => body(id)) }, id);
  }
  break(): ValueId {
    return this.raw({ op: 'break' });
  }
  continue(): ValueId {
    return this.raw({ op: 'continue' });
  }
  return(value?: ValueId): ValueId {
    return this.raw({ op: 'return', ...(value === undefined ? {} : { value }) });
  }

  /** The number of a new function. */
  fn(name: string, params: readonly Type[], result: Type, body: (...args: ValueId[]) => void): number {
    const outer = this.locals;
    this.locals = [];
    const own = params.map(type => {
      const id = this.#next++;
      this.types.set(id, type);
      return { id, type };
    });
    const block = this.block(() => body(...own.map(({ id }) => id)));
    const number = this.functions.push({ name, params: own, result, locals: this.locals, body: block }) - 1;
    this.locals = outer;
    return number;
  }

  #param(name: string): number {
    return this.params.findIndex(param => param.name === name);
  }
}

function along(type: MemoryType, path: readonly Step[]): MemoryType {
  return path.reduce<MemoryType>((inner, step) => members(inner)['member' in step ? step.member : 0]!, type);
}
