import type { OpName, Scalar } from '@heddle/core/backend';
import { constantOf, f32, i32, type Temporary, withNames } from './code.ts';
import type { Code, Opcode } from './instructions.ts';

/**
 * The WebAssembly code of an operation. The result must equal that of the operation's row in the operation
 * table, bit for bit. `a`, `b` and `c` push the operands; `on` is the element type.
 */
export type Spelling = (on: Scalar, temporary: Temporary, a: Code, b: Code, c: Code) => Code;

type Plain = Exclude<Opcode, 'block' | 'loop' | 'if'>;
type Opcodes = Readonly<Partial<Record<Scalar, Plain>>>;

/** One instruction on the operands in order. */
const direct =
  (opcodes: Opcodes): Spelling =>
  (on, _, ...operands) => {
    const opcode = opcodes[on];
    if (opcode === undefined) throw new Error(`there is no such operation on ${on}`);
    return [...operands.flatMap(operand => operand ?? []), [opcode]];
  };
const onFloat = (f32: Plain): Spelling => direct({ f32 });
const onIntegers = (opcode: Plain): Spelling => direct({ i32: opcode, u32: opcode });
const alike = (f32: Plain, integer: Plain): Spelling => direct({ f32, i32: integer, u32: integer });

const compared = (name: 'lt' | 'le' | 'gt' | 'ge'): Spelling =>
  direct({ f32: `f32.${name}`, i32: `i32.${name}_s`, u32: `i32.${name}_u` });
const equality = (name: 'eq' | 'ne'): Spelling =>
  direct({ f32: `f32.${name}`, i32: `i32.${name}`, u32: `i32.${name}`, bool: `i32.${name}` });

const identity: Spelling = (_, __, a) => a;
const isNotZero: Code = [i32(0), ['i32.ne']];

/** The lesser or greater of two integers. */
const limit =
  (name: 'min' | 'max'): Spelling =>
  (on, temporary, a, b) =>
    on === 'f32'
      ? [...a, ...b, [`f32.${name}`]]
      : withNames(temporary, 'i32', [a, b], (x = [], y = []) => [
          ...x,
          ...y,
          ...x,
          ...y,
          [`i32.${name === 'min' ? 'lt' : 'gt'}_${on === 'i32' ? 's' : 'u'}`],
          ['select'],
        ]);

/**
 * The divisor, with 0 replaced by 1: `x / 1` and `x % 1` are the results that the language defines for `x /
 * 0` and `x % 0`.
 */
const nonZero = (b: Code): Code => [...b, ...b, ['i32.eqz'], ['i32.or']];

const divided: Spelling = (on, temporary, a, b) => {
  if (on === 'f32') return [...a, ...b, ['f32.div']];
  const by = constantOf(b);
  if (by === 0) return a;
  if (on === 'u32') {
    if (by !== undefined) return [...a, ...b, ['i32.div_u']];
    return withNames(temporary, 'i32', [a, b], (x = [], y = []) => [...x, ...nonZero(y), ['i32.div_u']]);
  }
  if (by === -1) return [i32(0), ...a, ['i32.sub']];
  if (by !== undefined) return [...a, ...b, ['i32.div_s']];
  // MIN / -1 traps too; its result is MIN / 1.
  return withNames(temporary, 'i32', [a, b], (x = [], y = []) => [
    ...x,
    i32(1),
    ...y,
    ...y,
    ['i32.eqz'],
    ...x,
    i32(-0x80000000),
    ['i32.eq'],
    ...y,
    i32(-1),
    ['i32.eq'],
    ['i32.and'],
    ['i32.or'],
    ['select'],
    ['i32.div_s'],
  ]);
};

const remainder: Spelling = (on, temporary, a, b) => {
  if (on === 'f32') {
    return withNames(temporary, 'f32', [a, b], (x = [], y = []) => [
      ...x,
      ...y,
      ...x,
      ...y,
      ['f32.div'],
      ['f32.trunc'],
      ['f32.mul'],
      ['f32.sub'],
    ]);
  }
  const opcode = on === 'i32' ? 'i32.rem_s' : 'i32.rem_u';
  const by = constantOf(b);
  if (by === 0) return [i32(0)];
  if (by !== undefined) return [...a, ...b, [opcode]];
  return withNames(temporary, 'i32', [a, b], (x = [], y = []) => [...x, ...nonZero(y), [opcode]]);
};

const magnitude: Spelling = (on, temporary, a) => {
  if (on === 'f32') return [...a, ['f32.abs']];
  if (on === 'u32') return a;
  return withNames(temporary, 'i32', [a], (x = []) => {
    const sign: Code = [...x, i32(31), ['i32.shr_s']];
    return [...x, ...sign, ['i32.xor'], ...sign, ['i32.sub']];
  });
};

/** The sign of a zero is that zero; the sign of a NaN is that NaN. */
const sign: Spelling = (on, temporary, a) =>
  on === 'f32'
    ? withNames(temporary, 'f32', [a], (x = []) => [
        f32(1),
        ...x,
        ['f32.copysign'],
        ...x,
        ...x,
        ['f32.abs'],
        f32(0),
        ['f32.gt'],
        ['select'],
      ])
    : withNames(temporary, 'i32', [a], (x = []) => [
        ...x,
        i32(0),
        ['i32.gt_s'],
        ...x,
        i32(0),
        ['i32.lt_s'],
        ['i32.sub'],
      ]);

/** Swaps neighbouring bits, pairs, nibbles and bytes, and swaps the halves by a rotation. */
const reversed: Spelling = (_, temporary, a) => {
  const swaps = [
    [1, 0x55555555],
    [2, 0x33333333],
    [4, 0x0f0f0f0f],
    [8, 0x00ff00ff],
  ] as const;
  const swapped = swaps.reduce<Code>(
    (code, [by, mask]) =>
      withNames(temporary, 'i32', [code], (x = []) => [
        ...x,
        i32(by),
        ['i32.shr_u'],
        i32(mask),
        ['i32.and'],
        ...x,
        i32(mask),
        ['i32.and'],
        i32(by),
        ['i32.shl'],
        ['i32.or'],
      ]),
    a,
  );
  return [...swapped, i32(16), ['i32.rotl']];
};

const fraction: Spelling = (_, temporary, a) =>
  withNames(temporary, 'f32', [a], (x = []) => [...x, ...x, ['f32.floor'], ['f32.sub']]);

/** `lowerMath` replaces this operation by others before a program is flattened. */
const lowered =
  (name: OpName): Spelling =>
  () => {
    throw new Error(`'${name}' is lowered before it comes to be emitted`);
  };

export const spellings: Readonly<Record<OpName, Spelling>> = {
  add: alike('f32.add', 'i32.add'),
  sub: alike('f32.sub', 'i32.sub'),
  mul: alike('f32.mul', 'i32.mul'),
  div: divided,
  rem: remainder,
  min: limit('min'),
  max: limit('max'),
  neg: (on, _, a) => (on === 'f32' ? [...a, ['f32.neg']] : [i32(0), ...a, ['i32.sub']]),
  abs: magnitude,
  sign,
  fma: (_, __, a, b, c) => [...a, ...b, ['f32.mul'], ...c, ['f32.add']],
  eq: equality('eq'),
  ne: equality('ne'),
  lt: compared('lt'),
  le: compared('le'),
  gt: compared('gt'),
  ge: compared('ge'),
  select: (_, __, condition, a, b) => [...a, ...b, ...condition, ['select']],
  and: direct({ i32: 'i32.and', u32: 'i32.and', bool: 'i32.and' }),
  or: direct({ i32: 'i32.or', u32: 'i32.or', bool: 'i32.or' }),
  xor: direct({ i32: 'i32.xor', u32: 'i32.xor', bool: 'i32.xor' }),
  not: (on, _, a) => (on === 'bool' ? [...a, ['i32.eqz']] : [...a, i32(-1), ['i32.xor']]),
  // The instructions take shift counts modulo 32 by themselves.
  shl: onIntegers('i32.shl'),
  shr: direct({ i32: 'i32.shr_s', u32: 'i32.shr_u' }),
  popcount: onIntegers('i32.popcnt'),
  clz: onIntegers('i32.clz'),
  ctz: onIntegers('i32.ctz'),
  reverseBits: reversed,
  floor: onFloat('f32.floor'),
  ceil: onFloat('f32.ceil'),
  round: onFloat('f32.nearest'),
  trunc: onFloat('f32.trunc'),
  fract: fraction,
  saturate: (_, __, a) => [...a, f32(0), ['f32.max'], f32(1), ['f32.min']],
  sqrt: onFloat('f32.sqrt'),
  rsqrt: lowered('rsqrt'),
  exp: lowered('exp'),
  exp2: lowered('exp2'),
  log: lowered('log'),
  log2: lowered('log2'),
  pow: lowered('pow'),
  sin: lowered('sin'),
  cos: lowered('cos'),
  tan: lowered('tan'),
  asin: lowered('asin'),
  acos: lowered('acos'),
  atan: lowered('atan'),
  atan2: lowered('atan2'),
  sinh: lowered('sinh'),
  cosh: lowered('cosh'),
  tanh: lowered('tanh'),
  asinh: lowered('asinh'),
  acosh: lowered('acosh'),
  atanh: lowered('atanh'),
  radians: lowered('radians'),
  degrees: lowered('degrees'),
  toF32: (on, _, a) => {
    if (on === 'f32') return a;
    return [...a, [on === 'u32' ? 'f32.convert_i32_u' : 'f32.convert_i32_s']];
  },
  toI32: (on, _, a) => (on === 'f32' ? [...a, ['i32.trunc_sat_f32_s']] : a),
  toU32: (on, _, a) => (on === 'f32' ? [...a, ['i32.trunc_sat_f32_u']] : a),
  toBool: (on, _, a) => {
    if (on === 'bool') return a;
    return on === 'f32' ? [...a, f32(0), ['f32.ne']] : [...a, ...isNotZero];
  },
  bitsF32: onIntegers('f32.reinterpret_i32'),
  bitsI32: (on, _, a) => (on === 'f32' ? [...a, ['i32.reinterpret_f32']] : a),
  bitsU32: (on, _, a) => (on === 'f32' ? [...a, ['i32.reinterpret_f32']] : a),
  isNan: (_, temporary, a) => withNames(temporary, 'f32', [a], (x = []) => [...x, ...x, ['f32.ne']]),
  isInf: (_, __, a) => [...a, ['f32.abs'], f32(Infinity), ['f32.eq']],
  isFinite: (_, __, a) => [...a, ['f32.abs'], f32(Infinity), ['f32.lt']],
  strict: identity,
};
