import { KernelError } from '../errors/errors.ts';
import type { Traced, ValueId } from '../ir/ir.ts';

/**
 * How a pass reports a mistake: what is wrong, in the words of the language; the instructions that it is
 * about, the first one first to look at; and what to do about it.
 */
export type Fail = (message: string, at: readonly (ValueId | undefined)[], remedy?: string) => never;

export const failFor =
  (traced: Traced): Fail =>
  (message, at, remedy) => {
    const lines = at.map(id => (id === undefined ? undefined : traced.location(id)));
    throw new KernelError(traced.program.name, message, onePerLine(lines), { remedy });
  };

/** Two columns of one line are one line to look at. */
function onePerLine(locations: readonly (string | undefined)[]): readonly string[] {
  const lines = new Map<string, string>();
  for (const location of locations) {
    if (location === undefined) continue;
    const line = location.replace(/:\d+$/, '');
    if (!lines.has(line)) lines.set(line, location);
  }
  return [...lines.values()];
}
