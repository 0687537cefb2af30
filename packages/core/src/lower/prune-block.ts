import { blocksOf, mapBlocks, type Nesting } from '../ir/walk.ts';

/** The properties of an IR that pruning needs. */
export interface Pruning<I> {
  /** The values that an instruction itself uses. */
  operands(instruction: I): readonly number[];
  /** The values that it defines. */
  results(instruction: I): readonly number[];
  /** True if the instruction has an effect by itself. */
  isNoticed(instruction: I): boolean;
  /** A key of the private memory that the instruction reads. Each write to it is needed then. */
  read?(instruction: I): string | undefined;
  /** A key of the private memory that the instruction writes. */
  write?(instruction: I): string | undefined;
}

/**
 * Removes instructions without an observable effect. An instruction is needed if it is noticed, if a needed
 * instruction uses its value or reads the memory that it writes, or if a block of it has a needed instruction.
 */
export function pruneBlock<I extends Nesting<I>>(
  program: readonly I[],
  { operands, results, isNoticed, read, write }: Pruning<I>,
): readonly I[] {
  /** The instructions that define a value (by its id) or write a memory (by its key). */
  const makers = new Map<number | string, I[]>();
  const parents = new Map<I, I>();
  const left: I[] = [];
  const needed = new Set<I>();
  const need = (instruction: I | undefined): void => {
    if (instruction === undefined || needed.has(instruction)) return;
    needed.add(instruction);
    left.push(instruction);
  };
  const collect = (block: readonly I[], parent: I | undefined): void => {
    for (const instruction of block) {
      if (parent) parents.set(instruction, parent);
      for (const made of [...results(instruction), write?.(instruction)]) {
        if (made === undefined) continue;
        const others = makers.get(made);
        if (others) others.push(instruction);
        else makers.set(made, [instruction]);
      }
      if (isNoticed(instruction)) need(instruction);
      for (const inner of blocksOf(instruction)) collect(inner, instruction);
    }
  };
  collect(program, undefined);
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    need(parents.get(next));
    for (const used of [...operands(next), read?.(next)]) {
      if (used === undefined) continue;
      for (const maker of makers.get(used) ?? []) need(maker);
      // All makers are needed now, so they need no second visit.
      makers.delete(used);
    }
  }
  const keep = (block: readonly I[]): readonly I[] =>
    block.filter(instruction => needed.has(instruction)).map(instruction => mapBlocks(instruction, keep));
  return keep(program);
}
