import {
  call,
  type Expression,
  infixSpellings,
  type OpName,
  primary,
  type Spelling,
  type Type,
} from '@heddle/core/backend';
import { vectorName } from './type-names.ts';

const named =
  (name: string): Spelling =>
  args =>
    call(name, ...args);

/** The conversion to the result's type: of integers bit by bit. */
const converted: Spelling = ([a], _, type) => call(valueName(type), a!);
const bitCast: Spelling = ([a], _, type) => primary(`bitcast<${valueName(type)}>(${a!.text})`);

const valueName = (type: Type): string =>
  type.kind === 'scalar' ? type.scalar : vectorName(type as Extract<Type, { kind: 'vec' }>);

const lowered =
  (name: OpName): Spelling =>
  () => {
    throw new Error(`'${name}' is lowered before it is printed`);
  };

/**
 * How WGSL says each operation (https://www.w3.org/TR/WGSL/#builtin-functions), on operands that lowering has
 * made safe.
 */
export const spellings: Readonly<Record<OpName, Spelling>> = {
  ...infixSpellings,
  min: named('min'),
  max: named('max'),
  abs: named('abs'),
  sign: named('sign'),
  fma: named('fma'),
  degrees: named('degrees'),
  radians: named('radians'),
  select: ([condition, whenTrue, whenFalse]): Expression => call('select', whenFalse!, whenTrue!, condition!),
  popcount: named('countOneBits'),
  clz: named('countLeadingZeros'),
  ctz: named('countTrailingZeros'),
  reverseBits: named('reverseBits'),
  floor: named('floor'),
  ceil: named('ceil'),
  round: named('round'),
  trunc: named('trunc'),
  fract: named('fract'),
  saturate: named('saturate'),
  sqrt: named('sqrt'),
  rsqrt: named('inverseSqrt'),
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
  atan2: named('atan2'),
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
  bitsF32: bitCast,
  bitsI32: bitCast,
  bitsU32: bitCast,
  isNan: lowered('isNan'),
  isInf: lowered('isInf'),
  isFinite: lowered('isFinite'),
  strict: lowered('strict'),
};
