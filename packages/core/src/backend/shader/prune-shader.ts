import type { Place, ValueId } from '../../ir/ir.ts';
import type { ShaderBlock, ShaderInstruction, ShaderLocal } from './shader.ts';
import { shaderOperands, walkShader } from './shader-walk.ts';

interface Body {
  readonly locals: readonly ShaderLocal[];
  readonly body: ShaderBlock;
}

/** Without what nobody can notice: values that are not used, variables that are not read, empty branches and loops. */
export function pruneShader({ locals, body }: Body): Body {
  let block = body;
  for (let before = -1, after = size(block); before !== after; before = after, after = size(block)) {
    block = new Pruner(locals, block).block(block);
  }
  return { locals, body: block };
}

const size = (block: ShaderBlock): number => [...walkShader(block)].length;
const localOf = ({ root }: Place): number | undefined => (root.kind === 'local' ? root.index : undefined);

class Pruner {
  readonly #live = new Set<ValueId>();
  readonly #read = new Set<number>();

  constructor(locals: readonly ShaderLocal[], body: ShaderBlock) {
    for (const [i, { isResult }] of locals.entries()) if (isResult) this.#read.add(i);
    for (const instruction of walkShader(body)) {
      const local = instruction.op === 'load' ? localOf(instruction.place) : undefined;
      if (local !== undefined) this.#read.add(local);
    }
  }

  /** From the end, so that every use is seen before what it uses. */
  block(block: ShaderBlock): ShaderBlock {
    const kept: ShaderInstruction[] = [];
    for (const instruction of [...block].reverse()) {
      const inner = this.#inner(instruction);
      if (!this.#matters(inner)) continue;
      for (const operand of shaderOperands(inner)) this.#live.add(operand);
      kept.push(inner);
    }
    return kept.reverse();
  }

  #inner(instruction: ShaderInstruction): ShaderInstruction {
    switch (instruction.op) {
      case 'if':
        return { ...instruction, then: this.block(instruction.then), else: this.block(instruction.else) };
      case 'loop':
      case 'for':
        return { ...instruction, body: this.block(instruction.body) };
      default:
        return instruction;
    }
  }

  #matters(instruction: ShaderInstruction): boolean {
    switch (instruction.op) {
      case 'compute':
      case 'construct':
      case 'extract':
      case 'address':
      case 'element':
      case 'load':
      case 'call':
        return this.#live.has(instruction.id);
      case 'variable':
        return this.#read.has(instruction.local);
      case 'store': {
        const local = localOf(instruction.place);
        return local === undefined || this.#read.has(local);
      }
      case 'atomic':
        return instruction.name !== 'load' || this.#live.has(instruction.id);
      case 'if':
        return instruction.then.length + instruction.else.length > 0;
      case 'for':
        return instruction.body.length > 0;
      default:
        return true;
    }
  }
}
