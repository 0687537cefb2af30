import type { Program } from '../ir/ir.ts';
import { walk } from '../ir/walk.ts';
import { BREAK, behavior, RETURN } from './behavior.ts';
import type { Fail } from './fail.ts';

/** Checks that every loop has an exit. WGSL refuses one without by the same rule (statement behavior). */
export function checkExits({ functions, body }: Program, fail: Fail): void {
  for (const block of [...functions.map(({ body }) => body), body]) {
    for (const instruction of walk(block)) {
      if (instruction.op === 'loop' && !(behavior(instruction.body) & (BREAK | RETURN))) {
        fail(
          'this loop has no exit',
          [instruction.id],
          'Leave it with Break() or Return() under a condition, or use While or For.',
        );
      }
    }
  }
}
