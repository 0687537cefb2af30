import { HeddleTypeError } from '../errors/errors.ts';

/**
 * A mark on the objects of the language (element types, values, places, kernels, ...). The mark is found by
 * `Symbol.for`, so that an object of a second copy of core is recognised and refused by name instead of
 * failing somewhere inside.
 */
export type Brand = 'element type' | 'parameter' | 'value' | 'place' | 'atomic place' | 'view' | 'kernel';

interface Mark {
  readonly brand: Brand;
  readonly copy: symbol;
}

export const BRAND: unique symbol = Symbol.for('@heddle/core/language') as never;

/** Identifies this copy of core. It is a symbol, because a Proxy never wraps one. */
const COPY: unique symbol = Symbol('@heddle/core');

/**
 * A prototype for objects that look like plain ones. Stores such as Solid's and MobX's wrap an object if its prototype
 * is that of `{}` or none.
 */
export const NOT_PLAIN: object = {};

export const mark = (brand: Brand): object =>
  Object.freeze({ __proto__: NOT_PLAIN, brand, copy: COPY } satisfies Mark & { __proto__: object });

/** The kind of object of the language that this is; undefined for any other object. */
export function brandOf(value: unknown): Brand | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const found = (value as { readonly [BRAND]?: Mark })[BRAND];
  if (found !== undefined && found.copy !== COPY) {
    throw otherCopy(`this ${found.brand} was made by another copy of @heddle/core`);
  }
  return found?.brand;
}

export const otherCopy = (message: string): HeddleTypeError =>
  new HeddleTypeError(message, {
    remedy:
      'Two copies are installed or bundled: `npm ls @heddle/core` shows them, `npm dedupe` makes them one.',
  });

/** A description of an argument for messages, in the terms of the language. */
export function describe(value: unknown): string {
  const brand = brandOf(value);
  if (brand === 'place') return 'a place (its value is read with .$)';
  if (brand === 'atomic place') return 'an atomic place (its value is read with .load())';
  if (brand !== undefined) return /^[aeiou]/.test(brand) ? `an ${brand}` : `a ${brand}`;
  if (typeof value === 'number') return `the number ${Object.is(value, -0) ? '-0' : value}`;
  if (typeof value === 'boolean') return `the JavaScript boolean ${value}`;
  if (typeof value === 'string') return `the string '${value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'bigint') return `the bigint ${value}`;
  if (value === null || typeof value !== 'object') return String(value);
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return tag === 'Object' ? `an object { ${Object.keys(value).slice(0, 5).join(', ')} }` : `a ${tag}`;
}
