import { HeddleTypeError } from '../errors/errors.ts';
import type { OpName } from '../ir/ir.ts';
import type { Scalar } from '../ir/types.ts';
import { describe } from './brand.ts';
import { isNan, select } from './functions.ts';
import { showAs } from './inspect.ts';
import { checkElementType } from './schema.ts';
import type { I32T, NumericT, U32T } from './schema-types.ts';
import { located } from './source.ts';
import type { DataType } from './types.ts';
import type { Arg, F32, V } from './value-types.ts';

/**
 * The operation by which a generic algorithm combines elements. `combine` must be associative, except for rounding.
 * Combining with `identity` changes nothing. A plain object with these members is an operator too.
 *
 * @example
 * ```ts
 * const Best = struct('Best', { key: f32, index: u32 });
 * const best: Operator<typeof Best> = {
 *   type: Best,
 *   name: 'best',
 *   identity: () => ({ key: -Infinity, index: 0 }),
 *   combine: (a, b) => select(a.key.ge(b.key), a, b),
 * };
 * const scores = accelerator.allocate(Best, [{ key: 2, index: 0 }, { key: 7, index: 1 }]);
 * await reduceAsync(scores, best); // { key: 7, index: 1 }
 * ```
 */
export interface Operator<T extends DataType = any> {
  readonly type: T;
  readonly name: string;
  identity(): Arg<T>;
  combine(a: V<T>, b: V<T>): V<T>;
  readonly commutative?: boolean | undefined;
}

export const LOWEST: Readonly<Record<Exclude<Scalar, 'bool'>, number>> = {
  f32: -Infinity,
  i32: -(2 ** 31),
  u32: 0,
};
export const HIGHEST: Readonly<Record<Exclude<Scalar, 'bool'>, number>> = {
  f32: Infinity,
  i32: 2 ** 31 - 1,
  u32: 2 ** 32 - 1,
};

type Methods = { readonly [name in OpName]: (other: unknown) => unknown };
type Combine = (a: any, b: any) => unknown;
const byMethod =
  (name: OpName): Combine =>
  (a: Methods, b: unknown) =>
    a[name](b);

/**
 * On f32 a NaN operand is the result, as in Math.min. It is found by its bits, because comparisons with NaN are
 * unspecified on some devices.
 */
const withNan = (name: OpName, scalar: Scalar): Combine => {
  const combine = byMethod(name);
  if (scalar !== 'f32') return combine;
  return (a: F32, b: F32) => select(isNan(a), a, select(isNan(b), b, combine(a, b) as F32));
};

const NUMERIC: readonly Scalar[] = ['f32', 'i32', 'u32'];
const INTEGERS: readonly Scalar[] = ['i32', 'u32'];

function family<S extends NumericT>(
  name: OpName,
  on: readonly Scalar[],
  identity: (scalar: S['scalar']) => number,
  combineOf: (name: OpName, scalar: Scalar) => Combine = byMethod,
): <T extends S>(type: T) => Operator<T> {
  // There is one object for each type, so that `memoizeKernel` finds the kernels that were made for it.
  const known = new Map<Scalar, Operator>();
  return type => {
    checkElementType(`op.${name}`, type);
    const { scalar } = type;
    if (!on.includes(scalar)) {
      throw new HeddleTypeError(`op.${name}: expected ${on.join(', ')}, found ${scalar ?? describe(type)}`);
    }
    if (!known.has(scalar)) {
      const combine = located(combineOf(name, scalar));
      const made = { type, name, identity: () => identity(scalar), combine, commutative: true };
      showAs(made, () => `op.${name}(${type})`);
      known.set(scalar, Object.freeze(made as Operator));
    }
    return known.get(scalar)!;
  };
}

/**
 * The predefined operators. On f32 `add` and `mul` round, so a result depends on the order of the operands.
 *
 * @example
 * ```ts
 * await reduceAsync(x, op.max(f32)); // 3
 * ```
 */
export const op: {
  /** The sum; the identity is 0. */
  readonly add: <T extends NumericT>(type: T) => Operator<T>;
  /** The product; the identity is 1. */
  readonly mul: <T extends NumericT>(type: T) => Operator<T>;
  /** The minimum; the identity is the type's greatest value, for f32 infinity. NaN if an element is NaN. */
  readonly min: <T extends NumericT>(type: T) => Operator<T>;
  /** The maximum; the identity is the type's least value, for f32 -infinity. NaN if an element is NaN. */
  readonly max: <T extends NumericT>(type: T) => Operator<T>;
  /** Bitwise and; the identity has all bits set. */
  readonly and: <T extends I32T | U32T>(type: T) => Operator<T>;
  /** Bitwise or; the identity is 0. */
  readonly or: <T extends I32T | U32T>(type: T) => Operator<T>;
  /** Bitwise exclusive or; the identity is 0. */
  readonly xor: <T extends I32T | U32T>(type: T) => Operator<T>;
} = {
  add: /* @__PURE__ */ family('add', NUMERIC, () => 0),
  mul: /* @__PURE__ */ family('mul', NUMERIC, () => 1),
  min: /* @__PURE__ */ family('min', NUMERIC, scalar => HIGHEST[scalar], withNan),
  max: /* @__PURE__ */ family('max', NUMERIC, scalar => LOWEST[scalar], withNan),
  and: /* @__PURE__ */ family('and', INTEGERS, scalar => (scalar === 'i32' ? -1 : HIGHEST.u32)),
  or: /* @__PURE__ */ family('or', INTEGERS, () => 0),
  xor: /* @__PURE__ */ family('xor', INTEGERS, () => 0),
};
