import { HeddleTypeError } from '../errors/errors.ts';
import type { OpName } from '../ir/ir.ts';
import type { ScalarNode } from '../ir/types.ts';
import { scalarNodes } from '../ir/types.ts';
import { showAs } from './inspect.ts';
import { coerce } from './literal.ts';
import { compute } from './node.ts';
import { HIGHEST, LOWEST } from './operator.ts';
import { checkElementType } from './schema.ts';
import type { NumericT } from './schema-types.ts';
import { located } from './source.ts';
import { wrap } from './value.ts';
import type { Arg, Bool, V } from './value-types.ts';

/**
 * Arithmetic over a type parameter: a `V<E>` has no methods while E is open, and a generic algorithm
 * needs no cast with these.
 */
export interface Arithmetic<E> {
  readonly type: E;
  constant(value: number): V<E>;
  add(a: V<E>, b: V<E>): V<E>;
  sub(a: V<E>, b: V<E>): V<E>;
  mul(a: V<E>, b: V<E>): V<E>;
  div(a: V<E>, b: V<E>): V<E>;
  min(a: V<E>, b: V<E>): V<E>;
  max(a: V<E>, b: V<E>): V<E>;
  eq(a: V<E>, b: V<E>): Bool;
  ne(a: V<E>, b: V<E>): Bool;
  lt(a: V<E>, b: V<E>): Bool;
  le(a: V<E>, b: V<E>): Bool;
  gt(a: V<E>, b: V<E>): Bool;
  ge(a: V<E>, b: V<E>): Bool;
  /** The least value; for f32 it is -infinity. */
  readonly lowest: V<E>;
  /** The greatest value; for f32 it is infinity. */
  readonly highest: V<E>;
}

const NAMES = [
  'add',
  'sub',
  'mul',
  'div',
  'min',
  'max',
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
] as const satisfies readonly OpName[];

/**
 * The arithmetic of f32, i32 or u32: see `Arithmetic`.
 *
 * @throws HeddleTypeError for another type.
 *
 * @example
 * ```ts
 * function double<E extends NumericT>(view: ArrayView<E>): void {
 *   const { add } = arithmetic(view.type);
 *   const doubled = kernel({
 *     name: 'doubled',
 *     params: { view: readWrite(view.type) },
 *     body({ view }, { index }) {
 *       view.at(index).$ = add(view.at(index).$, view.at(index).$);
 *     },
 *   });
 *   view.accelerator.launch(doubled, view.length, { view });
 * }
 * double(x);
 * await x.copyToCPUAsync(); // Float32Array [2, 4, 6]
 * ```
 */
export function arithmetic<E extends NumericT>(type: E): Arithmetic<E> {
  checkElementType('arithmetic', type);
  const { scalar } = type as ScalarNode;
  if (type.kind !== 'scalar' || scalar === 'bool') {
    throw new HeddleTypeError(
      `arithmetic: expected f32, i32 or u32, found ${scalar ?? (type as { readonly kind: string }).kind}`,
    );
  }
  const node = scalarNodes[scalar];
  const constant: (value: number) => any = located((value: number) => wrap(coerce(node, value, 'constant')));
  const binary = (name: OpName): any =>
    located((a: Arg<E>, b: Arg<E>) => wrap(compute(name, coerce(node, a, name), coerce(node, b, name))));
  const made = { ...Object.fromEntries(NAMES.map(name => [name, binary(name)])), type, constant };
  // Not enumerable, because a spread and consoles read members outside of bodies.
  for (const [name, value] of [
    ['lowest', LOWEST[scalar]],
    ['highest', HIGHEST[scalar]],
  ] as const)
    Object.defineProperty(made, name, { get: () => constant(value) });
  showAs(made, () => `arithmetic(${type})`);
  return Object.freeze(made) as Arithmetic<E>;
}
