import { KernelError } from '../errors/errors.ts';
import type { Traced, ValueId } from '../ir/ir.ts';

/**
 * Reports a mistake that a pass found: the message, in the terms of the language; the instructions concerned, the most
 * important first; and the remedy.
 */
export type Fail = (message: string, at: readonly (ValueId | undefined)[], remedy?: string) => never;

export const failFor =
  (traced: Traced): Fail =>
  (message, at, remedy) => {
    const lines = at.map(id => (id === undefined ? undefined : traced.location(id)));
    throw new KernelError(traced.program.name, message, onePerLine(lines), { remedy });
  };

/** Keeps one location for each line. */
function onePerLine(locations: readonly (string | undefined)[]): readonly string[] {
  const lines = new Map<string, string>();
  for (const location of locations) {
    if (location === undefined) continue;
    const line = location.replace(/:\d+$/, '');
    if (!lines.has(line)) lines.set(line, location);
  }
  return [...lines.values()];
}
