import {
  at,
  call,
  expression,
  infix,
  infixSpellings,
  Level,
  type OpName,
  primary,
  type Scalar,
  type Spelling,
  type Type,
} from '@heddle/core/backend';
import { vectorName } from './type-names.ts';

const named =
  (name: string): Spelling =>
  args =>
    call(name, ...args);

const valueName = (type: Type): string =>
  type.kind === 'vec'
    ? vectorName(type)
    : { f32: 'float', i32: 'int', u32: 'uint', bool: 'bool' }[(type as { scalar: Scalar }).scalar];

/** The conversion to the result's type: of integers bit by bit. */
const converted: Spelling = ([a], _, type) => call(valueName(type), a!);

const lowered =
  (name: OpName): Spelling =>
  () => {
    throw new Error(`'${name}' is lowered before it is printed`);
  };

const built =
  (name: OpName): Spelling =>
  () => {
    throw new Error(`'${name}' is a function of its own (built-functions.ts)`);
  };

/**
 * How GLSL says each operation (GLSL ES 3.00, chapter 8), on operands that lowering has made safe, unless
 * `BuiltFunctions` does.
 */
export const spellings: Readonly<Record<OpName, Spelling>> = {
  ...infixSpellings,
  min: named('min'),
  max: named('max'),
  abs: named('abs'),
  sign: named('sign'),
  fma: ([a, b, c]) => infix('+', Level.additive, infix('*', Level.multiplicative, a!, b!), c!),
  degrees: named('degrees'),
  radians: named('radians'),
  select: ([condition, whenTrue, whenFalse]) =>
    expression(
      `${at(Level.or, condition!)} ? ${at(Level.or, whenTrue!)} : ${at(Level.or, whenFalse!)}`,
      Level.conditional,
    ),
  popcount: built('popcount'),
  clz: built('clz'),
  ctz: built('ctz'),
  reverseBits: built('reverseBits'),
  floor: named('floor'),
  ceil: named('ceil'),
  // `round` may take ties to either side.
  round: named('roundEven'),
  trunc: named('trunc'),
  fract: named('fract'),
  saturate: ([a]) => call('clamp', a!, primary('0.0'), primary('1.0')),
  sqrt: named('sqrt'),
  rsqrt: named('inversesqrt'),
  exp: named('exp'),
  exp2: named('exp2'),
  log: named('log'),
  log2: named('log2'),
  pow: named('pow'),
  sin: named('sin'),
  cos: named('cos'),
  tan: named('tan'),
  asin: named('asin'),
  acos: named('acos'),
  atan: named('atan'),
  atan2: named('atan'),
  sinh: named('sinh'),
  cosh: named('cosh'),
  tanh: named('tanh'),
  asinh: named('asinh'),
  acosh: named('acosh'),
  atanh: named('atanh'),
  toF32: converted,
  toI32: converted,
  toU32: converted,
  toBool: lowered('toBool'),
  bitsF32: ([a], on) => call(on === 'i32' ? 'intBitsToFloat' : 'uintBitsToFloat', a!),
  bitsI32: ([a]) => call('floatBitsToInt', a!),
  bitsU32: ([a]) => call('floatBitsToUint', a!),
  isNan: lowered('isNan'),
  isInf: lowered('isInf'),
  isFinite: lowered('isFinite'),
  strict: lowered('strict'),
};
