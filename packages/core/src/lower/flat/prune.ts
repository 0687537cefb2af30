import { mapBlocks, walk } from '../../ir/walk.ts';
import { type Pruning, pruneBlock } from '../prune-block.ts';
import type { FlatBlock, FlatCode, FlatInstruction } from './flat.ts';
import { flatOperands, flatResults } from './flat-walk.ts';

/**
 * Removes code without an observable effect: unused values (a load of a struct becomes a load for each of its
 * leaves), writes to locals and local memories that are never read, empty branches, and code after a jump. In an
 * observed program every access is observable.
 */
export function prune(code: FlatCode, observed: boolean): FlatCode {
  return { ...code, block: pruneBlock(upToJumps(code.block), pruning(observed)) };
}

function upToJumps(block: FlatBlock): FlatBlock {
  const jump = block.findIndex(({ op }) => op === 'break' || op === 'continue' || op === 'return');
  const reached = jump < 0 ? block : block.slice(0, jump + 1);
  return reached.map(instruction => mapBlocks(instruction, upToJumps));
}

const pruning = (observed: boolean): Pruning<FlatInstruction> => ({
  operands: flatOperands,
  noticed: program => {
    const read = new Set<string>();
    for (const instruction of walk(program)) {
      if (instruction.op === 'get') read.add(`local ${instruction.local}`);
      const isRead = instruction.op === 'load' || (observed && instruction.op === 'store');
      if (isRead && instruction.memory.kind === 'local') read.add(`memory ${instruction.memory.index}`);
    }
    return (instruction, live) => {
      switch (instruction.op) {
        case 'compute':
        case 'element':
        case 'offset':
        case 'get':
          return flatResults(instruction).some(id => live.has(id));
        case 'load':
        case 'call':
          return (
            ('passes' in instruction && instruction.passes === true) ||
            observed ||
            flatResults(instruction).some(id => live.has(id))
          );
        case 'declare':
        case 'set':
          return read.has(`local ${instruction.local}`);
        case 'store':
          return instruction.memory.kind !== 'local' || read.has(`memory ${instruction.memory.index}`);
        case 'clear':
          return read.has(`memory ${instruction.memory}`);
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
