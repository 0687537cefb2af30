import type { Instruction, Place, ValueId } from './ir.ts';

/** An instruction without its blocks. All IRs share this form, since only the blocks have other instructions. */
type Alone<I> = I extends Instruction ? Omit<I, 'then' | 'else' | 'body'> : never;

/** The values that an instruction itself uses, without those used inside of its blocks. */
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
 * The blocks of an instruction of any IR (this one, flat or shader): an `if` has two blocks, a loop has one, and no
 * other instruction has any.
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

/** A copy of the instruction whose blocks were mapped, in the order of `blocksOf`. */
export function mapBlocks<I extends Nesting<I>>(
  instruction: I,
  map: (block: readonly I[]) => readonly I[],
): I {
  const { then, else: otherwise, body } = instruction;
  if (then && otherwise) return { ...instruction, then: map(then), else: map(otherwise) };
  return body ? { ...instruction, body: map(body) } : instruction;
}

/** Every instruction of a block in order, each one before the instructions of its blocks. */
export function* walk<I extends Nesting<I>>(block: readonly I[]): Generator<I, void, undefined> {
  const open = [block.values()];
  while (open.length > 0) {
    const { done, value } = open.at(-1)!.next();
    if (done) open.pop();
    else {
      yield value;
      for (const inner of [...blocksOf(value)].reverse()) open.push(inner.values());
    }
  }
}
