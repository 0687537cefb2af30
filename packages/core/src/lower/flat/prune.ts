import { mapBlocks } from '../../ir/walk.ts';
import { type Pruning, pruneBlock } from '../prune-block.ts';
import type { FlatBlock, FlatCode, FlatInstruction } from './flat.ts';
import { flatOperands, flatResults, memoryKey } from './flat-walk.ts';

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

const localKey = (local: number): string => `variable ${local}`;

const pruning = (observed: boolean): Pruning<FlatInstruction> => ({
  operands: flatOperands,
  results: flatResults,
  isNoticed(instruction) {
    switch (instruction.op) {
      case 'compute':
      case 'element':
      case 'offset':
      case 'get':
      case 'declare':
      case 'set':
      case 'clear':
      case 'if':
      case 'for':
        return false;
      case 'load':
        return observed;
      case 'call':
        return observed || instruction.passes === true;
      case 'store':
        return observed || instruction.memory.kind !== 'local';
      default:
        return true;
    }
  },
  read(instruction) {
    if (instruction.op === 'get') return localKey(instruction.local);
    // An observed store reads what it replaces.
    return instruction.op === 'load' || (observed && instruction.op === 'store')
      ? memoryKey(instruction.memory)
      : undefined;
  },
  write(instruction) {
    switch (instruction.op) {
      case 'declare':
      case 'set':
        return localKey(instruction.local);
      case 'store':
        return memoryKey(instruction.memory);
      case 'clear':
        return memoryKey({ kind: 'local', index: instruction.memory });
      default:
        return undefined;
    }
  },
});
