import { hashOf } from '../ir/hash.ts';
import type { Program, Traced } from '../ir/ir.ts';
import { accessOf } from './bounds/access.ts';
import { checkControl } from './check-control.ts';
import type { CheckedProgram } from './checked.ts';
import { failFor } from './fail.ts';
import { needsOf } from './needs.ts';

const known = new WeakMap<Program, CheckedProgram>();
let verifier: ((traced: Traced) => void) | undefined;

/** Makes `checkTraced` verify every program first. Heddle's tests do so; pages need not load the verifier. */
export function verifyTraced(verify: (traced: Traced) => void): void {
  verifier = verify;
}

/**
 * Checks a program that the tracer of this copy of core built. It throws a `KernelError` that names the lines, or
 * yields the program with the results of all passes. The tracer guarantees structure, scopes and types; `check`
 * verifies them in programs from elsewhere. Each program is checked once.
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
  const uniform = traced.checkGroups?.(program, fail) ?? new Set();
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
