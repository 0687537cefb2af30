import { cached } from '../../ir/cached.ts';
import type { Block, Local, Place, Program, ValueId } from '../../ir/ir.ts';
import { layout } from '../../ir/layout.ts';
import {
  COMPONENTS,
  containsArray,
  leafCount,
  leafStart,
  leaves,
  type MemoryType,
  members,
  type StructNode,
  type Type,
} from '../../ir/types.ts';
import { walk } from '../../ir/walk.ts';
import type { FlatLocal, FlatMemory } from './flat.ts';
import { MAX_SCALARS } from './large-values.ts';

/** The storage of a variable: scalar locals, one for each leaf, or a local memory. */
export type Storage =
  | { readonly kind: 'scalars'; readonly first: number }
  | { readonly kind: 'memory'; readonly index: number };

export interface LocalStorage {
  readonly of: readonly Storage[];
  readonly locals: readonly FlatLocal[];
  readonly memories: FlatMemory[];
}

/**
 * Chooses the storage of variables. Variables without arrays become scalars. So do those with short arrays that are
 * indexed only by constants, for example by a JavaScript loop that unrolls.
 */
export function storeLocals(
  locals: readonly Local[],
  body: Block,
  constants: ReadonlyMap<ValueId, number>,
  observed: boolean,
): LocalStorage {
  const indexed = new Set<number>();
  for (const instruction of walk(body)) {
    if (!('place' in instruction) || instruction.place.root.kind !== 'local') continue;
    if (instruction.place.path.some(step => 'element' in step && !constants.has(step.element))) {
      indexed.add(instruction.place.root.index);
    }
  }
  const scalars: FlatLocal[] = [];
  const memories: FlatMemory[] = [];
  const of = locals.map(({ type }, i): Storage => {
    if (!containsArray(type) || (!observed && !indexed.has(i) && leafCount(type) <= MAX_SCALARS)) {
      const first = scalars.length;
      const scalarTypes = leaves(type);
      for (const [leaf, name] of leafPaths(type, 'local').entries())
        scalars.push({ name, type: scalarTypes[leaf]! });
      return { kind: 'scalars', first };
    }
    return { kind: 'memory', index: memories.push({ name: 'local', words: layout(type).size / 4 }) - 1 };
  });
  return { of, locals: scalars, memories };
}

/** The bits of every constant of a program, by id. */
export function constantsOf(program: Program): ReadonlyMap<ValueId, number> {
  const constants = new Map<ValueId, number>();
  for (const body of [program.body, ...program.functions.map(code => code.body)]) {
    for (const instruction of walk(body))
      if (instruction.op === 'const') constants.set(instruction.id, instruction.bits >>> 0);
  }
  return constants;
}

const fieldNames = /* @__PURE__ */ cached((type: StructNode) => Object.keys(type.fields));

/** The name of a member, for readable code. */
export function memberName(type: MemoryType, member: number): string {
  if (type.kind === 'struct') return fieldNames(type)[member]!;
  return type.kind === 'vec' ? COMPONENTS[member]! : `${member}`;
}

/** The paths of the leaves, such as `p.position.x`, in the order of `leaves`. */
export function leafPaths(type: MemoryType, base: string): readonly string[] {
  if (type.kind === 'scalar' || type.kind === 'atomic') return [base];
  return members(type).flatMap((member, i) => leafPaths(member, `${base}.${memberName(type, i)}`));
}

/**
 * The leaves that a path of members and constant elements selects. Undefined if an element is out of
 * bounds.
 */
export function leafRange(
  type: Type,
  path: Place['path'],
  constants: ReadonlyMap<ValueId, number>,
): { readonly start: number; readonly type: Type } | undefined {
  let start = 0;
  let inner = type;
  for (const step of path) {
    if ('member' in step) {
      start += leafStart(inner, step.member);
      inner = members(inner)[step.member]!;
    } else {
      if (inner.kind !== 'array') throw new Error('an element step leads into an array');
      const index = constants.get(step.element)!;
      if (index >= inner.length) return undefined;
      start += index * leafCount(inner.elem);
      inner = inner.elem;
    }
  }
  return { start, type: inner };
}
