import { hashOf } from '../ir/hash.ts';
import type { Program } from '../ir/ir.ts';
import { accessOf } from './bounds/access.ts';
import type { CheckedProgram, ValidProgram } from './checked.ts';
import { needsOf } from './needs.ts';

const known = new WeakMap<Program, CheckedProgram>();

/**
 * The results of the passes that only backends need: the hash, the capabilities, and what is known of the indices.
 * A page without a backend does not load these passes. Each program is analysed once.
 */
export function analysed(valid: ValidProgram): CheckedProgram {
  const { program, location } = valid;
  let checked = known.get(program);
  if (checked === undefined) {
    const { summary, scatter } = accessOf(program);
    checked = Object.freeze({
      ...valid,
      hash: hashOf(program),
      needs: needsOf(program, scatter, location),
      access: summary,
    }) as CheckedProgram;
    known.set(program, checked);
  }
  return checked;
}
