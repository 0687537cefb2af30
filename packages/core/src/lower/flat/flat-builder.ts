import { fold } from '../../ir/fold.ts';
import type { Builtin, OpName } from '../../ir/ir.ts';
import { ops } from '../../ir/ops/index.ts';
import type { Scalar } from '../../ir/types.ts';
import { ValueScope } from '../value-scope.ts';
import type { Axis, FlatBlock, FlatId, FlatInput, FlatInstruction, FlatPure } from './flat.ts';
import { flatOperands } from './flat-walk.ts';

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

/**
 * Builds flat code. An input or pure value that is already in scope is reused, because otherwise the index and its
 * bounds check would be computed for every leaf of every access. Operations on constants are folded by the rules of
 * the operation table.
 */
export class FlatBuilder {
  readonly types: Scalar[] = [];
  readonly inputs: FlatInput[] = [];
  readonly uniform: Set<FlatId> = new Set();
  readonly #inputs = new Map<string, FlatId>();
  readonly #constants = new Map<FlatId, number>();
  #block: FlatInstruction[] = [];
  readonly #scope = new ValueScope();

  define(type: Scalar): FlatId {
    return this.types.push(type) - 1;
  }

  typeOf(id: FlatId): Scalar {
    return this.types[id]!;
  }

  emit(instruction: FlatInstruction): void {
    this.#block.push(instruction);
  }

  /** The instructions that `fill` emits, as a block inside of the current one. */
  block(fill: () => void): FlatBlock {
    const outer = this.#block;
    const inner: FlatInstruction[] = [];
    this.#block = inner;
    this.#scope.block(fill);
    this.#block = outer;
    return inner;
  }

  /** Like `block`, for a body, in which no value of another body is in scope. */
  body(fill: () => void): FlatBlock {
    return this.#scope.body(() => this.block(fill));
  }

  constant(type: Scalar, bits: number): FlatId {
    const id = this.#input(`${type} ${bits >>> 0}`, type, { op: 'const', bits: bits >>> 0 });
    this.#constants.set(id, bits >>> 0);
    return id;
  }

  zero(type: Scalar): FlatId {
    return this.constant(type, 0);
  }

  u32(value: number): FlatId {
    return this.constant('u32', value);
  }

  word(type: Scalar, word: number, name: string): FlatId {
    return this.#input(`word ${word} ${type}`, type, { op: 'word', word, name });
  }

  builtin(builtin: Builtin): FlatId {
    return this.#input(builtin, 'u32', { op: 'builtin', builtin });
  }

  length(param: number, axis: Axis): FlatId {
    return this.#input(`${axis} ${param}`, 'u32', { op: 'length', param, axis });
  }

  /** The bits of a constant; undefined for any other value. */
  bitsOf(id: FlatId): number | undefined {
    return this.#constants.get(id);
  }

  compute(name: OpName, on: Scalar, ...args: readonly FlatId[]): FlatId {
    const type = ops[name].result === 'same' ? on : (ops[name].result as Scalar);
    const bits = args.map(id => this.#constants.get(id));
    if (name === 'select' && bits[0] !== undefined) return bits[0] ? args[1]! : args[2]!;
    if (bits.every(known => known !== undefined)) {
      return this.constant(type, fold(name, on, bits));
    }
    if (name === 'and' && on === 'bool') {
      if (bits.includes(0)) return this.constant('bool', 0);
      if (bits[0] !== undefined) return args[1]!;
      if (bits[1] !== undefined) return args[0]!;
    }
    return this.#pure(type, { op: 'compute', name, on, args });
  }

  element(param: number, index: FlatId): FlatId {
    return this.#pure('u32', { op: 'element', param, index });
  }

  offset(base: FlatId | undefined, index: FlatId, stride: number): FlatId {
    if (base === undefined && stride === 1 && this.typeOf(index) === 'u32') return index;
    return this.#pure('u32', { op: 'offset', base, index, stride });
  }

  #input(key: string, type: Scalar, input: Unnumbered<FlatInput>): FlatId {
    const known = this.#inputs.get(key);
    if (known !== undefined) return known;
    const id = this.define(type);
    this.inputs.push({ ...input, id } as FlatInput);
    this.#inputs.set(key, id);
    if (!isPerInvocation(input)) this.uniform.add(id);
    return id;
  }

  #pure(type: Scalar, value: Unnumbered<FlatPure>): FlatId {
    const key = JSON.stringify(value);
    const known = this.#scope.get(key);
    if (known !== undefined) return known;
    const id = this.define(type);
    const instruction = { ...value, id } as FlatPure;
    this.emit(instruction);
    this.#scope.add(key, id);
    if (flatOperands(instruction).every(operand => this.uniform.has(operand))) this.uniform.add(id);
    return id;
  }
}

const PER_INVOCATION: ReadonlySet<Builtin> = new Set<Builtin>([
  'index.x',
  'index.y',
  'index.z',
  'localIndex',
  'globalIndex',
]);

/** True if the input may differ between invocations of a group. */
export function isPerInvocation(input: Unnumbered<FlatInput>): boolean {
  return input.op === 'builtin' && PER_INVOCATION.has(input.builtin);
}
