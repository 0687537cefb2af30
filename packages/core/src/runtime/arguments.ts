import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';

/** The description of a wrong value for a message: short, and with its kind. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}...` : value}'`;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (typeof value === 'function') return 'a function';
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  const { length } = value as { length?: unknown };
  return typeof length === 'number'
    ? `${/^[AEIOU]/.test(tag) ? 'an' : 'a'} ${tag} of length ${length}`
    : `an object of kind ${tag}`;
}

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
  return value;
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
  for (const name of Object.keys(options))
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

/**
 * The string tag of a typed array, which is the same in every realm and survives minification; undefined for
 * anything else.
 */
export function typedArrayTag(value: unknown): string | undefined {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? (value as unknown as { [Symbol.toStringTag]: string })[Symbol.toStringTag]
    : undefined;
}

/** Brands are registered symbols (`Symbol.for`), so an object of another copy of core is recognised. */
export const hasBrand = (value: unknown, brand: symbol): boolean =>
  typeof value === 'object' && value !== null && brand in value;
