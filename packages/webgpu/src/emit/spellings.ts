import {
  call,
  commonSpellings,
  type Expression,
  named,
  type OpName,
  primary,
  type Spelling,
} from '@heddle/core/backend';
import { valueName } from './type-names.ts';

const bitCast: Spelling = ([a], _, type) => primary(`bitcast<${valueName(type)}>(${a!.text})`);

/**
 * The WGSL form of each operation (https://www.w3.org/TR/WGSL/#builtin-functions), on operands that lowering
 * has made safe.
 */
export const spellings: Readonly<Record<OpName, Spelling>> = {
  ...commonSpellings(valueName),
  fma: named('fma'),
  select: ([condition, whenTrue, whenFalse]): Expression => call('select', whenFalse!, whenTrue!, condition!),
  popcount: named('countOneBits'),
  clz: named('countLeadingZeros'),
  ctz: named('countTrailingZeros'),
  reverseBits: named('reverseBits'),
  round: named('round'),
  saturate: named('saturate'),
  rsqrt: named('inverseSqrt'),
  atan2: named('atan2'),
  bitsF32: bitCast,
  bitsI32: bitCast,
  bitsU32: bitCast,
};
