import type { Program, ValueId } from '../ir/ir.ts';
import { walk } from '../ir/walk.ts';
import type { Capability, CheckedProgram } from './checked.ts';

/** The capabilities that this program needs, each with the first line that needs it. */
export function needsOf(
  { kind, body }: Program,
  scatter: ValueId | undefined,
  location: (id: ValueId) => string | undefined,
): CheckedProgram['needs'] {
  const first = new Map<Capability, { readonly what: string; readonly at: ValueId | undefined }>();
  const note = (capability: Capability, what: string, at: ValueId | undefined): void => {
    if (!first.has(capability)) first.set(capability, { what, at });
  };
  for (const instruction of walk(body)) {
    const { op, id } = instruction;
    const cooperates =
      op === 'barrier' ||
      op === 'uniformLoad' ||
      ('place' in instruction && instruction.place.root.kind === 'shared');
    if (cooperates && kind === 'group') note('groups', op === 'barrier' ? 'a barrier' : 'shared memory', id);
    if (op === 'atomic') note('atomics', 'an atomic', id);
    if (op === 'subgroup') note('subgroups', 'a subgroup operation', id);
  }
  // A group kernel needs groups even if it has no barrier and no shared memory.
  if (kind === 'group') note('groups', 'a group kernel', body[0]?.id);
  if (scatter !== undefined) note('scatter', 'a write to the element of another invocation', scatter);
  return [...first].map(([capability, { what, at }]) => ({
    capability,
    what,
    location: at === undefined ? undefined : location(at),
  }));
}
