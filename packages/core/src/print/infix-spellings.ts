import type { OpName } from '../ir/ir.ts';
import type { Scalar, ScalarNode, VectorNode } from '../ir/types.ts';
import { type Expression, infix, Level, not, prefix } from './expression.ts';

/** Prints an operation for a target. `on` is the operation's element type, `type` the type of its result. */
export type Spelling = (args: readonly Expression[], on: Scalar, type: ScalarNode | VectorNode) => Expression;

/** Replaces a vector whose components are all one scalar by the scalar, if the other operand is a vector. */
function unsplat(a: Expression, b: Expression): readonly [Expression, Expression] {
  if (a.splat && !b.splat) return [a.splat, b];
  return b.splat && !a.splat ? [a, b.splat] : [a, b];
}

const arithmetic =
  (operator: string, level: Level): Spelling =>
  ([left, right]) =>
    infix(operator, level, ...unsplat(left!, right!));

/** Prints `a - 1` for `a + -1`, and the reverse. */
const signed =
  (operator: '+' | '-'): Spelling =>
  ([left, right]) => {
    const [a, b] = unsplat(left!, right!);
    if (b.negative === undefined) return infix(operator, Level.additive, a, b);
    return infix(operator === '+' ? '-' : '+', Level.additive, a, { text: b.negative, level: Level.primary });
  };

/** Prints a mask in hexadecimal, which is easier to read. */
function mask(inner: Expression): Expression {
  if (inner.bits === undefined || inner.bits < 0x100 || !inner.text.endsWith('u')) return inner;
  return { ...inner, text: `0x${inner.bits.toString(16)}u` };
}

const bitwise =
  (operator: string, level: Level, ofBools: string, boolLevel: Level): Spelling =>
  ([a, b], on) =>
    on === 'bool' ? infix(ofBools, boolLevel, a!, b!) : infix(operator, level, mask(a!), mask(b!));

const OPPOSITES = { '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

const comparison =
  (operator: keyof typeof OPPOSITES): Spelling =>
  ([a, b], on) => {
    const compared = infix(operator, Level.relational, a!, b!);
    // With a NaN both a comparison and its inverse may be false.
    return on === 'f32'
      ? compared
      : { ...compared, opposite: infix(OPPOSITES[operator], Level.relational, a!, b!).text };
  };

type InfixName = Extract<
  OpName,
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'rem'
  | 'neg'
  | 'and'
  | 'or'
  | 'xor'
  | 'not'
  | 'shl'
  | 'shr'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
>;

/** The operators of WGSL and GLSL, which agree for the operands that lowering leaves. */
export const infixSpellings: Readonly<Record<InfixName, Spelling>> = {
  add: signed('+'),
  sub: signed('-'),
  mul: arithmetic('*', Level.multiplicative),
  div: arithmetic('/', Level.multiplicative),
  rem: arithmetic('%', Level.multiplicative),
  neg: ([a]) => prefix('-', a!),
  and: bitwise('&', Level.bitAnd, '&&', Level.and),
  or: bitwise('|', Level.bitOr, '||', Level.or),
  xor: bitwise('^', Level.bitXor, '!=', Level.relational),
  not: ([a], on) => (on === 'bool' ? not(a!) : prefix('~', a!)),
  shl: ([a, b]) => infix('<<', Level.shift, a!, b!),
  shr: ([a, b]) => infix('>>', Level.shift, a!, b!),
  eq: comparison('=='),
  ne: comparison('!='),
  lt: comparison('<'),
  le: comparison('<='),
  gt: comparison('>'),
  ge: comparison('>='),
};
