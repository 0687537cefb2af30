import type { ValueId } from '../../ir/ir.ts';
import { operands } from '../../ir/walk.ts';
import type { ShaderInstruction, ShaderPure } from './shader.ts';

/** The values that an instruction itself uses. */
export function shaderOperands(instruction: ShaderInstruction): readonly ValueId[] {
  return instruction.op === 'address' ? [instruction.index] : operands(instruction);
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
