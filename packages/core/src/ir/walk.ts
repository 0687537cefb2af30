import type { Instruction, Place, ValueId } from './ir.ts';

/** An instruction without the blocks inside of it, and so of any IR that has it. */
type Alone<I> = I extends Instruction ? Omit<I, 'then' | 'else' | 'body'> : never;

/** The values that an instruction itself uses (not those used inside of its blocks). */
export function operands(instruction: Alone<Instruction>): readonly ValueId[] {
  switch (instruction.op) {
    case 'const':
    case 'param':
    case 'builtin':
    case 'length':
    case 'barrier':
    case 'loop':
    case 'break':
    case 'continue':
      return [];
    case 'compute':
    case 'construct':
    case 'call':
    case 'subgroup':
      return instruction.args;
    case 'extract':
      return [instruction.value];
    case 'element':
      return [instruction.value, instruction.index];
    case 'load':
    case 'uniformLoad':
      return elementsOf(instruction.place);
    case 'store':
      return [...elementsOf(instruction.place), instruction.value];
    case 'atomic':
      return [...elementsOf(instruction.place), ...instruction.args];
    case 'variable':
      return instruction.initial === undefined ? [] : [instruction.initial];
    case 'return':
      return instruction.value === undefined ? [] : [instruction.value];
    case 'if':
      return [instruction.condition];
    case 'for':
      return [instruction.from, instruction.to, instruction.step];
  }
}

/** The values that choose the elements along a place's path. */
export function elementsOf(place: Place): readonly ValueId[] {
  return place.path.flatMap(step => ('element' in step ? [step.element] : []));
}

/**
 * An instruction of whichever IR (this one, flat or shader), as far as blocks go: an `if` has two, a loop has
 * one, nothing else has any.
 */
export interface Nesting<I> {
  readonly op: string;
  readonly then?: readonly I[];
  readonly else?: readonly I[];
  readonly body?: readonly I[];
}

/** The blocks inside of an instruction. */
export function blocksOf<I>(instruction: Nesting<I>): readonly (readonly I[])[] {
  const { then, else: otherwise, body } = instruction;
  if (then && otherwise) return [then, otherwise];
  return body ? [body] : [];
}

/** The instruction with other blocks inside of it, in the order of `blocksOf`. */
export function mapBlocks<I extends Nesting<I>>(
  instruction: I,
  map: (block: readonly I[]) => readonly I[],
): I {
  const { then, else: otherwise, body } = instruction;
  if (then && otherwise) return { ...instruction, then: map(then), else: map(otherwise) };
  return body ? { ...instruction, body: map(body) } : instruction;
}

/** Every instruction of a block in order, each before those inside of it. */
export function* walk<I extends Nesting<I>>(block: readonly I[]): Generator<I, void, undefined> {
  for (const instruction of block) {
    yield instruction;
    for (const inner of blocksOf(instruction)) yield* walk(inner);
  }
}
