import type { OpName } from '../ir/ir.ts';
import { BOOL, F32 as F32Node, members, typeName } from '../ir/types.ts';
import { isBoolVector, selectEach } from './bool-vector.ts';
import { coerce, found, nodeOf } from './literal.ts';
import type { Node } from './node.ts';
import { compute, selectNode } from './node.ts';
import { located } from './source.ts';
import { fail } from './trace.ts';
import type { VecType } from './types.ts';
import { operand, wrap } from './value.ts';
import type { AnyVector, Bool, BoolVector, F32, Literal, Val } from './value-types.ts';

/** The operations that read better as functions than as methods. */

/** A literal of the type of the value that is the other operand. */
type LiteralBeside<A> = A extends Val<infer T> ? Literal<T> : never;
type MaskOf<A> = A extends Val<VecType<infer N, any>> ? BoolVector<N> : never;
/** The result type of an operation on two literals. Nothing accepts it. */
export interface Untyped {
  readonly ' neither of the two tells the type: make one a value, as in f32(1)': never;
}

/**
 * `whenTrue` or `whenFalse`, depending on the condition, for values of any type. Both are computed in any case; use
 * `If` for code that must run in one case only. One of the two may be a literal.
 *
 * @example
 * ```ts
 * const limited = kernel({
 *   name: 'limited',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     y.at(index).$ = select(x.at(index).$.lt(2), 2, x.at(index).$);
 *   },
 * });
 * accelerator.launch(limited, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [2, 2, 3]
 * ```
 */
export const select: {
  (condition: Bool, whenTrue: number | boolean, whenFalse: number | boolean): Untyped;
  <A>(condition: Bool, whenTrue: A, whenFalse: NoInfer<A> | LiteralBeside<NoInfer<A>>): A;
  <A>(condition: Bool, whenTrue: LiteralBeside<NoInfer<A>>, whenFalse: A): A;
  /** For each component. */
  <A extends AnyVector>(
    conditions: MaskOf<A>,
    whenTrue: A,
    whenFalse: NoInfer<A> | LiteralBeside<NoInfer<A>> | number,
  ): A;
  <A extends AnyVector>(
    conditions: MaskOf<NoInfer<A>>,
    whenTrue: LiteralBeside<NoInfer<A>> | number,
    whenFalse: A,
  ): A;
} = /* @__PURE__ */ located((condition: unknown, whenTrue: unknown, whenFalse: unknown): any => {
  const type = (nodeOf(whenTrue) ?? nodeOf(whenFalse))?.type;
  if (type === undefined) {
    return fail(
      `select: found ${found(whenTrue)} and ${found(whenFalse)}, which do not determine the type`,
      typeof whenTrue === 'function'
        ? 'Both are computed, so give values. For one case only: If(condition, () => ...).Else(() => ...).'
        : 'Make one a value: select(condition, f32(1), 0).',
    );
  }
  const chosen = nodeOf(condition);
  if (chosen !== undefined && isBoolVector(chosen.type)) {
    if (type.kind !== 'vec' || type.n !== members(chosen.type).length)
      return fail(
        `select: ${found(condition)} chooses among vectors with as many components, found a ${typeName(type)}`,
        'For a whole value, choose by one Bool: mask.all() or mask.any().',
      );
    const side = (value: unknown): Node =>
      Array.isArray(value) ? coerce(type, value, 'select') : operand(type, type.elem.scalar, value, 'select');
    return wrap(selectEach(chosen, side(whenTrue), side(whenFalse)));
  }
  return wrap(
    selectNode(
      coerce(BOOL, condition, 'select: condition'),
      coerce(type, whenTrue, 'select'),
      coerce(type, whenFalse, 'select'),
    ),
  );
});

const onFloat = (name: OpName): any =>
  located((value: unknown) => wrap(compute(name, coerce(F32Node, value, name))));

/**
 * True if the value is a NaN. It is decided by the bits of the value, because comparisons with NaN are unspecified on
 * some backends.
 *
 * @example
 * ```ts
 * const x = accelerator.allocate(f32, [1, NaN, Infinity]);
 * const flag = kernel({
 *   name: 'flag',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     y.at(index).$ = f32(isNan(x.at(index).$));
 *   },
 * });
 * accelerator.launch(flag, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [0, 1, 0]
 * ```
 */
export const isNan: (value: F32) => Bool = /* @__PURE__ */ onFloat('isNan');
/**
 * True if the value is an infinity, of either sign.
 *
 * @example
 * ```ts
 * const x = accelerator.allocate(f32, [1, NaN, Infinity]);
 * const flag = kernel({
 *   name: 'flag',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     y.at(index).$ = f32(isInf(x.at(index).$));
 *   },
 * });
 * accelerator.launch(flag, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [0, 0, 1]
 * ```
 */
export const isInf: (value: F32) => Bool = /* @__PURE__ */ onFloat('isInf');
/**
 * True if the value is neither a NaN nor an infinity.
 *
 * @example
 * ```ts
 * const x = accelerator.allocate(f32, [1, NaN, Infinity]);
 * const flag = kernel({
 *   name: 'flag',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     y.at(index).$ = f32(isFinite(x.at(index).$));
 *   },
 * });
 * accelerator.launch(flag, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [1, 0, 0]
 * ```
 */
export const isFinite: (value: F32) => Bool = /* @__PURE__ */ onFloat('isFinite');
/**
 * The same value, protected from optimizations of the driver: no operation is fused with it or reassociated across
 * it. Error-free transforms need this.
 *
 * @example
 * ```ts
 * const roundingError = kernel({
 *   name: 'roundingError',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     const big = f32(2 ** 24);
 *     const sum = strict(big.add(x.at(index).$));
 *     y.at(index).$ = x.at(index).$.sub(strict(sum.sub(big)));
 *   },
 * });
 * accelerator.launch(roundingError, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [1, 0, -1]
 * ```
 */
export const strict: (value: F32) => F32 = /* @__PURE__ */ onFloat('strict');
