import type { GroupKernel, Kernel } from './kernel.ts';

interface Branch {
  readonly objects: WeakMap<object, Branch>;
  readonly primitives: Map<unknown, Branch>;
  kernel?: unknown;
}
const branch = (): Branch => ({ objects: new WeakMap(), primitives: new Map() });
/** A Map takes -0 for 0, and a kernel can tell them apart. */
const MINUS_ZERO: unique symbol = Symbol('-0');

/**
 * Makes a factory return the same kernel for the same arguments (primitives by value, all else by identity),
 * so that each is traced once. `op.add(f32)` is one object however often it is written.
 *
 * @example
 * ```ts
 * const scale = memoizeKernel(<T extends F32T | I32T>(type: T, factor: number) =>
 *   kernel({
 *     name: `scale by ${factor}`,
 *     params: { y: readWrite(type) },
 *     body({ y }, { index }) {
 *       const { mul, constant } = arithmetic(type);
 *       y.at(index).$ = mul(y.at(index).$, constant(factor));
 *     },
 *   }),
 * );
 * scale(f32, 3) === scale(f32, 3); // true
 * ```
 */
export function memoizeKernel<A extends readonly unknown[], K extends Kernel<any, any> | GroupKernel<any>>(
  factory: (...args: A) => K,
): (...args: A) => K {
  const root = branch();
  return (...args) => {
    let at = root;
    // The count first: a missing argument and `undefined` may mean different defaults.
    for (const argument of [args.length, ...args]) {
      const isObject = (typeof argument === 'object' && argument !== null) || typeof argument === 'function';
      const known: Pick<Map<unknown, Branch>, 'get' | 'set'> = isObject
        ? (at.objects as WeakMap<any, Branch> as never)
        : at.primitives;
      const key = Object.is(argument, -0) ? MINUS_ZERO : argument;
      const next = known.get(key) ?? branch();
      known.set(key, next);
      at = next;
    }
    at.kernel ??= factory(...args);
    return at.kernel as K;
  };
}
