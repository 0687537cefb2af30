import { fold } from '../../ir/fold.ts';
import type { Builtin, LengthNode, OpName, ValueId } from '../../ir/ir.ts';
import { resultType } from '../../ir/ops/index.ts';
import { F32, leaves, type Scalar, type ScalarNode, scalarNodes, type Type, U32 } from '../../ir/types.ts';
import { ValueScope } from '../value-scope.ts';
import { lowerOperation } from './lower-operation.ts';
import type { ShaderBlock, ShaderFunction, ShaderInput, ShaderInstruction, ShaderPure } from './shader.ts';
import { isShaderPure } from './shader-walk.ts';
import { typeKey } from './type-key.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/**
 * Builds shader code. An input or pure value that is already in scope is reused. Operations on constants are folded by
 * the rules of the operation table, and all others are lowered to operations on which shading languages agree
 * (`lower-operation.ts`).
 */
export class ShaderBuilder {
  readonly types: Map<ValueId, Type> = new Map();
  readonly inputs: Map<ValueId, ShaderInput> = new Map();
  readonly origins: Map<ValueId, ValueId> = new Map();
  readonly hints: Map<ValueId, string> = new Map();
  readonly functions: ShaderFunction[] = [];
  /** The instruction of the checked program that is being lowered. */
  origin: ValueId = 0;
  readonly #inputs = new Map<string, ValueId>();
  readonly #functions = new Map<string, number>();
  readonly #definitions = new Map<ValueId, ShaderPure>();
  /** The bits of the scalars of each constant, or vector of constants. */
  readonly #constants = new Map<ValueId, readonly number[]>();
  #next = 0;
  #block: ShaderInstruction[] = [];
  readonly #scope = new ValueScope();

  define(type?: Type): ValueId {
    const id = this.#next++;
    this.origins.set(id, this.origin);
    if (type) this.types.set(id, type);
    return id;
  }

  typeOf(id: ValueId): Type {
    return this.types.get(id)!;
  }

  /** The type of a scalar, or of the components of a vector. */
  elementOf(id: ValueId): Scalar {
    return leaves(this.typeOf(id))[0]!;
  }

  definition(id: ValueId): ShaderPure | undefined {
    return this.#definitions.get(id);
  }

  emit(
    instruction: WithoutId<ShaderInstruction>,
    id: ValueId = this.define('type' in instruction ? instruction.type : undefined),
  ): ValueId {
    this.#block.push({ ...instruction, id } as ShaderInstruction);
    return id;
  }

  /** The instructions that `fill` emits, as a block inside of the current one. */
  block(fill: () => void): ShaderBlock {
    const { origin } = this;
    const outer = this.#block;
    const inner: ShaderInstruction[] = [];
    this.#block = inner;
    this.#scope.block(fill);
    this.#block = outer;
    this.origin = origin;
    return inner;
  }

  /** Like `block`, for a body, in which no value of another body is in scope. */
  body(fill: () => void): ShaderBlock {
    return this.#scope.body(() => this.block(fill));
  }

  /**
   * Emits the instructions of `fill` under a condition. They are appended to the previous `if`, if that has the same
   * condition and only pure values are in between.
   */
  guarded(ok: ValueId, fill: () => void): void {
    const block = this.#block;
    let last = block.length - 1;
    while (last >= 0 && isShaderPure(block[last]!)) last--;
    const before = block[last];
    const joins = before?.op === 'if' && before.condition === ok && this.#guards.has(before.id);
    let then = this.block(fill);
    if (joins) {
      block.splice(last, 1);
      // The block is of this builder's own making, so it may grow.
      const joined = before.then as ShaderInstruction[];
      for (const instruction of then) joined.push(instruction);
      then = joined;
    }
    this.#guards.add(this.emit({ op: 'if', condition: ok, then, else: [] }));
  }
  readonly #guards = new Set<ValueId>();

  /**
   * The value, for code in which the condition is known to hold: selects on this condition are replaced by their first
   * choice. A store and the load before it often have the same condition.
   */
  given(ok: ValueId, value: ValueId): ValueId {
    // Without a limit a chain of n values with n stores along it would become n^2 values.
    let left = MOST_GIVEN;
    const visit = (id: ValueId): ValueId => {
      const made = this.#definitions.get(id);
      if ((made?.op !== 'compute' && made?.op !== 'construct') || left-- <= 0) return id;
      if (made.op === 'compute' && made.name === 'select' && made.args[0] === ok) return visit(made.args[1]!);
      const args = made.args.map(visit);
      if (args.every((arg, i) => arg === made.args[i])) return id;
      const { type } = made;
      return made.op === 'compute' ? this.raw(made.name, type, ...args) : this.construct(type, args);
    };
    return visit(value);
  }

  // ---- inputs
  constant(scalar: Scalar, bits: number): ValueId {
    // Shading languages have no literals for NaNs and infinities, and WGSL refuses to compute them from
    // constants. Tint replaces -0 by 0.
    const isLiteral = scalar !== 'f32' || ((bits & 0x7f800000) !== 0x7f800000 && bits >>> 0 !== 0x80000000);
    const id = isLiteral
      ? this.#input(`const ${scalar} ${bits >>> 0}`, {
          op: 'const',
          type: scalarNodes[scalar],
          bits: bits >>> 0,
        })
      : this.raw('bitsF32', F32, this.raw('xor', U32, this.runtimeZero(), this.u32(bits)));
    this.#constants.set(id, [bits >>> 0]);
    return id;
  }

  u32(value: number): ValueId {
    return this.constant('u32', value);
  }

  zero(type: Scalar | Type): ValueId {
    if (typeof type === 'string') return this.constant(type, 0);
    if (type.kind === 'scalar') return this.constant(type.scalar, 0);
    const id = this.#input(`zero ${typeKey(type)}`, { op: 'zero', type });
    if (type.kind === 'vec') this.#constants.set(id, Array<number>(type.n).fill(0));
    return id;
  }

  runtimeZero(): ValueId {
    return this.#input('runtimeZero', { op: 'runtimeZero', type: U32 });
  }

  param(param: number, type: Type): ValueId {
    return this.#input(`param ${param}`, { op: 'param', param, type });
  }

  builtin(builtin: Builtin): ValueId {
    return this.#input(builtin, { op: 'builtin', type: U32, builtin });
  }

  length(param: number, axis: LengthNode['axis']): ValueId {
    return this.#input(`${axis} ${param}`, { op: 'length', type: U32, param, axis });
  }

  /** The bits of a constant scalar; undefined for any other value. */
  bitsOf(id: ValueId): number | undefined {
    return this.typeOf(id).kind === 'scalar' ? this.#constants.get(id)?.[0] : undefined;
  }

  /** The bits of a constant scalar or vector. */
  constantOf(id: ValueId): readonly number[] | undefined {
    return this.#constants.get(id);
  }

  // ---- values
  /** Applies an operation of the operation table to scalars of this type, or to vectors of them. */
  compute(name: OpName, on: Scalar, ...args: readonly ValueId[]): ValueId {
    const type = resultType(
      name,
      args.map(arg => this.typeOf(arg)),
    );
    if (typeof type === 'string') throw new Error(`${name}: expected ${type}`);
    return this.#folded(name, on, type, args) ?? lowerOperation(this, name, on, type, args);
  }

  /** Emits an operation without folding or lowering it. */
  raw(name: OpName, type: Type, ...args: readonly ValueId[]): ValueId {
    return this.#pure({ op: 'compute', type, name, args });
  }

  construct(type: Type, args: readonly ValueId[]): ValueId {
    const id = this.#pure({ op: 'construct', type, args });
    const bits = args.map(arg => this.bitsOf(arg));
    if (type.kind === 'vec' && bits.every(known => known !== undefined)) this.#constants.set(id, bits);
    return id;
  }

  /** A component or field. */
  extract(value: ValueId, member: number, type: Type): ValueId {
    const made = this.#definitions.get(value);
    if (made?.op === 'construct') return made.args[member]!;
    if (this.inputs.get(value)?.op === 'zero') return this.zero(type);
    return this.#pure({ op: 'extract', type, value, member });
  }

  address(param: number, index: ValueId): ValueId {
    return this.#pure({ op: 'address', type: U32, param, index });
  }

  element(value: ValueId, index: ValueId, type: Type): ValueId {
    return this.#pure({ op: 'element', type, value, index });
  }

  /** The scalar as a vector of the given type, if that is a vector type. */
  splat(scalar: ValueId, beside: Type): ValueId {
    if (beside.kind !== 'vec') return scalar;
    const elem: ScalarNode = scalarNodes[this.elementOf(scalar)];
    return this.construct({ kind: 'vec', n: beside.n, elem }, Array<ValueId>(beside.n).fill(scalar));
  }

  /** A call of a function that implements an operation. Its first call builds the function. */
  helper(
    name: string,
    params: readonly ScalarNode[],
    result: ScalarNode,
    args: readonly ValueId[],
    write: (...params: ValueId[]) => ValueId,
  ): ValueId {
    let callee = this.#functions.get(name);
    if (callee === undefined) {
      const own = params.map(type => ({ id: this.define(type), type }));
      const body = this.body(() => {
        this.emit({ op: 'return', value: write(...own.map(({ id }) => id)) });
      });
      callee = this.functions.push({ name, params: own, result, locals: [], body }) - 1;
      this.#functions.set(name, callee);
    }
    return this.emit({ op: 'call', type: result, callee, args });
  }

  #folded(name: OpName, on: Scalar, type: Type, args: readonly ValueId[]): ValueId | undefined {
    const known = args.map(arg => this.#constants.get(arg));
    if (name === 'select' && known[0]) return known[0][0] ? args[1]! : args[2]!;
    if (!known.every(bits => bits !== undefined)) return undefined;
    const result = leaves(type)[0]!;
    const parts = leaves(type).map((_, i) =>
      this.constant(
        result,
        fold(
          name,
          on,
          known.map(parts => parts[i] ?? parts[0]!),
        ),
      ),
    );
    return type.kind === 'scalar' ? parts[0]! : this.construct(type, parts);
  }

  #input(key: string, input: WithoutId<ShaderInput>): ValueId {
    const known = this.#inputs.get(key);
    if (known !== undefined) return known;
    const id = this.define(input.type);
    this.inputs.set(id, { ...input, id } as ShaderInput);
    this.#inputs.set(key, id);
    return id;
  }

  #pure(value: WithoutId<ShaderPure>): ValueId {
    const key = keyOf(value);
    const known = this.#scope.get(key);
    if (known !== undefined) return known;
    const id = this.emit(value);
    this.#definitions.set(id, { ...value, id } as ShaderPure);
    this.#scope.add(key, id);
    return id;
  }
}

/** The most values that `given` looks at. */
const MOST_GIVEN = 64;

function keyOf(value: WithoutId<ShaderPure>): string {
  switch (value.op) {
    case 'compute':
      // The result type of a conversion follows from its name, that of all others from the operands.
      return `${value.name} ${value.args}`;
    case 'construct':
      return `construct ${typeKey(value.type)} ${value.args}`;
    case 'extract':
      return `extract ${value.value} ${value.member}`;
    case 'address':
      return `address ${value.param} ${value.index}`;
    case 'element':
      return `element ${value.value} ${value.index}`;
  }
}
