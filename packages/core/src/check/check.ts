import type { Program, Traced } from '../ir/ir.ts';
import { checkProgram } from './check-program.ts';
import { checkTraced, verifyTraced } from './check-traced.ts';
import { checkTypes } from './check-types.ts';
import type { CheckedProgram } from './checked.ts';
import { failFor } from './fail.ts';
import { checkScopes } from './scopes.ts';

const verified = new WeakSet<Program>();

/** What holds in every program that the tracer builds: its frame, the scopes of its values, the types. */
export function verify(traced: Traced): void {
  const { program } = traced;
  if (verified.has(program)) return;
  const fail = failFor(traced);
  // Each pass relies on those before it.
  checkProgram(program, fail);
  checkScopes(program, fail);
  checkTypes(program, fail);
  verified.add(program);
}

/**
 * Has every kernel verified, from here on, as `check` verifies programs from elsewhere. For tests, also of backends:
 * the tracer builds nothing that this refuses.
 */
export const verifyKernels = (): void => verifyTraced(verify);

/**
 * The way from a program from anywhere to a checked one, and so to a backend: throws a `KernelError` that names
 * the lines, or yields the program with all that the passes have found out.
 */
export function check(traced: Traced): CheckedProgram {
  verify(traced);
  return checkTraced(traced);
}
