import type { GroupKernel, Kernel } from './kernel.ts';

/** The number of combinations of primitives that a memo keeps for the same objects. */
export const MOST_KEPT_KEYS = 1024;

interface Branch {
  readonly objects: WeakMap<object, Branch>;
  /** The kernels by the primitives among their arguments, the least recently used first. */
  readonly kernels: Map<string, unknown>;
  /** The numbers of the symbols among the primitives, in the same order. */
  readonly symbols: Map<symbol, number>;
}
const branch = (): Branch => ({ objects: new WeakMap(), kernels: new Map(), symbols: new Map() });

const isObject = (argument: unknown): argument is object =>
  typeof argument === 'function' || (typeof argument === 'object' && argument !== null);

/** A Map keeps the order of insertion, so an entry that is inserted again moves to the end. The oldest ones go. */
function keep<K, V>(map: Map<K, V>, key: K, value: V, most: number): V {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value!);
  return value;
}

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
  let lastSymbol = 0;
  let mostArguments = 0;
  return (...args) => {
    let at = root;
    for (const argument of args) {
      if (!isObject(argument)) continue;
      const next = at.objects.get(argument) ?? branch();
      at.objects.set(argument, next);
      at = next;
    }
    const { kernels, symbols } = at;
    mostArguments = Math.max(mostArguments, args.length);
    // More symbols than these cannot be in the combinations that are kept.
    const mostSymbols = MOST_KEPT_KEYS * mostArguments;
    const textOf = (argument: unknown): string =>
      typeof argument === 'symbol'
        ? `${keep(symbols, argument, symbols.get(argument) ?? ++lastSymbol, mostSymbols)}`
        : Object.is(argument, -0)
          ? '-0'
          : String(argument);
    const key = args.map(argument => !isObject(argument) && [typeof argument, textOf(argument)]);
    const text = JSON.stringify(key);
    return keep(kernels, text, kernels.get(text) ?? factory(...args), MOST_KEPT_KEYS) as K;
  };
}
