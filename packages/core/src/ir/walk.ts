import type { Block, Instruction, Place, ValueId } from './ir.ts';

/** The values that an instruction itself uses (not those used inside of its blocks). */
export function operands(instruction: Instruction): readonly ValueId[] {
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

/** The blocks inside of an instruction. */
export function blocksOf(instruction: Instruction): readonly Block[] {
  switch (instruction.op) {
    case 'if':
      return [instruction.then, instruction.else];
    case 'loop':
    case 'for':
      return [instruction.body];
    default:
      return [];
  }
}

/** Every instruction of a block in order, each before those inside of it. */
export function* walk(block: Block): Generator<Instruction, void, undefined> {
  for (const instruction of block) {
    yield instruction;
    for (const inner of blocksOf(instruction)) yield* walk(inner);
  }
}
