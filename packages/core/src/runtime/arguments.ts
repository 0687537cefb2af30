import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';

/** The description of a wrong value for a message: short, and with its kind. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}...` : value}'`;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (typeof value === 'function') return 'a function';
  // A Proxy and a getter may throw.
  const tag = attempt(() => Object.prototype.toString.call(value).slice(8, -1)) ?? 'Proxy';
  const length = attempt(() => (value as { length?: unknown }).length);
  return typeof length === 'number'
    ? `${/^[AEIOU]/.test(tag) ? 'an' : 'a'} ${tag} of length ${length}`
    : `an object of kind ${tag}`;
}

/** The result of a look at an object of the caller; undefined if it throws, as a revoked Proxy does. */
function attempt<R>(look: () => R): R | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** `Array.isArray`, which throws for a Proxy that was revoked. */
export const isArray = (value: unknown): value is any[] => attempt(() => Array.isArray(value)) === true;

/**
 * Returns a whole number from `least` to `most`, or throws a typed error that names the argument and the
 * expected and found values.
 */
export function checkInteger(
  what: string,
  value: unknown,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
  unit = '',
): number {
  if (typeof value !== 'number')
    throw new HeddleTypeError(`${what}: expected a number, found ${describe(value)}`);
  if (!Number.isInteger(value) || value < least || value > most) {
    const expected =
      most === Number.MAX_SAFE_INTEGER
        ? `a whole number of at least ${least}`
        : `a whole number from ${least} to ${most}`;
    throw new HeddleRangeError(`${what}: expected ${expected}${unit && ` ${unit}`}, found ${value}`);
  }
  // Not -0.
  return value + 0;
}

/**
 * Refuses a value that is not an object, and unknown option names: a misspelt option would otherwise be
 * ignored. For functions that take options of their own, such as algorithms and backends.
 *
 * @throws HeddleTypeError
 *
 * @example
 * ```ts
 * checkOptionNames('totalAsync', { sginal: undefined }, ['signal']); // throws HeddleTypeError
 * ```
 */
export function checkOptionNames(what: string, options: unknown, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new HeddleTypeError(`${what}: expected an object of options, found ${describe(options)}`);
  // Inherited members too, so that an AbortSignal in place of the options is refused.
  for (const name in options)
    if (!names.includes(name))
      throw new HeddleTypeError(`${what}: there is no option '${name}'; there are ${names.join(', ')}`);
}

/** The label in these options, if there is one: a string, read only once. */
export function labelOf(
  what: string,
  options: { readonly label?: string | undefined } | undefined,
): string | undefined {
  if (options !== undefined) checkOptionNames(what, options, ['label']);
  const label: unknown = options?.label;
  if (label !== undefined && typeof label !== 'string')
    throw new HeddleTypeError(`${what}: label: expected a string, found ${describe(label)}`);
  return label;
}

/** Reads a property of a typed array as the engine knows it, because a subclass may say something else. */
const ofTypedArray =
  <R>(name: keyof Uint8Array) =>
  (array: unknown): R =>
    Reflect.get(Object.getPrototypeOf(Uint8Array.prototype), name, array);

/**
 * The string tag of a typed array, which is the same in every realm and survives minification; undefined for
 * anything else.
 */
export const typedArrayTag: (value: unknown) => string | undefined = ofTypedArray<string | undefined>(
  Symbol.toStringTag,
);

const bufferOf = ofTypedArray<ArrayBufferLike>('buffer');
const byteOffsetOf = ofTypedArray<number>('byteOffset');
const byteLengthOf = ofTypedArray<number>('byteLength');

/** The bytes of a typed array. */
export const bytesOf = (array: ArrayBufferView): Uint8Array<ArrayBufferLike> =>
  new Uint8Array(bufferOf(array), byteOffsetOf(array), byteLengthOf(array));

/** Brands are registered symbols (`Symbol.for`), so an object of another copy of core is recognised. */
export const hasBrand = (value: unknown, brand: symbol): boolean =>
  typeof value === 'object' && value !== null && attempt(() => brand in value) === true;
