import type { Program, Traced } from '../ir/ir.ts';
import { analysed } from './analysis.ts';
import { checkControl } from './check-control.ts';
import { checkProgram } from './check-program.ts';
import { checkTraced, verifyTraced } from './check-traced.ts';
import { checkTypes } from './check-types.ts';
import type { CheckedProgram } from './checked.ts';
import { failFor } from './fail.ts';
import { checkScopes } from './scopes.ts';
import { checkUniformity } from './uniformity.ts';

const verified = new WeakSet<Program>();

/** Verifies what the tracer guarantees: the declarations of a program, the scopes of its values, the types, and
 * the control flow. */
export function verify(traced: Traced): void {
  const { program } = traced;
  if (verified.has(program)) return;
  const fail = failFor(traced);
  // Each pass relies on those before it.
  checkProgram(program, fail);
  checkScopes(program, fail);
  checkTypes(program, fail);
  checkControl(program, fail);
  verified.add(program);
}

/**
 * Makes every later kernel be verified like a program from elsewhere. It is for tests, including those of backends:
 * it fails only if the tracer has a bug.
 */
export const verifyKernels = (): void => verifyTraced(verify);

/**
 * Checks a program of any origin, so that a backend may run it. It throws a `KernelError` that names the lines, or
 * yields the program with the results of all passes.
 */
export function check(traced: Traced): CheckedProgram {
  verify(traced);
  return analysed(
    checkTraced({
      program: traced.program,
      location: id => traced.location(id),
      definedAt: () => traced.definedAt?.(),
      checkGroups: checkUniformity,
    }),
  );
}
