import { KernelError } from '../errors/errors.ts';
import type { Fail, Traced } from '../ir/ir.ts';

export type { Fail } from '../ir/ir.ts';

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
