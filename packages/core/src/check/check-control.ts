import type { Block, Instruction, Program, ValueId } from '../ir/ir.ts';
import { blocksOf, walk } from '../ir/walk.ts';
import type { Fail } from './fail.ts';

/**
 * Checks the control flow that the tracer guarantees: every `break` and `continue` is in a loop, every `for` has a step
 * that is not 0, and every function returns a result.
 */
export function checkControl(program: Program, fail: Fail): void {
  const zeros = new Set<ValueId>();
  for (const body of [...program.functions.map(({ body }) => body), program.body]) {
    for (const instruction of walk(body))
      if (instruction.op === 'const' && instruction.bits === 0) zeros.add(instruction.id);
    checkBlock(body, false, zeros, fail);
  }
  for (const { name, body } of program.functions) {
    if (body.at(-1)?.op !== 'return') fail(`function '${name}' may end without a result`, [body.at(-1)?.id]);
  }
}

function checkBlock(block: Block, inLoop: boolean, zeros: ReadonlySet<ValueId>, fail: Fail): void {
  for (const instruction of block) {
    checkInstruction(instruction, inLoop, zeros, fail);
    const isLoop = instruction.op === 'loop' || instruction.op === 'for';
    for (const inner of blocksOf(instruction)) checkBlock(inner, inLoop || isLoop, zeros, fail);
  }
}

function checkInstruction(
  instruction: Instruction,
  inLoop: boolean,
  zeros: ReadonlySet<ValueId>,
  fail: Fail,
): void {
  const { op, id } = instruction;
  if ((op === 'break' || op === 'continue') && !inLoop) {
    fail(`${op === 'break' ? 'Break' : 'Continue'} outside of a loop`, [id]);
  }
  if (op === 'for' && zeros.has(instruction.step)) {
    fail('the step of this For is 0', [id, instruction.step], 'A step is positive or, in i32, negative.');
  }
}
