// Writes expressions: chooses what is read from what is in scope, and keeps floats exact.

import { FIRST } from '../arbitrary/expressions.ts';
import type { Expression, Index, Leaves } from '../model/expression.ts';
import type { Floats } from '../model/signatures.ts';
import { type SimpleType, simple, type Type } from '../model/types.ts';
import { exactly, type Grid, HOME, tame } from './grid.ts';
import { literalText, numberOf, scalarText } from './literals.ts';
import type { Scope, Way } from './scope.ts';

export interface Written {
  readonly text: string;
  /** The grid of a float value. */
  readonly grid?: Grid;
  /** The literal without its type, for places where another operand determines the type. */
  readonly bare?: string;
}

/** A function of the program, to be called. */
export interface Callee {
  readonly name: string;
  readonly params: readonly Type[];
  readonly result: Type;
}

/** The exponent of 1, and the part of a fraction that keeps within the grid. */
const FRACTION = 0x007f_f000;
const EXPONENT = 0x3f80_0000;
const OF_BITS: Grid = { top: 2, unit: -11 };
const OF_INTEGER: Grid = { top: 256, unit: 0 };

export class ExpressionWriter {
  readonly #scope: Scope;
  readonly #floats: Floats;
  readonly #callees: readonly Callee[];
  #uniform = false;

  constructor(scope: Scope, floats: Floats, callees: readonly Callee[]) {
    this.#scope = scope;
    this.#floats = floats;
    this.#callees = callees;
  }

  /** Runs `write`; if `uniform`, expressions then read only values that are equal in all invocations. */
  inMode<R>(uniform: boolean, write: () => R): R {
    const before = this.#uniform;
    this.#uniform = uniform || before;
    const result = write();
    this.#uniform = before;
    return result;
  }

  /** The expression, rounded to the grid of memory if it is a float. */
  stored(type: SimpleType, expression: Expression): string {
    const { text, grid } = this.write(type, expression);
    return grid && this.#floats === 'grid' ? tame({ text, grid }).text : text;
  }

  write(type: SimpleType, expression: Expression): Written {
    switch (expression.kind) {
      case 'literal':
        return this.#literal(type, expression.number);
      case 'read': {
        const ways = this.#scope.waysTo(
          type,
          ({ readable, uniform }) => readable && (uniform || !this.#uniform),
        );
        const way = ways[expression.pick % ways.length];
        if (!way) return this.#converted(type, expression);
        return { text: this.#read(way, expression.cut, expression.indices), grid: way.source.grid ?? HOME };
      }
      case 'call':
        return this.#call(type, expression.pick, expression.args);
      case 'operation': {
        const { signature, args, instead } = expression;
        if (signature.operands[instead] === type) return this.write(type, args[instead]!);
        const operands = signature.operands.map((operand, i) => this.write(operand, args[i]!));
        return this.#operation(signature, operands);
      }
    }
  }

  /** A value of a type without a source, converted from an index or a similar number. */
  #converted(type: SimpleType, expression: Extract<Expression, { kind: 'read' }>): Written {
    if (type.n > 1) {
      const { text, grid = HOME } = this.write(simple(type.scalar), expression);
      return { text: `${type.text}(${text})`, grid };
    }
    if (type.scalar === 'u32') return this.#literal(type, expression.pick);
    const { text } = this.write(simple('u32'), expression);
    switch (type.scalar) {
      case 'i32':
        return { text: `i32(${text})` };
      case 'f32':
        return { text: `f32(${text}.rem(256))`, grid: OF_INTEGER };
      case 'bool':
        return { text: `${text}.and(${1 << (expression.pick % 4)}).eq(0)` };
    }
  }

  #literal(type: SimpleType, number: number): Written {
    const text = literalText(type, number, this.#floats);
    if (type.n > 1) return { text, grid: HOME };
    return { text, grid: HOME, bare: scalarText(type.scalar, numberOf(type.scalar, number, this.#floats)) };
  }

  #operation(
    { name, form, operands: types, result }: Extract<Expression, { kind: 'operation' }>['signature'],
    given: readonly Written[],
  ): Written {
    const [operands, grid] =
      this.#floats === 'grid' ? this.#exact(name, types, result, given) : [given, HOME];
    const [first, ...others] = operands as [Written, ...Written[]];
    if (form === 'member') return { text: `${first.text}.${name}`, grid };
    if (form === 'function') return { text: `${name}(${operands.map(({ text }) => text).join(', ')})`, grid };
    const beside = others.map(
      ({ text, bare }, i) => (types[0]!.n === 1 && types[i + 1]!.n === 1 && bare) || text,
    );
    return { text: `${first.text}.${name}(${beside.join(', ')})`, grid };
  }

  #exact(
    name: string,
    types: readonly SimpleType[],
    result: SimpleType,
    given: readonly Written[],
  ): readonly [readonly Written[], Grid] {
    const [first] = given as [Written];
    const floats = types.flatMap((type, i) => (type.scalar === 'f32' ? [i] : []));
    if (floats.length === 0) {
      if (result.scalar !== 'f32' || types[0]!.scalar === 'bool') return [given, { top: 1, unit: 0 }];
      // from integers
      if (name === 'bitsF32') return [[{ text: `${first.text}.and(${FRACTION}).or(${EXPONENT})` }], OF_BITS];
      return [[{ text: `${first.text}.rem(256)` }], OF_INTEGER];
    }
    const operands = floats.map(i => ({ text: given[i]!.text, grid: given[i]!.grid ?? HOME }));
    if (result.scalar !== 'f32') {
      // the sign of a zero is not observed
      if (name.startsWith('bits')) return [[{ text: `${first.text}.abs()` }], HOME];
      return [given, HOME];
    }
    const [exact, grid] = exactly(name, types[0]!.n, operands);
    return [
      given.map((written, i) =>
        floats.includes(i) ? toWritten(written, exact[floats.indexOf(i)]!) : written,
      ),
      grid,
    ];
  }

  #call(type: SimpleType, pick: number, args: Leaves): Written {
    const ways = this.#callees.flatMap(callee =>
      waysOf(callee.result, type).map(steps => ({ callee, steps })),
    );
    const chosen = ways[pick % ways.length];
    if (!chosen) return this.#literal(type, pick);
    const values = chosen.callee.params.map(param => this.made(param, args));
    return { text: `${chosen.callee.name}(${values.join(', ')})${chosen.steps}`, grid: HOME };
  }

  /** A value of any type: the first leaf of each scalar type is computed, the others are literals. */
  made(type: Type, leaves: Leaves): string {
    const seen = new Set<string>();
    let counted = 0;
    const make = (part: Type): string => {
      switch (part.kind) {
        case 'struct':
          return `${part.text}({ ${part.fields.map(([name, field]) => `${name}: ${make(field)}`).join(', ')} })`;
        case 'array':
          return `${part.text}([${Array.from({ length: part.length }, () => make(part.element)).join(', ')}])`;
        case 'simple': {
          if (part.n > 1)
            return `${part.text}(${Array.from({ length: part.n }, () => make(simple(part.scalar))).join(', ')})`;
          if (seen.has(part.scalar)) return this.#literal(part, counted++).text;
          seen.add(part.scalar);
          return this.stored(part, leaves[part.scalar]);
        }
      }
    };
    return make(type);
  }

  // ---- places

  /** The text of a place, of all of the way or of its first steps. */
  place({ source, steps }: Way, indices: readonly Index[]): string {
    const left = [...indices];
    return this.#base({ source, steps }, left) + this.#steps(steps, left);
  }

  #read(way: Way, cut: number, indices: readonly Index[]): string {
    const left = [...indices];
    const { source, steps } = way;
    const base = this.#base(way, left);
    if (source.form === 'value') return base + this.#steps(steps, left);
    const at = cut % (steps.length + 1);
    return `${base}${this.#steps(steps.slice(0, at), left)}.$${this.#steps(steps.slice(at), left)}`;
  }

  #base({ source: { text, lengths, wrap, suffix = '' } }: Way, left: Index[]): string {
    if (!lengths) return text;
    const indices = lengths.map(length => this.index(left.shift() ?? FIRST, length));
    return `${text}.at(${wrap ? indices.map(wrap) : indices.join(', ')})${suffix}`;
  }

  #steps(steps: Way['steps'], left: Index[]): string {
    return steps
      .map(step =>
        'member' in step
          ? `.${step.member}`
          : `.at(${this.index(left.shift() ?? FIRST, String(step.length))})`,
      )
      .join('');
  }

  index({ scalar, value, bounded }: Index, length: string): string {
    const { text } = this.write(simple(scalar), value);
    if (!bounded) return text;
    const isNumber = /^\d+$/.test(length);
    return `${text}.rem(${scalar === 'i32' && !isNumber ? `i32(${length})` : length})`;
  }
}

const toWritten = (before: Written, { text, grid }: { text: string; grid: Grid }): Written =>
  text === before.text ? { ...before, grid } : { text, grid };

/** To the first such part of a value, as text. */
function waysOf(type: Type, wanted: SimpleType): readonly string[] {
  if (type === wanted) return [''];
  switch (type.kind) {
    case 'struct':
      return type.fields.flatMap(([name, field]) => waysOf(field, wanted).map(rest => `.${name}${rest}`));
    case 'array':
      return waysOf(type.element, wanted).map(rest => `.at(${type.length - 1})${rest}`);
    case 'simple':
      return type.n > 1 && wanted.n === 1 && type.scalar === wanted.scalar ? ['.x', '.y'] : [];
  }
}
