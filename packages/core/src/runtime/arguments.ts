import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';

/** How a wrong value is shown in a message: short, and with its kind. */
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
 * A whole number from `least` to `most`, or a typed error that names the argument, what was
 * expected and what was found.
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
 * Refuses what is no object, and a name that is no option: what is misspelt would be taken for not given. For
 * functions that take options of their own, as algorithms and backends do.
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

/** The label of these options, where they have one: text, which no call has to ask for again. */
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

/** The string tag of a typed array, which realms and minifiers leave alone; undefined for anything else. */
export function typedArrayTag(value: unknown): string | undefined {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? (value as unknown as { [Symbol.toStringTag]: string })[Symbol.toStringTag]
    : undefined;
}

/** Marks are found by `Symbol.for`, so that an object of another copy of core is recognised as what it is. */
export const hasBrand = (value: unknown, brand: symbol): boolean =>
  typeof value === 'object' && value !== null && brand in value;
