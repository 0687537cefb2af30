import type { Local, Place, Program, ValueId } from '../ir/ir.ts';
import { type MemoryType, members, sameType, type Type, typeName } from '../ir/types.ts';
import type { Fail } from './fail.ts';

export type Use = 'read' | 'write' | 'atomic';

/** The context that the checks of an instruction need: the program, and the body that the instruction is in. */
export interface Surroundings {
  readonly program: Program;
  readonly locals: readonly Local[];
  /** The name of the function; undefined in the kernel's body. */
  readonly callee: string | undefined;
  readonly fail: Fail;
  typeOf(value: ValueId): Type;
}

const INSIDE_FN =
  'fn() takes and returns values only: pass the value, or use a plain TypeScript function, which inlines.';

/** Checks that the root exists, that its access allows the use, and that the path leads to the place's type. */
export function checkPlace(place: Place, use: Use, at: ValueId, around: Surroundings): void {
  const { fail } = around;
  let type = rootType(place, use, at, around);
  place.path.forEach((step, i) => {
    if ('element' in step) {
      checkIndex(step.element, at, around);
      type = i === 0 && place.root.kind !== 'local' ? type : elementOf(type, at, fail);
    } else {
      if (i === 0 && place.root.kind !== 'local')
        fail(`the first step into ${describe(place, around)} is its element: .at(index)`, [at]);
      type = memberOf(type, step.member, at, fail);
    }
  });
  if (place.path.length === 0 && place.root.kind !== 'local')
    fail(`${describe(place, around)} is no value: take an element with .at(index)`, [at]);
  if (!sameType(type, place.type))
    fail(`a place of type ${typeName(type)} is used as ${typeName(place.type)}`, [at]);
  if (type.kind === 'atomic' && use !== 'atomic') {
    fail(`an element of ${describe(place, around)} is an atomic`, [at], 'Use its .load() and .store().');
  }
  if (type.kind !== 'atomic' && use === 'atomic') {
    fail(
      `an atomic operation on ${describe(place, around)}, which holds no atomics`,
      [at],
      'Declare the parameter with atomics(u32) or atomics(i32), or the shared memory with atomic(u32).',
    );
  }
}

export function checkIndex(index: ValueId, at: ValueId, { typeOf, fail }: Surroundings): void {
  const type = typeOf(index);
  if (type.kind !== 'scalar' || (type.scalar !== 'i32' && type.scalar !== 'u32')) {
    fail(`an index is a u32 or an i32, found ${typeName(type)}`, [at, index]);
  }
}

export function memberOf(type: MemoryType, member: number, at: ValueId, fail: Fail): Type {
  const found = type.kind === 'struct' || type.kind === 'vec' ? members(type)[member] : undefined;
  return found ?? fail(`${typeName(type)} has no member ${member}`, [at]);
}

export function elementOf(type: MemoryType, at: ValueId, fail: Fail): Type {
  return type.kind === 'array' ? type.elem : fail(`${typeName(type)} is no array: it has no elements`, [at]);
}

function rootType(place: Place, use: Use, at: ValueId, around: Surroundings): MemoryType {
  const { program, locals, callee, fail } = around;
  const { kind, index } = place.root;
  if (kind === 'local') return locals[index]?.type ?? fail(`variable ${index} does not exist`, [at]);
  if (callee !== undefined)
    fail(`${describe(place, around)} is used in function '${callee}'`, [at], INSIDE_FN);
  if (kind === 'shared')
    return program.shared[index]?.type ?? fail(`shared memory ${index} does not exist`, [at]);
  const { name, access, type } = program.params[index] ?? fail(`parameter ${index} does not exist`, [at]);
  if (access === 'value') fail(`parameter '${name}' is a value and no view`, [at]);
  if (access === 'atomics')
    return {
      kind: 'atomic',
      elem: type.kind === 'scalar' ? type : fail(`atomics of ${typeName(type)}`, [at]),
    };
  if (use === 'read' && access === 'write')
    fail(`parameter '${name}' is write-only and is read`, [at], 'Declare it with readWrite(...).');
  if (use === 'write' && access === 'read')
    fail(
      `parameter '${name}' is read-only and is written`,
      [at],
      'Declare it with write(...) or readWrite(...).',
    );
  return type;
}

function describe({ root }: Place, { program }: Surroundings): string {
  if (root.kind === 'param') return `parameter '${program.params[root.index]?.name}'`;
  return root.kind === 'shared' ? 'shared memory' : 'a variable';
}
