// The first difference of two arrays, compared bit for bit except where the language leaves the result open.
import type { Floats } from '../model/signatures.ts';

/** The path to the first difference, with the found and the expected value. */
export function difference(found: unknown, expected: unknown, floats: Floats, path = ''): string | undefined {
  if (typeof expected === 'object' && expected !== null) {
    const others = found as { readonly [key: string]: unknown };
    for (const [key, value] of Object.entries(expected)) {
      const inner = difference(
        others[key],
        value,
        floats,
        `${path}${Array.isArray(expected) ? `[${key}]` : `.${key}`}`,
      );
      if (inner !== undefined) return inner;
    }
    return undefined;
  }
  // a device may choose the sign of a zero, unless the program's floats are compared as IEEE floats
  const same = Object.is(found, expected) || (floats === 'grid' && found === expected);
  return same ? undefined : `${path}: found ${found}, expected ${expected}`;
}
