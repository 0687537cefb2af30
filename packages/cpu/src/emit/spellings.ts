import type { OpName, Scalar } from '@heddle/core/backend';
import {
  asI32,
  at,
  type Bounds,
  type Expression,
  exact,
  expression,
  I32_BOUNDS,
  Level,
  primary,
  U32_BOUNDS,
  union,
  WIDE,
  within,
} from './expression.ts';

/**
 * The JavaScript form of an operation. The result must equal that of the operation's row in the operation
 * table, bit for bit.
 */
export interface Spelling {
  /** True if integer operands may be any numbers that are congruent modulo 2^32. */
  readonly wide?: boolean;
  readonly spell: Spell;
}
/** `a`, `b` and `c` are the operands as printed; `on` is the element type. */
export type Spell = (on: Scalar, helpers: Helpers, a: Expression, b: Expression, c: Expression) => Expression;

/** The functions that an emitted function calls. */
export interface Helpers {
  /** The name of the operation table's evaluation function for an operation. */
  evaluation(name: OpName, on: Scalar): string;
  /** The name of a function from the bits of an f32 to its number, or from an f32 to its bits as a u32. */
  bitCast(from: 'bits' | 'float'): string;
}

const infix = (a: Expression, operator: string, b: Expression, level: Level): string =>
  // On the right of an operator the same level needs parentheses: a - (b - c).
  `${at(level, a)} ${operator} ${at((level + 1) as Level, b)}`;

/** A sum or difference. Operands are wrapped first if the result could exceed the range of exact doubles. */
function sum(on: Scalar, operator: '+' | '-', a: Expression, b: Expression): Expression {
  const [low, high] = operator === '+' ? [a.low + b.low, a.high + b.high] : [a.low - b.high, a.high - b.low];
  if (on !== 'f32' && !within({ low, high }, WIDE)) return sum(on, operator, asI32(a), asI32(b));
  return expression(infix(a, operator, b, Level.additive), Level.additive, { low, high }, on !== 'f32');
}

const additive = (operator: '+' | '-'): Spelling => ({
  wide: true,
  spell: (on, _, a, b) =>
    on === 'f32' ? sum(on, operator, exact(on, a), exact(on, b)) : sum(on, operator, a, b),
});

/** An operation in f64 on f32 operands. A use that needs the f32 rounds it. */
const unrounded = (text: string, level: Level = Level.primary): Expression =>
  expression(text, level, undefined, false);

function product(a: Expression, b: Expression): Expression {
  const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  const known = { low: Math.min(...corners), high: Math.max(...corners) };
  return primary(`Math.imul(${a.text}, ${b.text})`, within(known, I32_BOUNDS) ? known : I32_BOUNDS);
}

/** A function of Math whose f64 result is rounded to f32, as in the operation table. */
const rounding = (name: string): Spelling => ({
  spell: (on, _, a, b) =>
    unrounded(`Math.${name}(${[a, b].flatMap(x => (x ? [exact(on, x).text] : [])).join(', ')})`),
});

/** A function of Math whose result is an f32 if its operand is one. */
const rounded = (name: string): Spelling => ({
  spell: (on, _, a) => primary(`Math.${name}(${exact(on, a).text})`),
});

const evaluated = (name: OpName, result?: Bounds): Spelling => ({
  spell: (on, helpers, ...operands) => {
    const args = operands.flatMap(operand => (operand ? [exact(on, operand).text] : []));
    const known = result ?? (on === 'i32' ? I32_BOUNDS : on === 'u32' ? U32_BOUNDS : undefined);
    return primary(`${helpers.evaluation(name, on)}(${args.join(', ')})`, known);
  },
});

const limit = (name: 'min' | 'max'): Spelling => ({
  spell: (on, _, a, b) => {
    const [x, y] = [exact(on, a), exact(on, b)];
    return primary(`Math.${name}(${x.text}, ${y.text})`, {
      low: Math[name](x.low, y.low),
      high: Math[name](x.high, y.high),
    });
  },
});

const ordered = (operator: '<' | '<=' | '>' | '>='): Spelling => ({
  spell: (on, _, a, b) =>
    expression(infix(exact(on, a), operator, exact(on, b), Level.relational), Level.relational),
});

/** Both operands in one form, signed or unsigned, whichever is shorter. */
const equality = (operator: '===' | '!=='): Spelling => ({
  wide: true,
  spell: (on, _, a, b) => {
    const isSigned = on === 'u32' && wraps([a, b], I32_BOUNDS) < wraps([a, b], U32_BOUNDS);
    const [x, y] = isSigned ? [asI32(a), asI32(b)] : [exact(on, a), exact(on, b)];
    return expression(infix(x, operator, y, Level.equality), Level.equality);
  },
});
const wraps = (operands: readonly Expression[], form: Bounds): number =>
  operands.filter(x => !within(x, form)).length;

const bitwise = (
  operator: '&' | '|' | '^',
  level: Level,
  bool: (a: Expression, b: Expression) => Expression,
): Spelling => ({
  wide: true,
  spell: (on, _, a, b) => {
    if (on === 'bool') return bool(a, b);
    // The result has no bit above the operands' highest bit, and `&` has only bits that both operands have.
    const highs = [a, b].map(x => (x.low >= 0 && x.high <= I32_BOUNDS.high ? x.high : Infinity));
    const mask = operator === '&' ? Math.min(...highs) : Math.max(...highs);
    const known = mask === Infinity ? I32_BOUNDS : { low: 0, high: 2 ** (32 - Math.clz32(mask)) - 1 };
    return expression(infix(a, operator, b, level), level, known);
  },
});

const join =
  (operator: '&&' | '||' | '!==', level: Level) =>
  (a: Expression, b: Expression): Expression =>
    expression(infix(a, operator, b, level), level);

/**
 * Division by a constant other than 0 uses the JavaScript operator: the quotient of two 32-bit integers is
 * exact enough in a double.
 */
const divided = (name: 'div' | 'rem'): Spelling => ({
  spell: (on, helpers, a, b, c) => {
    if (on === 'f32' && name === 'div')
      return unrounded(infix(exact(on, a), '/', exact(on, b), Level.multiplicative), Level.multiplicative);
    if (on === 'f32' || b.low !== b.high || b.low === 0) return evaluated(name).spell(on, helpers, a, b, c);
    const text = infix(exact(on, a), name === 'div' ? '/' : '%', b, Level.multiplicative);
    // `| 0` also turns the -0 of a negative dividend into 0.
    if (on === 'i32') return expression(`${text} | 0`, Level.bitOr, I32_BOUNDS);
    if (name === 'rem') return expression(text, Level.multiplicative, { low: 0, high: b.high - 1 });
    return expression(`${text} >>> 0`, Level.shift, { low: 0, high: Math.floor(U32_BOUNDS.high / b.high) });
  },
});

/** A conversion from one integer type to the other changes only the interpretation of the bits. */
const reread: Spell = (_, __, a) => a;
const fromBool = (a: Expression): Expression =>
  expression(`${at(Level.or, a)} ? 1 : 0`, Level.conditional, { low: 0, high: 1 });

const toInteger = (name: 'toI32' | 'toU32'): Spelling => ({
  wide: true,
  spell: (on, helpers, a, b, c) => {
    if (on === 'bool') return fromBool(a);
    return on === 'f32'
      ? evaluated(name, name === 'toI32' ? I32_BOUNDS : U32_BOUNDS).spell(on, helpers, a, b, c)
      : reread(on, helpers, a, b, c);
  },
});

const toBits: Spelling = {
  wide: true,
  spell: (on, helpers, a, b, c) =>
    on === 'f32'
      ? primary(`${helpers.bitCast('float')}(${a.text})`, U32_BOUNDS)
      : reread(on, helpers, a, b, c),
};

const COUNT: Bounds = { low: 0, high: 32 };

export const spellings: Readonly<Record<OpName, Spelling>> = {
  add: additive('+'),
  sub: additive('-'),
  mul: {
    wide: true,
    spell: (on, _, a, b) =>
      on === 'f32'
        ? unrounded(infix(exact(on, a), '*', exact(on, b), Level.multiplicative), Level.multiplicative)
        : product(a, b),
  },
  div: divided('div'),
  rem: divided('rem'),
  min: limit('min'),
  max: limit('max'),
  neg: {
    wide: true,
    // `0 - x` is used because integers have no -0.
    spell: (on, _, a) =>
      on === 'f32'
        ? expression(`-${at(Level.primary, exact(on, a))}`, Level.unary)
        : sum(on, '-', primary('0', { low: 0, high: 0 }), a),
  },
  abs: {
    spell: (on, _, a) => {
      const x = exact(on, a);
      if (on === 'u32') return x;
      const reach = Math.max(Math.abs(x.low), Math.abs(x.high));
      return primary(`Math.abs(${x.text})`, on === 'i32' ? { low: 0, high: reach } : undefined);
    },
  },
  sign: {
    spell: (on, _, a) =>
      primary(`Math.sign(${exact(on, a).text})`, on === 'i32' ? { low: -1, high: 1 } : undefined),
  },
  fma: {
    spell: (on, _, a, b, c) =>
      unrounded(
        `Math.fround(${infix(exact(on, a), '*', exact(on, b), Level.multiplicative)}) + ${at(Level.multiplicative, exact(on, c))}`,
        Level.additive,
      ),
  },
  eq: equality('==='),
  ne: equality('!=='),
  lt: ordered('<'),
  le: ordered('<='),
  gt: ordered('>'),
  ge: ordered('>='),
  select: {
    wide: true,
    spell: (_, __, condition, a, b) =>
      expression(
        `${at(Level.or, condition)} ? ${at(Level.conditional, a)} : ${at(Level.conditional, b)}`,
        Level.conditional,
        union(a, b),
        a.rounded && b.rounded,
      ),
  },
  // `&&` and `||` may skip their right operand, because it has no side effects.
  and: bitwise('&', Level.bitAnd, join('&&', Level.and)),
  or: bitwise('|', Level.bitOr, join('||', Level.or)),
  xor: bitwise('^', Level.bitXor, join('!==', Level.equality)),
  not: {
    wide: true,
    spell: (on, _, a) =>
      on === 'bool'
        ? expression(`!${at(Level.unary, a)}`, Level.unary)
        : expression(`~${at(Level.unary, a)}`, Level.unary, I32_BOUNDS),
  },
  shl: {
    wide: true,
    spell: (_, __, a, b) => expression(infix(a, '<<', b, Level.shift), Level.shift, I32_BOUNDS),
  },
  shr: {
    wide: true,
    spell: (on, _, a, b) => {
      if (on === 'i32') return expression(infix(a, '>>', b, Level.shift), Level.shift, I32_BOUNDS);
      const high = b.low === b.high ? 2 ** (32 - (b.low & 31)) - 1 : U32_BOUNDS.high;
      return expression(infix(a, '>>>', b, Level.shift), Level.shift, { low: 0, high });
    },
  },
  popcount: evaluated('popcount', COUNT),
  clz: { wide: true, spell: (_, __, a) => primary(`Math.clz32(${a.text})`, COUNT) },
  ctz: evaluated('ctz', COUNT),
  reverseBits: evaluated('reverseBits'),
  floor: rounded('floor'),
  ceil: rounded('ceil'),
  round: evaluated('round'),
  trunc: rounded('trunc'),
  fract: evaluated('fract'),
  saturate: { spell: (on, _, a) => primary(`Math.min(Math.max(${exact(on, a).text}, 0), 1)`) },
  sqrt: rounding('sqrt'),
  rsqrt: { spell: (on, _, a) => unrounded(`1 / Math.sqrt(${exact(on, a).text})`, Level.multiplicative) },
  exp: rounding('exp'),
  exp2: { spell: (on, _, a) => unrounded(`Math.pow(2, ${exact(on, a).text})`) },
  log: rounding('log'),
  log2: rounding('log2'),
  pow: rounding('pow'),
  sin: rounding('sin'),
  cos: rounding('cos'),
  tan: rounding('tan'),
  asin: rounding('asin'),
  acos: rounding('acos'),
  atan: rounding('atan'),
  atan2: rounding('atan2'),
  sinh: rounding('sinh'),
  cosh: rounding('cosh'),
  tanh: rounding('tanh'),
  asinh: rounding('asinh'),
  acosh: rounding('acosh'),
  atanh: rounding('atanh'),
  radians: {
    spell: (on, _, a) =>
      unrounded(`${at(Level.multiplicative, exact(on, a))} * (Math.PI / 180)`, Level.multiplicative),
  },
  degrees: {
    spell: (on, _, a) =>
      unrounded(`${at(Level.multiplicative, exact(on, a))} * (180 / Math.PI)`, Level.multiplicative),
  },
  toF32: {
    spell: (on, _, a) => {
      if (on === 'f32') return a;
      if (on === 'bool') return fromBool(a);
      const x = exact(on, a);
      return { ...x, rounded: within(x, { low: -(2 ** 24), high: 2 ** 24 }) };
    },
  },
  toI32: toInteger('toI32'),
  toU32: toInteger('toU32'),
  toBool: {
    spell: (on, _, a) =>
      on === 'bool' ? a : expression(`${at(Level.equality, exact(on, a))} !== 0`, Level.equality),
  },
  bitsF32: { wide: true, spell: (_, helpers, a) => primary(`${helpers.bitCast('bits')}(${a.text})`) },
  bitsI32: toBits,
  bitsU32: toBits,
  isNan: { spell: (on, _, a) => primary(`Number.isNaN(${exact(on, a).text})`) },
  isInf: { spell: (on, _, a) => expression(`Math.abs(${exact(on, a).text}) === Infinity`, Level.equality) },
  isFinite: { spell: (on, _, a) => primary(`Number.isFinite(${exact(on, a).text})`) },
  strict: { spell: (on, _, a) => exact(on, a) },
};
