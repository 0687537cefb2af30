import type { Place } from '../../ir/ir.ts';
import { type Pruning, pruneBlock } from '../prune-block.ts';
import type { ShaderBlock, ShaderInstruction, ShaderLocal } from './shader.ts';
import { shaderOperands } from './shader-walk.ts';

interface Body {
  readonly locals: readonly ShaderLocal[];
  readonly body: ShaderBlock;
}

/**
 * Removes code without an observable effect: unused values, variables that are never read, empty branches and
 * loops.
 */
export function pruneShader({ locals, body }: Body): Body {
  return { locals, body: pruneBlock(body, pruningOf(locals)) };
}

const localOf = ({ root }: Place): string | undefined =>
  root.kind === 'local' ? `${root.index}` : undefined;

const pruningOf = (locals: readonly ShaderLocal[]): Pruning<ShaderInstruction> => ({
  operands: shaderOperands,
  results: instruction => ('type' in instruction ? [instruction.id] : []),
  isNoticed(instruction) {
    switch (instruction.op) {
      case 'compute':
      case 'construct':
      case 'extract':
      case 'address':
      case 'element':
      case 'load':
      case 'call':
      case 'if':
      case 'for':
        return false;
      case 'variable':
        return locals[instruction.local]!.isResult === true;
      case 'store': {
        const { root } = instruction.place;
        return root.kind !== 'local' || locals[root.index]!.isResult === true;
      }
      case 'atomic':
        return instruction.name !== 'load';
      default:
        return true;
    }
  },
  read: instruction => (instruction.op === 'load' ? localOf(instruction.place) : undefined),
  write: instruction =>
    instruction.op === 'variable'
      ? `${instruction.local}`
      : instruction.op === 'store'
        ? localOf(instruction.place)
        : undefined,
});
