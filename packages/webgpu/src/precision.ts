import type { CheckedProgram } from '@heddle/core/backend';
import { NotSupportedError, ops, walk } from '@heddle/core/backend';

/**
 * A kernel with `precision: 'precise'` asks for bounds that a device's own functions do not keep (sin is off by 63 253 ULP on a software adapter, which WGSL
 * allows): refused rather than run with others, as long as there is no version of these functions in the IR.
 */
export function refusePrecise({ program, location }: CheckedProgram): void {
  if (program.precision !== 'precise') return;
  for (const body of [program.body, ...program.functions.map(callee => callee.body)]) {
    for (const instruction of walk(body)) {
      if (instruction.op !== 'compute' || !ops[instruction.name].accuracy) continue;
      const line = location(instruction.id);
      throw new NotSupportedError(
        `kernel '${program.name}': webgpu has no '${instruction.name}' of the precision 'precise'${line ? `\n  at ${line}` : ''}`,
        "precision: 'native', or the cpu backend",
      );
    }
  }
}
