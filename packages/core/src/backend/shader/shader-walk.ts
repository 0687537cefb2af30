import type { ValueId } from '../../ir/ir.ts';
import { elementsOf } from '../../ir/walk.ts';
import type { ShaderBlock, ShaderInstruction, ShaderPure } from './shader.ts';

/** The values that an instruction itself uses. */
export function shaderOperands(instruction: ShaderInstruction): readonly ValueId[] {
  switch (instruction.op) {
    case 'compute':
    case 'construct':
    case 'call':
      return instruction.args;
    case 'extract':
      return [instruction.value];
    case 'address':
      return [instruction.index];
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
    case 'barrier':
    case 'loop':
    case 'break':
    case 'continue':
      return [];
  }
}

export function shaderBlocks(instruction: ShaderInstruction): readonly ShaderBlock[] {
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
export function* walkShader(block: ShaderBlock): Generator<ShaderInstruction, void, undefined> {
  for (const instruction of block) {
    yield instruction;
    for (const inner of shaderBlocks(instruction)) yield* walkShader(inner);
  }
}

export function isShaderPure(instruction: ShaderInstruction): instruction is ShaderPure {
  switch (instruction.op) {
    case 'compute':
    case 'construct':
    case 'extract':
    case 'address':
    case 'element':
      return true;
    default:
      return false;
  }
}
