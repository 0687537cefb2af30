import { analysed } from '../check/analysis.ts';
import { launchIsProven } from '../check/bounds/launch-proof.ts';
import type { CheckedProgram, Form, LaunchShape, ValidProgram } from '../check/checked.ts';
import type { NotSupportedError } from '../errors/errors.ts';
import { Accelerator } from './accelerator.ts';
import { whyNot, whyNotLaunch } from './refusal.ts';

/**
 * The base class of every backend's accelerator, which `@heddle/core/backend` exports as `Accelerator`. It has the
 * analysis of kernels that compilers need, and that a page loads with its backend, not with core.
 */
export abstract class AnalysingAccelerator extends Accelerator {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return this === AnalysingAccelerator ? value instanceof Accelerator : super[Symbol.hasInstance](value);
  }

  /** @internal */
  override admit(valid: ValidProgram): CheckedProgram | NotSupportedError {
    const program = analysed(valid);
    return whyNot(program, this) ?? program;
  }

  /** @internal */
  override formOf(program: CheckedProgram, shape: LaunchShape): Form {
    const refusal = whyNotLaunch(program, this, shape);
    if (refusal) throw refusal;
    return launchIsProven(program.access, shape) ? 'proven' : 'checked';
  }
}
