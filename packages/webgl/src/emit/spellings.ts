import {
  at,
  call,
  commonSpellings,
  expression,
  infix,
  Level,
  named,
  type OpName,
  primary,
  type Spelling,
} from '@heddle/core/backend';
import { valueName } from './type-names.ts';

const built =
  (name: OpName): Spelling =>
  () => {
    throw new Error(`'${name}' is a function of its own (built-functions.ts)`);
  };

/**
 * The GLSL form of each operation (GLSL ES 3.00, chapter 8), on operands that lowering has made safe.
 * `BuiltFunctions` takes precedence.
 */
export const spellings: Readonly<Record<OpName, Spelling>> = {
  ...commonSpellings(valueName),
  fma: ([a, b, c]) => infix('+', Level.additive, infix('*', Level.multiplicative, a!, b!), c!),
  select: ([condition, whenTrue, whenFalse]) =>
    expression(
      `${at(Level.or, condition!)} ? ${at(Level.or, whenTrue!)} : ${at(Level.or, whenFalse!)}`,
      Level.conditional,
    ),
  popcount: built('popcount'),
  clz: built('clz'),
  ctz: built('ctz'),
  reverseBits: built('reverseBits'),
  // `round` may round ties to either side.
  round: named('roundEven'),
  saturate: ([a]) => call('clamp', a!, primary('0.0'), primary('1.0')),
  rsqrt: named('inversesqrt'),
  atan2: named('atan'),
  bitsF32: ([a], on) => call(on === 'i32' ? 'intBitsToFloat' : 'uintBitsToFloat', a!),
  bitsI32: ([a]) => call('floatBitsToInt', a!),
  bitsU32: ([a]) => call('floatBitsToUint', a!),
};
