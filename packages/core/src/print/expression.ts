/** A printed expression. */
export interface Expression {
  readonly text: string;
  readonly level: Level;
  /** For a vector whose components are all one scalar: the scalar. */
  readonly splat?: Expression | undefined;
  /** For a component of a vector: the vector, and the component's letter. */
  readonly component?: { readonly of: string; readonly letter: string } | undefined;
  /** For a literal: its bits, and if it is negative, its text without the sign. */
  readonly bits?: number | undefined;
  readonly negative?: string | undefined;
  /** For an operation with two operands: its operands and operator. */
  readonly parts?: { readonly left: string; readonly operator: string; readonly right: string } | undefined;
  /** For a condition that can be inverted without a `!`: the inverse. */
  readonly opposite?: string | undefined;
}

/** The precedence of the outermost operator, as in C. */
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

/** The text of an expression, in parentheses if its precedence is lower than the given one. */
export function at(level: Level, { text, level: own }: Expression): string {
  return own >= level ? text : `(${text})`;
}

/**
 * Prints an operator with the parentheses that its operands need. They follow WGSL's grammar
 * (https://www.w3.org/TR/WGSL/#expression-grammar), which requires more than C's, and readability:
 * `a && b || c`, `a & b == c` and `a << b + c` get parentheses. So does `a < b >> c`, which WGSL parses as a
 * template list.
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
 * The arguments of a call. A comparison among them gets parentheses, because WGSL parses `f(a < b, c > d)` as a call
 * with one argument, which has a template list (https://www.w3.org/TR/WGSL/#template-lists-sec).
 */
export function list(args: readonly Expression[]): string {
  return args.map((arg, i) => (i < args.length - 1 ? at(Level.shift, arg) : arg.text)).join(', ');
}

export const call = (name: string, ...args: readonly Expression[]): Expression =>
  primary(`${name}(${list(args)})`);

/** The inverse of a condition. */
export function not(condition: Expression): Expression {
  if (condition.opposite === undefined) return prefix('!', condition);
  return { ...expression(condition.opposite, Level.relational), opposite: condition.text };
}
