/** A printed expression. */
export interface Expression {
  readonly text: string;
  readonly level: Level;
  /** Of a vector of one scalar: the scalar. */
  readonly splat?: Expression | undefined;
  /** Of a component of a vector: the vector, and the component's letter. */
  readonly component?: { readonly of: string; readonly letter: string } | undefined;
  /** Of a literal: its bits, and it without its sign if it is negative. */
  readonly bits?: number | undefined;
  readonly negative?: string | undefined;
  /** Of an operation with two operands. */
  readonly parts?: { readonly left: string; readonly operator: string; readonly right: string } | undefined;
  /** Of a condition that can be said the other way round: its opposite. */
  readonly opposite?: string | undefined;
}

/** How tightly the outermost operator binds; the order is C's. */
export const Level = {
  conditional: 1,
  or: 2,
  and: 3,
  bitOr: 4,
  bitXor: 5,
  bitAnd: 6,
  relational: 7,
  shift: 8,
  additive: 9,
  multiplicative: 10,
  unary: 11,
  primary: 12,
} as const;
export type Level = (typeof Level)[keyof typeof Level];

export const expression = (text: string, level: Level): Expression => ({ text, level });
export const primary = (text: string): Expression => expression(text, Level.primary);

/** In parentheses, unless it binds at least as tightly as asked for. */
export function at(level: Level, { text, level: own }: Expression): string {
  return own >= level ? text : `(${text})`;
}

/**
 * Which operands an operator takes without parentheses. This is WGSL's grammar
 * (https://www.w3.org/TR/WGSL/#expression-grammar), which takes fewer than C's, and no others than what
 * people read without thinking: `a && b || c`, `a & b == c` and `a << b + c` are written in full. So is
 * `a < b >> c`, which WGSL reads as a template list.
 */
export function infix(operator: string, level: Level, left: Expression, right: Expression): Expression {
  const text = `${operand(level, left, true)} ${operator} ${operand(level, right, isAssociative(level))}`;
  return { text, level, parts: { left: left.text, operator, right: right.text } };
}

const isAssociative = (level: Level): boolean => level >= Level.or && level <= Level.bitAnd;

function operand(level: Level, inner: Expression, sameAllowed: boolean): string {
  switch (level) {
    case Level.or:
    case Level.and:
      return (sameAllowed && inner.level === level) || inner.level >= Level.relational
        ? inner.text
        : `(${inner.text})`;
    case Level.bitOr:
    case Level.bitXor:
    case Level.bitAnd:
      return sameAllowed && inner.level === level ? inner.text : at(Level.unary, inner);
    case Level.relational:
      return at(Level.additive, inner);
    case Level.shift:
      return at(Level.unary, inner);
    default:
      return at(sameAllowed ? level : ((level + 1) as Level), inner);
  }
}

export function prefix(operator: string, inner: Expression): Expression {
  const text = at(Level.unary, inner);
  return expression(text.startsWith(operator) ? `${operator}(${inner.text})` : operator + text, Level.unary);
}

/**
 * The arguments of a call. A comparison among them stands in parentheses: WGSL reads `f(a < b, c > d)` as a
 * call with one argument, which has a template list (https://www.w3.org/TR/WGSL/#template-lists-sec).
 */
export function list(args: readonly Expression[]): string {
  return args.map((arg, i) => (i < args.length - 1 ? at(Level.shift, arg) : arg.text)).join(', ');
}

export const call = (name: string, ...args: readonly Expression[]): Expression =>
  primary(`${name}(${list(args)})`);

/** The opposite of a condition. */
export function not(condition: Expression): Expression {
  if (condition.opposite === undefined) return prefix('!', condition);
  return { ...expression(condition.opposite, Level.relational), opposite: condition.text };
}
