import type { ValueId } from '../ir/ir.ts';
import { blocksOf, type Nesting } from '../ir/walk.ts';
import type { FlatBlock, FlatId, FlatInstruction, MemoryRef } from './flat/flat.ts';
import { flatOperands, isPure, memoryKey } from './flat/flat-walk.ts';

export interface InlineOptions<I = FlatInstruction> {
  /** Values that need a name in any case, because they are used outside of the block. */
  readonly kept?: ReadonlySet<ValueId>;
  /** Operands that the target prints more than once, so that they need a name. */
  readonly named?: (instruction: I) => readonly ValueId[];
  /** The limit of operations in one expression. */
  readonly limit?: number;
}

/** A value that will be printed at its use, with its memory reads, its size and its position in the block. */
interface Pending {
  readonly reads: ReadonlySet<string>;
  readonly size: number;
  readonly position: number;
}

/** The properties of an instruction set that inlining needs. */
export interface Inlining<I> {
  operands(instruction: I): readonly ValueId[];
  /** The value of an instruction that may be printed at its use. */
  candidate(instruction: I): ValueId | undefined;
  /** A key of the memory that the instruction itself reads, if others may write it: a kind of memory and its number. */
  read(instruction: I): string | undefined;
  /** The keys of the memory that the instruction itself writes. A kind alone stands for all memory of this kind. */
  writes(instruction: I): readonly string[];
}

/**
 * The values of a block that are printed at their only use and need no name. Such a value moves down to its use. It
 * must not move past a write to the memory that it reads, and never into a loop, which would compute it repeatedly.
 */
export function inlineIn<I extends Nesting<I>>(
  block: readonly I[],
  set: Inlining<I>,
  { kept, named, limit = 12 }: InlineOptions<I> = {},
): ReadonlySet<ValueId> {
  const counts = new Map<ValueId, number>();
  const loopOfUse = new Map<ValueId, I | undefined>();
  const fixed = new Set<ValueId>(kept);
  collect(block, undefined);

  const inlined = new Set<ValueId>();
  const pending = new Map<ValueId, Pending>();
  /** The position of the last write, by key. */
  const written = new Map<string, number>();
  let position = 0;
  visit(block, undefined);
  return inlined;

  function collect(inner: readonly I[], loop: I | undefined): void {
    for (const instruction of inner) {
      for (const id of set.operands(instruction)) {
        counts.set(id, (counts.get(id) ?? 0) + 1);
        loopOfUse.set(id, loop);
      }
      for (const id of named?.(instruction) ?? []) fixed.add(id);
      for (const body of blocksOf(instruction)) collect(body, instruction.body ? instruction : loop);
    }
  }

  function visit(inner: readonly I[], loop: I | undefined): void {
    for (const instruction of inner) {
      const reads = new Set<string>();
      let size = 1;
      for (const id of set.operands(instruction)) {
        const value = pending.get(id);
        pending.delete(id);
        if (!value || size + value.size > limit || isOverwritten(value)) continue;
        size += value.size;
        for (const key of value.reads) reads.add(key);
        inlined.add(id);
      }
      const read = set.read(instruction);
      if (read !== undefined) reads.add(read);
      const id = set.candidate(instruction);
      if (id !== undefined && counts.get(id) === 1 && !fixed.has(id) && loopOfUse.get(id) === loop) {
        pending.set(id, { reads, size, position });
      }
      position++;
      for (const key of set.writes(instruction)) written.set(key, position);
      for (const body of blocksOf(instruction)) visit(body, instruction.body ? instruction : loop);
    }
  }

  /** A value cannot move past a write to the memory that it reads: it gets a name where it stands. */
  function isOverwritten({ reads, position: since }: Pending): boolean {
    return [...reads].some(key =>
      [key, key.slice(0, key.indexOf(' '))].some(memory => (written.get(memory) ?? 0) > since),
    );
  }
}

export function inlineValues(block: FlatBlock, options: InlineOptions = {}): ReadonlySet<FlatId> {
  return inlineIn<FlatInstruction>(block, flatInlining, options);
}

const flatInlining: Inlining<FlatInstruction> = {
  operands: flatOperands,
  candidate,
  read: readOf,
  writes: writesOf,
};

function candidate(instruction: FlatInstruction): FlatId | undefined {
  if (isPure(instruction) || instruction.op === 'get' || instruction.op === 'load') return instruction.id;
  return instruction.op === 'call' && instruction.ids.length === 1 && !instruction.passes
    ? instruction.ids[0]
    : undefined;
}

const localKey = (local: number): string => `variable ${local}`;

function readOf(instruction: FlatInstruction): string | undefined {
  if (instruction.op === 'get') return localKey(instruction.local);
  return instruction.op === 'load' ? memoryKey(instruction.memory) : undefined;
}

function writesOf(instruction: FlatInstruction): readonly string[] {
  switch (instruction.op) {
    case 'declare':
    case 'set':
      return [localKey(instruction.local)];
    case 'store':
    case 'atomic':
      return [memoryKey(instruction.memory)];
    case 'clear':
      return [memoryKey({ kind: 'local', index: instruction.memory } satisfies MemoryRef)];
    case 'call':
      return instruction.passes ? ['passed'] : [];
    case 'barrier':
      // Other invocations may have written memory that they share with this one.
      return ['view', 'shared'];
    default:
      return [];
  }
}
