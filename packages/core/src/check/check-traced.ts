import type { Program, Traced } from '../ir/ir.ts';
import { checkExits } from './check-exits.ts';
import type { ValidProgram } from './checked.ts';
import { failFor } from './fail.ts';

const known = new WeakMap<Program, ValidProgram>();
let verifier: ((traced: Traced) => void) | undefined;

/** Makes `checkTraced` verify every program first. Heddle's tests do so; pages need not load the verifier. */
export function verifyTraced(verify: (traced: Traced) => void): void {
  verifier = verify;
}

/**
 * Checks a program that the tracer of this copy of core built. It throws a `KernelError` that names the lines, or
 * yields the valid program. The tracer guarantees structure, scopes and types; `check`
 * verifies them in programs from elsewhere. Each program is checked once.
 */
export function checkTraced(traced: Traced): ValidProgram {
  const { program } = traced;
  let checked = known.get(program);
  if (checked === undefined) {
    verifier?.(traced);
    checked = run(traced);
    known.set(program, checked);
  }
  return checked;
}

function run(traced: Traced): ValidProgram {
  const { program } = traced;
  const fail = failFor(traced);
  checkExits(program, fail);
  const uniform = traced.checkGroups?.(program, fail) ?? new Set();
  return { program, location: id => traced.location(id), definedAt: () => traced.definedAt?.(), uniform };
}
