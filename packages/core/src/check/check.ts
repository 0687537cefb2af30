import { KernelError } from '../errors/errors.ts';
import { hashOf } from '../ir/hash.ts';
import type { Program, Traced } from '../ir/ir.ts';
import { accessOf } from './bounds/access.ts';
import { checkControl } from './check-control.ts';
import { checkProgram } from './check-program.ts';
import { checkTypes } from './check-types.ts';
import type { CheckedProgram } from './checked.ts';
import type { Fail } from './fail.ts';
import { needsOf } from './needs.ts';
import { checkScopes } from './scopes.ts';
import { checkUniformity } from './uniformity.ts';

const known = new WeakMap<Program, CheckedProgram>();

/**
 * The one way from a traced program to a checked one, and so to a backend: throws a `KernelError` that names
 * the lines, or yields the program with all that the passes have found out. A program is checked once.
 */
export function check(traced: Traced): CheckedProgram {
  const { program } = traced;
  let checked = known.get(program);
  if (checked === undefined) {
    checked = run(traced);
    known.set(program, checked);
  }
  return checked;
}

function run(traced: Traced): CheckedProgram {
  const { program } = traced;
  const location: CheckedProgram['location'] = id => traced.location(id);
  const fail: Fail = (message, at, remedy) => {
    const lines = at.map(id => (id === undefined ? undefined : location(id)));
    throw new KernelError(program.name, message, onePerLine(lines), { remedy });
  };
  // Each pass relies on those before it.
  checkProgram(program, fail);
  checkScopes(program, fail);
  checkTypes(program, fail);
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
