// Expressions made at random of the rows of the operation table, as kernel values and as numbers. A backend
// that carries more than a type's range from one operation to the next, or folds or reorders them, is found
// by these.
import { bool, f32, i32, select, u32 } from '@heddle/core';
import { evaluator, type OpName, ops } from '@heddle/core/backend';
import { edgeValues, type Scalar } from './edge-values.ts';
import { randomWords } from './random.ts';

type Tree =
  | { readonly kind: 'input'; readonly scalar: Scalar; readonly index: number }
  | { readonly kind: 'literal'; readonly scalar: Scalar; readonly value: number }
  | {
      readonly kind: 'operation';
      readonly scalar: Scalar;
      readonly name: OpName;
      readonly on: Scalar;
      readonly args: readonly Tree[];
    };
export type Expression = Tree;

interface Choice {
  readonly name: OpName;
  readonly on: Scalar;
  readonly operands: readonly Scalar[];
}

/** What an expression may be made of: whatever is exact, by the type of its result. */
export class Expressions {
  readonly #choices = new Map<Scalar, Choice[]>();
  readonly #words: Uint32Array;
  readonly #inputs: Readonly<Record<Scalar, number>>;
  #used = 0;

  /** `inputs`: how many there are of each type. A float's operation is in only if `withFloats`. */
  constructor(seed: number, inputs: Readonly<Record<Scalar, number>>, withFloats: boolean) {
    this.#words = randomWords(20_000, seed);
    this.#inputs = inputs;
    for (const name of Object.keys(ops) as OpName[]) {
      for (const on of ops[name].on) {
        const result = ops[name].result === 'same' ? on : ops[name].result;
        const operands = ops[name].operands?.(on) ?? Array<Scalar>(ops[name].arity).fill(on);
        if ([result, ...operands].includes('f32') && !(withFloats && isExact(name, on))) continue;
        this.#choices.set(result, [...(this.#choices.get(result) ?? []), { name, on, operands }]);
      }
    }
  }

  below(n: number): number {
    return this.#words[this.#used++ % this.#words.length]! % n;
  }

  make(scalar: Scalar, depth: number): Expression {
    if (depth === 0 || this.below(8) === 0) {
      const inputs = this.#inputs[scalar];
      if (inputs > 0 && this.below(4) > 0) return { kind: 'input', scalar, index: this.below(inputs) };
      const values = edgeValues[scalar];
      return { kind: 'literal', scalar, value: values[this.below(values.length)]! };
    }
    const choices = this.#choices.get(scalar)!;
    const { name, on, operands } = choices[this.below(choices.length)]!;
    return {
      kind: 'operation',
      scalar,
      name,
      on,
      args: operands.map(operand => this.make(operand, depth - 1)),
    };
  }
}

/** Rounded correctly, and no choice left about NaNs, their payloads and the signs of zeros. */
function isExact(name: OpName, on: Scalar): boolean {
  if (['min', 'max', 'sign', 'saturate'].includes(name)) return on !== 'f32';
  if (name === 'bitsU32' || name === 'bitsI32') return on !== 'f32';
  return ['div', 'sqrt'].includes(name) || ops[name].accuracy === undefined || on !== 'f32';
}

type Inputs<V> = Readonly<Record<Scalar, readonly V[]>>;
const types = { f32, i32, u32, bool };

/** As the language writes it. Values of types that only the table knows. */
export function onDevice(tree: Expression, inputs: Inputs<any>): any {
  if (tree.kind === 'input') return inputs[tree.scalar][tree.index];
  if (tree.kind === 'literal')
    return (types[tree.scalar] as any)(tree.scalar === 'bool' ? tree.value === 1 : tree.value);
  const [a, b, c] = tree.args.map(arg => onDevice(arg, inputs));
  return tree.name === 'select' ? select(a, b, c) : a[tree.name](...[b, c].slice(0, tree.args.length - 1));
}

export function onHost(tree: Expression, inputs: Inputs<number>): number {
  if (tree.kind === 'input') return inputs[tree.scalar][tree.index]!;
  if (tree.kind === 'literal') return tree.value;
  const [a = 0, b = 0, c = 0] = tree.args.map(arg => onHost(arg, inputs));
  return evaluator(tree.name, tree.on)(a, b, c);
}
