import type { GroupKernel, Kernel } from './kernel.ts';

/** The number of combinations of primitives that a memo keeps for the same objects. */
export const MOST_KEPT_KEYS = 1024;

interface Branch {
  readonly objects: WeakMap<object, Branch>;
  /** The kernels by the primitives among their arguments, the least recently used first. */
  readonly kernels: Map<string, unknown>;
}
const branch = (): Branch => ({ objects: new WeakMap(), kernels: new Map() });

/**
 * Makes a factory return the same kernel for the same arguments, so that each kernel is traced once. Primitives are
 * compared by value, all other arguments by identity; `op.add(f32)` is always the same object. For the same objects
 * it keeps the kernels of the 1 024 most recently used combinations of primitives. The kernels that were made for an
 * object are collected with that object.
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
  const symbols = new Map<symbol, number>();
  const textOf = (argument: unknown): string => {
    if (typeof argument !== 'symbol') return Object.is(argument, -0) ? '-0' : String(argument);
    if (!symbols.has(argument)) symbols.set(argument, symbols.size);
    return `${symbols.get(argument)}`;
  };
  return (...args) => {
    let at = root;
    const key = args.map(argument => {
      const type = typeof argument;
      if ((type !== 'object' || argument === null) && type !== 'function') return [type, textOf(argument)];
      const next = at.objects.get(argument as object) ?? branch();
      at.objects.set(argument as object, next);
      at = next;
      return 0;
    });
    const { kernels } = at;
    const text = JSON.stringify(key);
    const kernel = kernels.get(text) ?? factory(...args);
    // A Map keeps the order of insertion, so a new insertion moves the entry to the end.
    kernels.delete(text);
    kernels.set(text, kernel);
    if (kernels.size > MOST_KEPT_KEYS) kernels.delete(kernels.keys().next().value!);
    return kernel as K;
  };
}
