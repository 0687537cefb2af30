import { analysed } from '../check/analysis.ts';
import type { CheckedProgram, ValidProgram } from '../check/checked.ts';
import type { NotSupportedError } from '../errors/errors.ts';
import type { GroupKernel, Kernel } from '../language/kernel.ts';
import { Accelerator } from './accelerator.ts';
import type { BoundLaunch } from './launch.ts';
import { bindLaunch } from './launch.ts';
import { whyNot } from './refusal.ts';

/**
 * The base class of every backend's accelerator, which `@heddle/core/backend` exports as `Accelerator`. It has the
 * analysis of kernels and the binding of launches, which a page loads with its backend, not with core.
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
  override bindLaunch(
    kernel: Kernel<any, any> | GroupKernel<any>,
    extent: unknown,
    args: Record<string, unknown>,
  ): BoundLaunch | undefined {
    return bindLaunch(this, kernel, extent, args);
  }
}
