import type { FlatBlock, FlatId, FlatInstruction, MemoryRef } from './flat.ts';
import { flatBlocks, flatOperands, isPure, memoryKey, useCounts } from './flat-walk.ts';

export interface InlineOptions {
  /** Values that need a name all the same, because they are used outside of the block. */
  readonly kept?: ReadonlySet<FlatId>;
  /** Operands that the target prints more than once, and therefore by name. */
  readonly named?: (instruction: FlatInstruction) => readonly FlatId[];
  /** How many operations an expression may hold. */
  readonly limit?: number;
}

/** What a value that waits to be printed would do at the place of its use. */
interface Pending {
  readonly reads: ReadonlySet<string>;
  readonly size: number;
}

/**
 * The values of a block that can be printed inside of their only use instead of getting a name. A value moves down to
 * where it is used, so it may pass no write of what it reads, and it never moves into a loop, where it would be computed again.
 */
export function inlineValues(
  block: FlatBlock,
  { kept, named, limit = 12 }: InlineOptions = {},
): ReadonlySet<FlatId> {
  const counts = useCounts(block);
  const loopOfUse = new Map<FlatId, FlatInstruction | undefined>();
  const fixed = new Set<FlatId>(kept);
  collect(block, undefined);

  const inlined = new Set<FlatId>();
  const pending = new Map<FlatId, Pending>();
  visit(block, undefined);
  return inlined;

  function collect(inner: FlatBlock, loop: FlatInstruction | undefined): void {
    for (const instruction of inner) {
      for (const id of flatOperands(instruction)) loopOfUse.set(id, loop);
      for (const id of named?.(instruction) ?? []) fixed.add(id);
      const isLoop = instruction.op === 'loop' || instruction.op === 'for';
      for (const body of flatBlocks(instruction)) collect(body, isLoop ? instruction : loop);
    }
  }

  function visit(inner: FlatBlock, loop: FlatInstruction | undefined): void {
    for (const instruction of inner) {
      const reads = new Set<string>();
      let size = 1;
      for (const id of flatOperands(instruction)) {
        const value = pending.get(id);
        if (!value) continue;
        if (size + value.size > limit) {
          pending.delete(id);
          continue;
        }
        size += value.size;
        for (const key of value.reads) reads.add(key);
        inlined.add(id);
        pending.delete(id);
      }
      const read = readOf(instruction);
      if (read !== undefined) reads.add(read);
      const id = candidate(instruction);
      if (id !== undefined && counts.get(id) === 1 && !fixed.has(id) && loopOfUse.get(id) === loop) {
        pending.set(id, { reads, size });
      }
      forget(writesOf(instruction));
      const isLoop = instruction.op === 'loop' || instruction.op === 'for';
      for (const body of flatBlocks(instruction)) visit(body, isLoop ? instruction : loop);
    }
  }

  /** A value that reads what is written now cannot move further down: it gets a name where it stands. */
  function forget(written: (key: string) => boolean): void {
    for (const [id, { reads }] of pending) {
      for (const key of reads) {
        if (!written(key)) continue;
        pending.delete(id);
        break;
      }
    }
  }
}

function candidate(instruction: FlatInstruction): FlatId | undefined {
  if (isPure(instruction) || instruction.op === 'get' || instruction.op === 'load') return instruction.id;
  return instruction.op === 'call' && instruction.ids.length === 1 ? instruction.ids[0] : undefined;
}

const localKey = (local: number): string => `variable ${local}`;

function readOf(instruction: FlatInstruction): string | undefined {
  if (instruction.op === 'get') return localKey(instruction.local);
  return instruction.op === 'load' ? memoryKey(instruction.memory) : undefined;
}

function writesOf(instruction: FlatInstruction): (key: string) => boolean {
  const one =
    (written: string) =>
    (key: string): boolean =>
      key === written;
  switch (instruction.op) {
    case 'declare':
    case 'set':
      return one(localKey(instruction.local));
    case 'store':
    case 'atomic':
      return one(memoryKey(instruction.memory));
    case 'clear':
      return one(memoryKey({ kind: 'local', index: instruction.memory } satisfies MemoryRef));
    case 'barrier':
      // Other invocations may have written what they share with this one.
      return key => key.startsWith('view ') || key.startsWith('shared ');
    default:
      return () => false;
  }
}
