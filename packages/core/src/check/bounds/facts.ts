import type { Program, ValueId } from '../../ir/ir.ts';
import type { Type } from '../../ir/types.ts';
import { type Comparison, comparisons } from './comparisons.ts';
import {
  binary,
  constant,
  counter,
  either,
  known,
  type Ranged,
  selectBelow,
  UNKNOWN,
  within,
} from './index-range.ts';
import { lengthNumber, type ValueNumbers } from './value-numbers.ts';

/**
 * The range of every integer at one point of a program, from its definition and the conditions that hold there.
 * Indices are compared as u32, so all ranges are of 32-bit patterns read as u32. i32 arithmetic yields the same
 * patterns, except for `div`, `rem`, `min`, `max`, `shr` and comparisons; these are used only for operands that
 * are not negative.
 */
export class Facts {
  readonly #program: Program;
  readonly #values: ValueNumbers;
  readonly #outer: Facts | undefined;
  /** The number of facts around these. */
  readonly #depth: number;
  /** The bounds that hold here, by value number. */
  readonly #bounds = new Map<string, Bound[]>();
  /** The known inequalities, as `a<b` of value numbers. */
  readonly #less = new Set<string>();
  /** The ranges of the indices of the loops around this point. */
  readonly #counters = new Map<ValueId, Ranged>();
  readonly #ranges = new Map<ValueId, Ranged>();
  /**
   * The number of selects that may still be analysed. The work is exponential, since both sides of a select may contain
   * further selects.
   */
  #selects: { left: number } = { left: MOST_SELECTS };

  constructor(program: Program, values: ValueNumbers, outer?: Facts) {
    this.#program = program;
    this.#values = values;
    this.#outer = outer;
    this.#depth = outer ? outer.#depth + 1 : 0;
  }

  /** The facts where `condition` is `truth` in addition. */
  given(condition: ValueId, truth: boolean, selects?: { left: number }): Facts {
    const found = comparisons(condition, truth, this.#values);
    if (found.length === 0 || this.#depth > MOST_CONDITIONS) return this;
    const facts = new Facts(this.#program, this.#values, this);
    if (selects) facts.#selects = selects;
    // `i < n` may give a bound only once `0 <= i` is known, in either order. So comparisons without effect run again.
    for (const silent of found.filter(comparison => !facts.#learn(comparison))) facts.#learn(silent);
    return facts;
  }

  /** The facts in the body of a `for`. */
  inFor(id: ValueId, from: ValueId, to: ValueId, step: ValueId): Facts {
    const facts = new Facts(this.#program, this.#values, this);
    const start = this.range(from);
    const end = this.range(to);
    const unsigned = this.#values.integer(id) === 'u32';
    const by = this.range(step);
    const up = unsigned || by.high < SIGN;
    if (up && (unsigned || start.high < SIGN)) {
      facts.#counters.set(id, counter(start, end));
      facts.#less.add(`${this.#values.number(id)}<${this.#values.number(to)}`);
    } else if (
      !unsigned &&
      by.low >= SIGN &&
      end.low === end.high &&
      (end.high < SIGN || end.high === MINUS_ONE)
    ) {
      // The loop counts down to above -1 or a greater number. So no index is negative, and none is above `from`,
      // which is not negative either if there is a trip.
      facts.#counters.set(id, counter(constant((end.low + 1) % 2 ** 32), binary('add', start, constant(1))));
    }
    return facts;
  }

  /** True if the value is proven to be less than the length of the view. */
  isBelowLength(index: ValueId, param: number): boolean {
    const fact = `${this.#values.number(index)}<${lengthNumber(param, 'length')}`;
    for (let facts: Facts | undefined = this; facts; facts = facts.#outer)
      if (facts.#less.has(fact)) return true;
    return false;
  }

  range(id: ValueId): Ranged {
    this.#selects.left = MOST_SELECTS;
    return this.#range(id, 0);
  }

  #range(id: ValueId, depth: number): Ranged {
    let range = this.#ranges.get(id);
    if (range === undefined) {
      range = depth > MOST_DEPTH ? UNKNOWN : this.#refined(id, this.#defined(id, depth + 1));
      this.#ranges.set(id, range);
    }
    return range;
  }

  #refined(id: ValueId, defined: Ranged): Ranged {
    let range = defined;
    const number = this.#values.number(id);
    for (let facts: Facts | undefined = this; facts; facts = facts.#outer) {
      for (const { kind, limit } of facts.#bounds.get(number) ?? []) range = binary(kind, range, limit);
    }
    return range;
  }

  #counter(id: ValueId): Ranged {
    for (let facts: Facts | undefined = this; facts; facts = facts.#outer) {
      const range = facts.#counters.get(id);
      if (range) return range;
    }
    return UNKNOWN;
  }

  #defined(id: ValueId, depth: number): Ranged {
    const definition = this.#values.definition(id);
    if (!definition || !this.#values.integer(id)) return UNKNOWN;
    switch (definition.op) {
      case 'const':
        return constant(definition.bits);
      case 'param':
        return known({ kind: 'value', param: definition.param });
      case 'length':
        return known({ kind: 'length', param: definition.param, axis: definition.axis });
      case 'builtin':
        return this.#builtin(definition.builtin);
      case 'for':
        return this.#counter(id);
      case 'extract': {
        const made = this.#values.definition(definition.value);
        return made?.op === 'construct' ? this.#range(made.args[definition.member]!, depth) : UNKNOWN;
      }
      case 'compute':
        return definition.name === 'select'
          ? this.#select(definition.args, depth)
          : this.#compute(definition.name, definition.args, depth);
      default:
        return UNKNOWN;
    }
  }

  #builtin(builtin: string): Ranged {
    const size = constant(this.#program.groupSize);
    switch (builtin) {
      case 'localIndex':
        return within(0, this.#program.groupSize - 1);
      case 'globalIndex':
        return binary(
          'add',
          binary('mul', known({ kind: 'builtin', builtin: 'groupIndex' }), size),
          this.#builtin('localIndex'),
        );
      default:
        return known({ kind: 'builtin', builtin: builtin as 'groupIndex' });
    }
  }

  #compute(name: string, args: readonly ValueId[], depth: number): Ranged {
    const [a, b] = args as readonly [ValueId, ValueId | undefined];
    const integer = this.#values.integer(a);
    switch (name) {
      case 'popcount':
      case 'clz':
      case 'ctz':
        return within(0, 32);
      case 'toI32':
      case 'toU32':
        return integer ? this.#range(a, depth) : isBool(this.#values.type(a)) ? within(0, 1) : UNKNOWN;
      case 'bitsI32':
      case 'bitsU32':
        return integer ? this.#range(a, depth) : UNKNOWN;
    }
    if (!integer || b === undefined) return UNKNOWN;
    const left = this.#range(a, depth);
    const right = this.#range(b, depth);
    switch (name) {
      case 'add':
      case 'sub':
      case 'mul':
      case 'shl':
      case 'and':
        return binary(name, left, right);
      case 'or':
      case 'xor':
        // The result has no bit above the highest bit of the two operands.
        return within(0, 2 ** (32 - Math.clz32(Math.max(left.high, right.high))) - 1);
      case 'div':
      case 'rem':
      case 'min':
      case 'max':
        return integer === 'u32' || (left.high < SIGN && right.high < SIGN)
          ? binary(name, left, right)
          : UNKNOWN;
      case 'shr':
        return integer === 'u32' || left.high < SIGN ? binary(name, left, right) : UNKNOWN;
      default:
        return UNKNOWN;
    }
  }

  #select([condition, whenTrue, whenFalse]: readonly ValueId[], depth: number): Ranged {
    const branch = (truth: boolean, value: ValueId): Ranged => {
      if (this.#selects.left-- <= 0) return this.#range(value, depth);
      const facts = this.given(condition!, truth, this.#selects);
      return facts.#range(value, depth);
    };
    return this.#choose(condition!, branch(true, whenTrue!), branch(false, whenFalse!), depth);
  }

  #choose(condition: ValueId, then: Ranged, otherwise: Ranged, depth: number): Ranged {
    const definition = this.#values.definition(condition);
    if (definition?.op !== 'compute' || depth > MOST_DEPTH || this.#selects.left-- <= 0)
      return either(then, otherwise);
    const [a, b] = definition.args as readonly [ValueId, ValueId];
    if (definition.name === 'and')
      return this.#choose(a, this.#choose(b, then, otherwise, depth + 1), otherwise, depth + 1);
    if (definition.name === 'not') return this.#choose(a, otherwise, then, depth + 1);
    const integer = this.#values.integer(a);
    if (!integer) return either(then, otherwise);
    const left = this.#range(a, depth);
    const right = this.#range(b, depth);
    if (integer === 'i32' && !(left.high < SIGN && right.high < SIGN)) return either(then, otherwise);
    switch (definition.name) {
      case 'lt':
        return selectBelow(left, right, then, otherwise);
      case 'ge':
        return selectBelow(left, right, otherwise, then);
      case 'gt':
        return selectBelow(right, left, then, otherwise);
      case 'le':
        return selectBelow(right, left, otherwise, then);
      default:
        return either(then, otherwise);
    }
  }

  /** Adds the bounds from a comparison. False if it gives none yet. */
  #learn({ kind, a, b }: Comparison): boolean {
    const left = this.#range(a, 0);
    const right = this.#range(b, 0);
    if (kind === 'equal') {
      this.#bind(a, 'atMost', right);
      this.#bind(a, 'atLeast', right);
      this.#bind(b, 'atMost', left);
      this.#bind(b, 'atLeast', left);
      return true;
    }
    if (kind === 'unequal') {
      if (left.high === 0) this.#bind(b, 'above', left);
      if (right.high === 0) this.#bind(a, 'above', right);
      return true;
    }
    // A value greater than a non-negative i32 is not negative. If the i32 may be negative, the order of the numbers
    // is not the order of the patterns.
    const signed = this.#values.integer(a) === 'i32';
    if (signed && left.high >= SIGN) return false;
    this.#bind(a, kind === 'less' ? 'below' : 'atMost', right);
    this.#bind(b, kind === 'less' ? 'above' : 'atLeast', left);
    if (signed) this.#bind(b, 'atMost', constant(SIGN - 1));
    if (kind === 'less') this.#less.add(`${this.#values.number(a)}<${this.#values.number(b)}`);
    return true;
  }

  /**
   * Adds a bound, unless the launch has the exact value. That needs no bounds, and they would lengthen every expression
   * that contains it.
   */
  #bind(value: ValueId, kind: Bound['kind'], limit: Ranged): void {
    const op = this.#values.definition(value)?.op;
    if (op === 'const' || op === 'length' || (op === 'param' && limit.launch)) return;
    const upper = kind === 'below' || kind === 'atMost';
    const edge = limit.launch ? limit : constant(upper ? limit.high : limit.low);
    if (kind === 'atLeast' && edge.high === 0) return;
    if (kind === 'atMost' && edge.low >= MINUS_ONE) return;
    const number = this.#values.number(value);
    this.#bounds.set(number, [...(this.#bounds.get(number) ?? []), { kind, limit: edge }]);
    this.#ranges.clear();
  }
}

interface Bound {
  readonly kind: 'below' | 'atMost' | 'above' | 'atLeast';
  readonly limit: Ranged;
}

/** The first 32-bit pattern that is negative as an i32. */
const SIGN = 2 ** 31;
const MINUS_ONE = 2 ** 32 - 1;
/** The greatest depth of the expression of an index. A deeper one is unlikely to have a proof. */
const MOST_DEPTH = 64;
const MOST_SELECTS = 32;
/**
 * The most conditions that are known at one point. A body may have tens of thousands of early returns, and each access
 * behind them would look at the facts of all.
 */
const MOST_CONDITIONS = 256;

const isBool = (type: Type | undefined): boolean => type?.kind === 'scalar' && type.scalar === 'bool';
