import type { FlatBlock, FlatCode, FlatId, FlatInstruction } from './flat.ts';
import { flatOperands, flatResults, mapBlocks, walkFlat } from './flat-walk.ts';

/**
 * Without what nobody can notice: values that are not used (a load of a struct has a load for each of its leaves), writes to
 * locals and local memories that are never read, empty branches, and what stands behind a jump.
 */
export function prune(code: FlatCode): FlatCode {
  let block = code.block;
  for (let before = -1, after = size(block); before !== after; before = after, after = size(block)) {
    block = new Pruner(block).block(block);
  }
  return { ...code, block };
}

const size = (block: FlatBlock): number => [...walkFlat(block)].length;

class Pruner {
  readonly #live = new Set<FlatId>();
  readonly #read = new Set<string>();

  constructor(code: FlatBlock) {
    for (const instruction of walkFlat(code)) {
      if (instruction.op === 'get') this.#read.add(`local ${instruction.local}`);
      if (instruction.op === 'load' && instruction.memory.kind === 'local')
        this.#read.add(`memory ${instruction.memory.index}`);
    }
  }

  /** From the end, so that every use is seen before what it uses. */
  block(block: FlatBlock): FlatBlock {
    const kept: FlatInstruction[] = [];
    for (const instruction of upToJump(block).reverse()) {
      const inner = mapBlocks(instruction, body => this.block(body));
      if (!this.#matters(inner)) continue;
      for (const operand of flatOperands(inner)) this.#live.add(operand);
      kept.push(inner);
    }
    return kept.reverse();
  }

  #matters(instruction: FlatInstruction): boolean {
    switch (instruction.op) {
      case 'compute':
      case 'element':
      case 'offset':
      case 'get':
      case 'load':
      case 'call':
        return flatResults(instruction).some(id => this.#live.has(id));
      case 'declare':
      case 'set':
        return this.#read.has(`local ${instruction.local}`);
      case 'store':
        return instruction.memory.kind !== 'local' || this.#read.has(`memory ${instruction.memory.index}`);
      case 'clear':
        return this.#read.has(`memory ${instruction.memory}`);
      case 'if':
        return instruction.then.length + instruction.else.length > 0;
      case 'for':
        return instruction.body.length > 0;
      default:
        return true;
    }
  }
}

function upToJump(block: FlatBlock): FlatInstruction[] {
  const jump = block.findIndex(({ op }) => op === 'break' || op === 'continue' || op === 'return');
  return jump < 0 ? [...block] : block.slice(0, jump + 1);
}
