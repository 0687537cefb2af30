import type { FlatBlock, FlatId, FlatInstruction, FlatProgram } from '@heddle/core/backend';

/** Costs relative to an operation, which costs 1. */
const MEMORY = 2;
const ATOMIC = 10;
const CALL = 5;

/**
 * The approximate number of operations of an invocation (or of a group); undefined if a loop has no bound
 * that is known at compile time.
 */
export function costOf(program: FlatProgram): number | undefined {
  const constants = new Map<FlatId, number>();
  for (const input of program.inputs) if (input.op === 'const') constants.set(input.id, input.bits);
  const functions: number[] = [];
  for (const { block } of program.functions) functions.push(ofBlock(block));
  const cost = ofBlock(program.body.block);
  // A function that is not called does not count. A cost of NaN matters only if it was added to the total.
  if (Number.isNaN(cost)) return undefined;
  return program.kind === 'group' ? cost * program.groupSize : cost;

  function ofBlock(block: FlatBlock): number {
    return block.reduce((sum, instruction) => sum + of(instruction), 0);
  }

  function of(instruction: FlatInstruction): number {
    switch (instruction.op) {
      case 'load':
      case 'store':
        return MEMORY;
      case 'atomic':
        return ATOMIC;
      case 'call':
        return CALL + functions[instruction.callee]!;
      case 'clear':
        return MEMORY;
      case 'if':
        return 1 + Math.max(ofBlock(instruction.then), ofBlock(instruction.else));
      case 'for': {
        const trips = constants.get(instruction.trips);
        return trips === undefined ? Number.NaN : trips * (2 + ofBlock(instruction.body));
      }
      case 'loop':
        return Number.NaN;
      case 'get':
      case 'barrier':
        return 0;
      default:
        return 1;
    }
  }
}
