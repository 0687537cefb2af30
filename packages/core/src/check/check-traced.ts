import { hashOf } from '../ir/hash.ts';
import type { Program, Traced } from '../ir/ir.ts';
import { accessOf } from './bounds/access.ts';
import { checkControl } from './check-control.ts';
import type { CheckedProgram } from './checked.ts';
import { failFor } from './fail.ts';
import { needsOf } from './needs.ts';
import { checkUniformity } from './uniformity.ts';

const known = new WeakMap<Program, CheckedProgram>();
let verifier: ((traced: Traced) => void) | undefined;

/** Has every traced program verified before it is checked: what the tests of Heddle do, and no page has to load. */
export function verifyTraced(verify: (traced: Traced) => void): void {
  verifier = verify;
}

/**
 * A program that the tracer of this copy of core built, as a checked one: throws a `KernelError` that names the lines,
 * or yields the program with all that the passes have found out. Its structure, scopes and types are right by
 * construction, and `check` verifies them in programs from elsewhere. A program is checked once.
 */
export function checkTraced(traced: Traced): CheckedProgram {
  const { program } = traced;
  let checked = known.get(program);
  if (checked === undefined) {
    verifier?.(traced);
    checked = run(traced);
    known.set(program, checked);
  }
  return checked;
}

function run(traced: Traced): CheckedProgram {
  const { program } = traced;
  const location: CheckedProgram['location'] = id => traced.location(id);
  const fail = failFor(traced);
  checkControl(program, fail);
  const uniform = checkUniformity(program, fail);
  const { summary, scatter } = accessOf(program);
  return Object.freeze({
    program,
    hash: hashOf(program),
    location,
    definedAt: () => traced.definedAt?.(),
    needs: needsOf(program, scatter, location),
    uniform,
    access: summary,
  }) as CheckedProgram;
}
