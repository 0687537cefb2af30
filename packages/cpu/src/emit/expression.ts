import type { Scalar } from '@heddle/core/backend';

/**
 * A printed expression, with the known bounds of its number. Integers are printed without wrapping: an
 * expression for an i32 or a u32 yields a whole number from `low` to `high` that equals the value modulo
 * 2^32. A use that needs the exact value wraps it, unless the bounds prove that nothing can have wrapped.
 * Most uses do not need it: `Math.imul`, shifts, bitwise operators and stores wrap by themselves. Likewise,
 * an f32 may be a double that is not `rounded` yet.
 */
export interface Expression {
  readonly text: string;
  readonly level: Level;
  readonly low: number;
  readonly high: number;
  readonly rounded: boolean;
}

/** The precedence of the outermost operator, in JavaScript's order. */
export const Level = {
  conditional: 1,
  or: 2,
  and: 3,
  bitOr: 4,
  bitXor: 5,
  bitAnd: 6,
  equality: 7,
  relational: 8,
  shift: 9,
  additive: 10,
  multiplicative: 11,
  unary: 12,
  primary: 13,
} as const;
export type Level = (typeof Level)[keyof typeof Level];

export interface Bounds {
  readonly low: number;
  readonly high: number;
}
export const I32_BOUNDS: Bounds = { low: -(2 ** 31), high: 2 ** 31 - 1 };
export const U32_BOUNDS: Bounds = { low: 0, high: 2 ** 32 - 1 };
/** Sums of whole numbers are exact in a double up to these bounds, and V8 knows it. */
export const WIDE: Bounds = { low: -(2 ** 52), high: 2 ** 52 };
const NO_BOUNDS: Bounds = { low: -Infinity, high: Infinity };

export function bounds(type: Scalar): Bounds {
  return type === 'i32' ? I32_BOUNDS : type === 'u32' ? U32_BOUNDS : NO_BOUNDS;
}

export const within = ({ low, high }: Bounds, outer: Bounds): boolean =>
  low >= outer.low && high <= outer.high;
export const union = (a: Bounds, b: Bounds): Bounds => ({
  low: Math.min(a.low, b.low),
  high: Math.max(a.high, b.high),
});

export function expression(
  text: string,
  level: Level,
  { low, high }: Bounds = NO_BOUNDS,
  rounded = true,
): Expression {
  return { text, level, low, high, rounded };
}

export const primary = (text: string, within?: Bounds): Expression => expression(text, Level.primary, within);

/** A value of the scalar as a literal. */
export function literal(type: Scalar, value: number): Expression {
  if (type === 'bool') return primary(value ? 'true' : 'false');
  const text = Object.is(value, -0) ? '-0' : `${value}`;
  const known = type === 'f32' ? NO_BOUNDS : { low: value, high: value };
  return expression(text, text.startsWith('-') ? Level.unary : Level.primary, known);
}

/** The text in parentheses, unless its operator binds at least as tightly as `level`. */
export function at(level: Level, { text, level: own }: Expression): string {
  return own >= level ? text : `(${text})`;
}

/** The expression wrapped or rounded, so that it yields exactly its value. */
export function exact(type: Scalar, value: Expression): Expression {
  if (type === 'bool') return value;
  if (type === 'f32') return value.rounded ? value : primary(`Math.fround(${value.text})`);
  if (within(value, bounds(type))) return value;
  return type === 'i32'
    ? asI32(value)
    : expression(`${at(Level.shift, value)} >>> 0`, Level.shift, U32_BOUNDS);
}

export function asI32(value: Expression): Expression {
  return within(value, I32_BOUNDS)
    ? value
    : expression(`${at(Level.bitOr, value)} | 0`, Level.bitOr, I32_BOUNDS);
}

/**
 * The expression as 32 bits, signed or unsigned, whichever is shorter. Below 2^31 the two are the same
 * number, and an address needs no more.
 */
export function as32(value: Expression): Expression {
  return within(value, U32_BOUNDS) ? value : asI32(value);
}
