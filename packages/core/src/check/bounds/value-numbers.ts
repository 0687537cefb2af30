import type { ComputeNode, Instruction, ValueId } from '../../ir/ir.ts';
import { ops } from '../../ir/ops/index.ts';
import type { Type } from '../../ir/types.ts';

/**
 * Value numbering: two values with the same number are equal wherever both exist, so bounds of one hold for the other
 * (`x.length` read twice, `i + 1` and `1 + i`). Integer sums and products have a canonical form, a polynomial mod 2^32
 * over value numbers. An i32 and a u32 with the same bits have the same number. Only pure instructions share numbers.
 */
export class ValueNumbers {
  readonly #definitions = new Map<ValueId, Instruction>();
  readonly #types = new Map<ValueId, Type>();
  readonly #numbers = new Map<ValueId, string>();
  readonly #polynomials = new Map<ValueId, Polynomial>();
  readonly #interned = new Map<string, string>();
  readonly #groupSize: number;

  constructor(groupSize: number) {
    this.#groupSize = groupSize;
  }

  /** Numbers an instruction, whose operands must have numbers already. */
  define(instruction: Instruction): void {
    const { id } = instruction;
    this.#definitions.set(id, instruction);
    if ('type' in instruction) this.#types.set(id, instruction.type);
    this.#numbers.set(id, this.#number(instruction));
  }

  defineParam(id: ValueId, type: Type): void {
    this.#types.set(id, type);
    this.#numbers.set(id, `#${id}`);
  }

  number(id: ValueId): string {
    return this.#numbers.get(id)!;
  }

  definition(id: ValueId): Instruction | undefined {
    return this.#definitions.get(id);
  }

  type(id: ValueId): Type | undefined {
    return this.#types.get(id);
  }

  /** The type of a scalar integer; undefined for any other value. */
  integer(id: ValueId): 'i32' | 'u32' | undefined {
    const type = this.#types.get(id);
    return type?.kind === 'scalar' && (type.scalar === 'i32' || type.scalar === 'u32')
      ? type.scalar
      : undefined;
  }

  #number(instruction: Instruction): string {
    const { id } = instruction;
    switch (instruction.op) {
      case 'const':
        return this.integer(id)
          ? this.#sum(id, instruction.bits === 0 ? new Map() : new Map([['', instruction.bits]]))
          : `${instruction.type.scalar}:${instruction.bits}`;
      case 'builtin':
        return this.#sum(
          id,
          instruction.builtin === 'globalIndex'
            ? new Map([
                ['groupIndex', this.#groupSize],
                ['localIndex', 1],
              ])
            : new Map([[instruction.builtin, 1]]),
        );
      case 'length':
        return lengthNumber(instruction.param, instruction.axis);
      case 'param':
        return `param:${instruction.param}`;
      case 'compute':
        return this.#compute(instruction);
      case 'extract': {
        const made = this.#definitions.get(instruction.value);
        if (made?.op === 'construct') return this.#same(id, made.args[instruction.member]!);
        return this.#intern(`.${instruction.member}(${this.number(instruction.value)})`);
      }
      default:
        return `#${id}`;
    }
  }

  #compute({ id, name, type, args }: ComputeNode): string {
    const [first] = args;
    if (this.integer(id) && first !== undefined && this.integer(first)) {
      switch (name) {
        case 'add':
          return this.#sum(id, add(this.#polynomial(first), this.#polynomial(args[1]!), 1));
        case 'sub':
          return this.#sum(id, add(this.#polynomial(first), this.#polynomial(args[1]!), -1));
        case 'mul':
          return this.#sum(id, multiply(this.#polynomial(first), this.#polynomial(args[1]!)));
        case 'toI32':
        case 'toU32':
        case 'bitsI32':
        case 'bitsU32':
          return this.#same(id, first);
      }
    }
    const numbers = args.map(arg => this.number(arg));
    if (ops[name].commutative) numbers.sort();
    const on = this.#types.get(first!);
    return this.#intern(`${name}:${JSON.stringify(on)}:${JSON.stringify(type)}(${numbers.join()})`);
  }

  /** The number of a sum. If its polynomial is too long to keep, the value gets a new number. */
  #sum(id: ValueId, polynomial: Polynomial | undefined): string {
    if (polynomial === undefined || polynomial.size > MOST_TERMS) return `#${id}`;
    this.#polynomials.set(id, polynomial);
    const terms = [...polynomial].sort(([a], [b]) => (a < b ? -1 : 1));
    const [only] = terms;
    if (terms.length === 1 && only![1] === 1 && split(only![0]).length === 1) return only![0];
    return this.#intern(terms.map(([factors, coefficient]) => `${coefficient}*${factors}`).join('+'));
  }

  #same(id: ValueId, other: ValueId): string {
    const polynomial = this.#polynomials.get(other);
    if (polynomial) this.#polynomials.set(id, polynomial);
    return this.number(other);
  }

  #polynomial(id: ValueId): Polynomial {
    return this.#polynomials.get(id) ?? new Map([[this.number(id), 1]]);
  }

  /** A short number for a key. Otherwise the numbers of nested expressions would become ever longer. */
  #intern(key: string): string {
    let short = this.#interned.get(key);
    if (short === undefined) {
      short = `v${this.#interned.size}`;
      this.#interned.set(key, short);
    }
    return short;
  }

  /** The number of a polynomial. No value of the program need have it. */
  numberOf(polynomial: ReadonlyMap<string, number>): string {
    return this.#sum(-1, new Map(polynomial));
  }
}

export const lengthNumber = (param: number, axis: string): string => `${axis}:${param}`;

/**
 * The coefficients, from 1 to 2^32 - 1, by product of value numbers (sorted, joined by `*`; the empty product is 1).
 */
type Polynomial = Map<string, number>;

const MOST_TERMS = 16;
const MOST_FACTORS = 8;

function accumulate(into: Polynomial, factors: string, coefficient: number): void {
  const sum = ((into.get(factors) ?? 0) + coefficient) >>> 0;
  if (sum === 0) into.delete(factors);
  else into.set(factors, sum);
}

function add(a: Polynomial, b: Polynomial, sign: 1 | -1): Polynomial {
  const sum: Polynomial = new Map(a);
  for (const [factors, coefficient] of b) accumulate(sum, factors, sign * coefficient);
  return sum;
}

/** The product; undefined if it is too long to keep. */
function multiply(a: Polynomial, b: Polynomial): Polynomial | undefined {
  if (a.size * b.size > MOST_TERMS) return undefined;
  const product: Polynomial = new Map();
  for (const [left, p] of a) {
    for (const [right, q] of b) {
      const factors = [...split(left), ...split(right)].sort();
      if (factors.length > MOST_FACTORS) return undefined;
      accumulate(product, factors.join('*'), Math.imul(p, q));
    }
  }
  return product;
}

const split = (factors: string): readonly string[] => (factors === '' ? [] : factors.split('*'));
