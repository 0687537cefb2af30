import type {
  AtomicName,
  Block,
  Builtin,
  FunctionNode,
  Instruction,
  Local,
  OpName,
  Place,
  ValueId,
} from './ir.ts';
import { resultType } from './ops/type-rule.ts';
import { BOOL, F32, I32, members, type ScalarNode, type Type, U32 } from './types.ts';

type WithoutId<I> = I extends Instruction ? Omit<I, 'id'> : never;

/**
 * Writes instructions by hand into the innermost open block. Types follow from the operands by the rules of the
 * language; a test that needs a wrong type uses `raw`. Subclasses define how memory is declared and named.
 */
export class InstructionWriter {
  readonly functions: FunctionNode[] = [];
  readonly types: Map<ValueId, Type> = new Map();
  locals: Local[] = [];
  #block: Instruction[] = [];
  #next = 0;

  /** The instructions of the innermost open block so far. */
  get written(): Block {
    return this.#block;
  }

  block(body: () => void): Block {
    const outer = this.#block;
    const own: Instruction[] = [];
    this.#block = own;
    body();
    this.#block = outer;
    return own;
  }

  /** Writes the instruction unchanged, valid or not. */
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
  builtin(builtin: Builtin): ValueId {
    return this.raw({ op: 'builtin', type: U32, builtin });
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
  atomic(name: AtomicName, place: Place, ...args: readonly ValueId[]): ValueId {
    const type = place.type.kind === 'atomic' ? place.type.elem : U32;
    return this.raw({ op: 'atomic', type, name, place, args });
  }
  call(callee: number, ...args: readonly ValueId[]): ValueId {
    return this.raw({ op: 'call', type: this.functions[callee]!.result, callee, args });
  }

  // ---- instructions that do something
  /** Declares a variable and returns its number. */
  protected declare(type: Type, initial?: ValueId): number {
    const local = this.locals.push({ type }) - 1;
    this.raw({ op: 'variable', local, ...(initial === undefined ? {} : { initial }) });
    return local;
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

  /** Declares a function and returns its number. */
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
}
