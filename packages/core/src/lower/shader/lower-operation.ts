import type { OpName, ValueId } from '../../ir/ir.ts';
import { F32, I32, type Scalar, scalarNodes, type Type } from '../../ir/types.ts';
import type { ShaderBuilder } from './shader-builder.ts';

/**
 * Lowers operations whose results in WGSL or GLSL differ from those of the language, to operations on which WGSL and
 * GLSL agree. For example WGSL converts 3e9 to the i32 0x7fffff80; in GLSL 7u / 0u may be 0, and a shift by 32 is
 * undefined; both may assume that there is no NaN (https://www.w3.org/TR/WGSL/#floating-point-evaluation).
 */
export function lowerOperation(
  code: ShaderBuilder,
  name: OpName,
  on: Scalar,
  type: Type,
  args: readonly ValueId[],
): ValueId {
  const [a, b] = args as readonly [ValueId, ValueId];
  switch (name) {
    case 'add':
    case 'sub':
      return on !== 'f32' && code.bitsOf(b) === 0 ? a : code.raw(name, type, a, b);
    case 'div':
    case 'rem':
      if (on === 'f32') break;
      return divide(code, name, on, type, a, b);
    case 'shl':
    case 'shr':
      return code.raw(name, type, a, code.compute('and', 'u32', b, code.splat(code.u32(31), type)));
    case 'neg':
      return on === 'u32' ? code.raw('sub', type, code.zero(type), a) : code.raw(name, type, a);
    case 'abs':
      return on === 'u32' ? a : code.raw(name, type, a);
    case 'xor':
      return on === 'bool' ? code.compute('ne', 'bool', a, b) : code.raw(name, type, a, b);
    case 'and':
    case 'or':
      return (on === 'bool' ? connected(code, name, a, b) : undefined) ?? code.raw(name, type, a, b);
    case 'ne':
      return unboxed(code, a, b) ?? code.raw(name, type, a, b);
    case 'select':
      return (on === 'bool' ? selectBool(code, args) : undefined) ?? code.raw(name, type, ...args);
    case 'toF32':
    case 'toI32':
    case 'toU32':
      return convert(code, name, on, type, a);
    case 'bitsI32':
    case 'bitsU32':
      return code.raw(on === 'f32' ? name : name === 'bitsI32' ? 'toI32' : 'toU32', type, a);
    case 'toBool':
      if (on === 'bool') return a;
      // A NaN is true. Its bits are compared, because comparisons of floats with a NaN are unspecified.
      return on === 'f32'
        ? code.compute('ne', 'u32', magnitude(code, a), code.u32(0))
        : code.compute('ne', on, a, code.zero(on));
    case 'isNan':
      return isNan(code, a);
    case 'isInf':
      return code.compute('eq', 'u32', magnitude(code, a), code.u32(INFINITY_BITS));
    case 'isFinite':
      return code.compute('lt', 'u32', magnitude(code, a), code.u32(INFINITY_BITS));
    case 'pow':
      return power(code, type, a, b);
    case 'atan2':
      return angle(code, type, a, b);
    case 'tanh': {
      // Both languages may compute sinh(x) / cosh(x), which is infinity / infinity from 89 on. From 10 on the
      // result is 1 in any case.
      const limit = code.splat(code.constant('f32', TEN), type);
      const least = code.splat(code.constant('f32', MINUS_TEN), type);
      return code.raw(name, type, code.compute('max', 'f32', code.compute('min', 'f32', a, limit), least));
    }
    case 'strict': {
      const zero = code.splat(code.runtimeZero(), type);
      return code.compute(
        'bitsF32',
        'u32',
        code.compute('xor', 'u32', code.compute('bitsU32', 'f32', a), zero),
      );
    }
  }
  return code.raw(name, type, ...args);
}

const INFINITY_BITS = 0x7f800000;
const NAN_BITS = 0x7fc00000;
const ONE_BITS = 0x3f800000;
const HALF_BITS = 0x3f000000;
const PI_BITS = 0x40490fdb;
const HALF_PI_BITS = 0x3fc90fdb;
const SIGN_BIT = 0x80000000;
const MIN_I32 = 0x80000000;
const TWO_TO_16 = 0x47800000;
const TEN = 0x41200000;
const MINUS_TEN = 0xc1200000;

/** The bits of a float without its sign bit. */
const magnitude = (code: ShaderBuilder, float: ValueId): ValueId =>
  code.compute('and', 'u32', code.compute('bitsU32', 'f32', float), code.u32(0x7fffffff));

const isNan = (code: ShaderBuilder, float: ValueId): ValueId =>
  code.compute('gt', 'u32', magnitude(code, float), code.u32(INFINITY_BITS));

/** Computes a vector by component. */
function perComponent(
  code: ShaderBuilder,
  name: OpName,
  on: Scalar,
  type: Type,
  args: readonly ValueId[],
): ValueId {
  if (type.kind !== 'vec') throw new Error(`${name}: expected a vector`);
  const part = (arg: ValueId, i: number): ValueId => code.extract(arg, i, scalarNodes[code.elementOf(arg)]);
  const parts = Array.from({ length: type.n }, (_, i) =>
    code.compute(name, on, ...args.map(arg => part(arg, i))),
  );
  return code.construct(type, parts);
}

/** Divides by 1 instead of 0, and instead of -1 for MIN: this yields the quotient and remainder of the language. */
function divide(
  code: ShaderBuilder,
  name: 'div' | 'rem',
  on: Scalar,
  type: Type,
  a: ValueId,
  b: ValueId,
): ValueId {
  const divisors = code.constantOf(b);
  const isSafe = divisors?.every(bits => bits !== 0 && !(on === 'i32' && bits === 0xffffffff));
  if (isSafe) return code.raw(name, type, a, b);
  const known = code.bitsOf(b);
  if (known !== undefined) {
    if (name === 'rem') return code.zero(on);
    return known === 0 ? a : code.compute('neg', on, a);
  }
  const one = code.splat(code.constant(on, 1), type);
  if (on === 'u32') return code.raw(name, type, a, code.compute('max', on, b, one));
  if (type.kind === 'vec') return perComponent(code, name, on, type, [a, b]);
  return code.helper(name === 'div' ? 'divide' : 'remainder', [I32, I32], I32, [a, b], (x, y) => {
    const isZero = code.compute('eq', 'i32', y!, code.constant('i32', 0));
    const isMin = code.compute('eq', 'i32', x!, code.constant('i32', MIN_I32));
    const isMinusOne = code.compute('eq', 'i32', y!, code.constant('i32', 0xffffffff));
    const overflows = code.compute('and', 'bool', isMin, isMinusOne);
    const divisor = code.compute(
      'select',
      'i32',
      code.compute('or', 'bool', isZero, overflows),
      code.constant('i32', 1),
      y!,
    );
    return code.raw(name, I32, x!, divisor);
  });
}

/**
 * Lowers `pow`. WGSL and GLSL define it for a positive base only, and drivers compute `exp2(y * log2(x))`. The sign
 * for a negative base, and the results that a logarithm cannot give, are selected by bits, because a driver may
 * assume that no float is a NaN or an infinity.
 */
function power(code: ShaderBuilder, type: Type, a: ValueId, b: ValueId): ValueId {
  if (type.kind === 'vec') return perComponent(code, 'pow', 'f32', type, [a, b]);
  return code.helper('power', [F32, F32], F32, [a, b], (x, y) => {
    const zero = code.zero('f32');
    const isWhole = (value: ValueId): ValueId =>
      code.compute('eq', 'f32', code.compute('trunc', 'f32', value), value);
    const choose = (condition: ValueId, bits: number, otherwise: ValueId): ValueId =>
      code.compute('select', 'u32', condition, code.u32(bits), otherwise);
    const whole = isWhole(y!);
    const half = code.compute('mul', 'f32', y!, code.constant('f32', HALF_BITS));
    const isOdd = code.compute('and', 'bool', whole, code.compute('not', 'bool', isWhole(half)));
    const sign = code.compute('and', 'u32', code.compute('bitsU32', 'f32', x!), code.u32(SIGN_BIT));
    const positive = code.raw('pow', F32, code.compute('abs', 'f32', x!), y!);
    const ofZero = choose(code.compute('lt', 'f32', y!, zero), INFINITY_BITS, code.u32(0));
    const isZero = code.compute('eq', 'f32', x!, zero);
    const magnitude = code.compute('select', 'u32', isZero, ofZero, code.compute('bitsU32', 'f32', positive));
    const signed = code.compute(
      'xor',
      'u32',
      magnitude,
      code.compute('select', 'u32', isOdd, sign, code.u32(0)),
    );
    const isReal = code.compute('or', 'bool', whole, code.compute('ge', 'f32', x!, zero));
    const real = code.compute('select', 'u32', isReal, signed, code.u32(NAN_BITS));
    const known = choose(code.compute('eq', 'f32', y!, zero), ONE_BITS, real);
    return code.compute('bitsF32', 'u32', known);
  });
}

/**
 * Lowers `atan2`. WGSL and GLSL promise nothing for a point on an axis: SwiftShader yields pi for atan2(-0, 1). The
 * angles of these points are selected by bits, which a driver does not change.
 */
function angle(code: ShaderBuilder, type: Type, a: ValueId, b: ValueId): ValueId {
  if (type.kind === 'vec') return perComponent(code, 'atan2', 'f32', type, [a, b]);
  return code.helper('angle', [F32, F32], F32, [a, b], (y, x) => {
    const bits = (value: ValueId): ValueId => code.compute('bitsU32', 'f32', value);
    const isZero = (value: ValueId): ValueId =>
      code.compute('eq', 'u32', magnitude(code, value), code.u32(0));
    const ofSide = (angle: ValueId): ValueId =>
      code.compute('or', 'u32', angle, code.compute('and', 'u32', bits(y!), code.u32(SIGN_BIT)));
    const choose = (condition: ValueId, one: ValueId, otherwise: ValueId): ValueId =>
      code.compute('select', 'u32', condition, one, otherwise);
    const isBehind = code.compute('ge', 'u32', bits(x!), code.u32(SIGN_BIT));
    const level = choose(isBehind, code.u32(PI_BITS), code.u32(0));
    const elsewhere = choose(
      isZero(x!),
      ofSide(code.u32(HALF_PI_BITS)),
      bits(code.raw('atan2', F32, y!, x!)),
    );
    return code.compute('bitsF32', 'u32', choose(isZero(y!), ofSide(level), elsewhere));
  });
}

function convert(
  code: ShaderBuilder,
  name: 'toF32' | 'toI32' | 'toU32',
  on: Scalar,
  type: Type,
  a: ValueId,
): ValueId {
  const to = name === 'toF32' ? 'f32' : name === 'toI32' ? 'i32' : 'u32';
  if (on === to) return a;
  if (to === 'f32' && on !== 'bool') return nearestFloat(code, on, type, a);
  if (on !== 'f32') return code.raw(name, type, a);
  if (type.kind === 'vec') return perComponent(code, name, on, type, [a]);
  const float = (value: number): ValueId =>
    code.constant('f32', new Uint32Array(Float32Array.of(value).buffer)[0]!);
  const [low, high, lowest, highest] =
    to === 'i32' ? [-(2 ** 31), 2 ** 31, MIN_I32, 0x7fffffff] : [0, 2 ** 32, 0, 0xffffffff];
  return code.helper(name, [F32], scalarNodes[to], [a], x => {
    const choose = (condition: ValueId, value: number, otherwise: ValueId): ValueId =>
      code.compute('select', to, condition, code.constant(to, value), otherwise);
    const inRange = code.raw(name, scalarNodes[to], x!);
    const notAbove = choose(code.compute('ge', 'f32', x!, float(high)), highest!, inRange);
    const limited = choose(code.compute('le', 'f32', x!, float(low)), lowest!, notAbove);
    return choose(isNan(code, x!), 0, limited);
  });
}

/**
 * Converts an integer to the nearest float. WGSL lets a device round an integer to either of the two floats beside it,
 * and SwiftShader rounds a sixth of the u32 from 2^31 on to the further one. The two halves of 16 bits are exact, and
 * so is the product. The only rounding is that of the sum, fused or not.
 */
function nearestFloat(code: ShaderBuilder, on: Scalar, type: Type, a: ValueId): ValueId {
  const half = (bits: ValueId): ValueId => code.raw('toF32', type, bits);
  const high = code.compute('shr', on, a, code.splat(code.u32(16), type));
  const low = code.compute('and', on, a, code.splat(code.constant(on, 0xffff), type));
  const scale = code.splat(code.constant('f32', TWO_TO_16), type);
  return code.compute('add', 'f32', code.compute('mul', 'f32', half(high), scale), half(low));
}

/** The bool that a u32 was made of, for the comparison of this u32 with 0. */
function unboxed(code: ShaderBuilder, a: ValueId, b: ValueId): ValueId | undefined {
  const made = code.definition(a);
  if (made?.op !== 'compute' || made.name !== 'toU32' || code.bitsOf(b) !== 0) return undefined;
  return code.elementOf(made.args[0]!) === 'bool' ? made.args[0] : undefined;
}

function connected(code: ShaderBuilder, name: 'and' | 'or', a: ValueId, b: ValueId): ValueId | undefined {
  const decides = name === 'and' ? 0 : 1;
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const bits = code.bitsOf(one);
    if (bits !== undefined) return bits === decides ? one : other;
  }
  return a === b ? a : undefined;
}

/** A select of bools as an `and` or an `or`, if one of the two is a constant. */
function selectBool(code: ShaderBuilder, [condition, a, b]: readonly ValueId[]): ValueId | undefined {
  if (code.bitsOf(b!) === 0) return code.compute('and', 'bool', condition!, a!);
  if (code.bitsOf(a!) === 1) return code.compute('or', 'bool', condition!, b!);
  return undefined;
}
