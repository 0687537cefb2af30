// Where two elements differ, bit for bit but for what the language leaves open.
import type { Floats } from '../model/signatures.ts';

/** The path to the first difference, and what stands there. */
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
  // of zeros a device may take either, where floats are those of any device
  const same = Object.is(found, expected) || (floats === 'grid' && found === expected);
  return same ? undefined : `${path}: found ${found}, expected ${expected}`;
}
