import type { FlatBlock, FlatId, FlatInstruction, FlatProgram } from '@heddle/core/backend';

/** Beside an operation, which is 1. */
const MEMORY = 2;
const ATOMIC = 10;
const CALL = 5;

/**
 * About how many operations an invocation (a group) takes; undefined where a loop has no bound that is known
 * here.
 */
export function costOf(program: FlatProgram): number | undefined {
  const constants = new Map<FlatId, number>();
  for (const input of program.inputs) if (input.op === 'const') constants.set(input.id, input.bits);
  const functions: number[] = [];
  for (const { block } of program.functions) functions.push(ofBlock(block));
  const cost = ofBlock(program.body.block);
  // What is not called has no part in this: NaN gets only as far as it is added up.
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
