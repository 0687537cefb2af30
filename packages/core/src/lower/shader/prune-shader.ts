import type { Place } from '../../ir/ir.ts';
import { walk } from '../../ir/walk.ts';
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

const localOf = ({ root }: Place): number | undefined => (root.kind === 'local' ? root.index : undefined);

const pruningOf = (locals: readonly ShaderLocal[]): Pruning<ShaderInstruction> => ({
  operands: shaderOperands,
  noticed: program => {
    const read = new Set<number>();
    for (const [i, { isResult }] of locals.entries()) if (isResult) read.add(i);
    for (const instruction of walk(program)) {
      const local = instruction.op === 'load' ? localOf(instruction.place) : undefined;
      if (local !== undefined) read.add(local);
    }
    return (instruction, live) => {
      switch (instruction.op) {
        case 'compute':
        case 'construct':
        case 'extract':
        case 'address':
        case 'element':
        case 'load':
        case 'call':
          return live.has(instruction.id);
        case 'variable':
          return read.has(instruction.local);
        case 'store': {
          const local = localOf(instruction.place);
          return local === undefined || read.has(local);
        }
        case 'atomic':
          return instruction.name !== 'load' || live.has(instruction.id);
        case 'if':
          return instruction.then.length + instruction.else.length > 0;
        case 'for':
          return instruction.body.length > 0;
        default:
          return true;
      }
    };
  },
});
