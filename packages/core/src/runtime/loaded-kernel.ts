import type { CheckedProgram, Form } from '../check/checked.ts';
import type { Param } from '../ir/ir.ts';
import { valueOffsets } from '../ir/value-words.ts';
import type { GroupKernel, Kernel } from '../language/kernel.ts';
import type { KeptKernel } from './kernel-cache.ts';

/** The part of the limits that a kernel can exceed. */
export interface Limits {
  /** The most views that one kernel may take. */
  readonly maxBindings: number;
  /** The most invocations of a group; 1 on an accelerator without `groups`. */
  readonly maxGroupSize: number;
  /** The most bytes of a group's shared memory; 0 on an accelerator without `groups`. */
  readonly maxSharedBytes: number;
  readonly maxBufferBytes: number;
  /**
   * The preferred number of elements for each invocation, if an algorithm is free to choose: the larger, the
   * fewer and longer the invocations.
   */
  readonly preferredGrain: number;
}

/** A kernel that an accelerator has checked against its capabilities and limits. */
export interface LoadedKernel {
  readonly kernel: Kernel<any, any> | GroupKernel<any>;
  readonly program: CheckedProgram;
  readonly names: ReadonlySet<string>;
  /** Word offsets of the value parameters, by parameter, and the total number of words. */
  readonly offsets: readonly (number | undefined)[];
  readonly words: number;
  readonly forms: { -readonly [F in Form]?: KeptKernel };
}

export const isView = (param: Param): boolean => param.access !== 'value';

export function loadKernel(
  kernel: Kernel<any, any> | GroupKernel<any>,
  program: CheckedProgram,
): LoadedKernel {
  const { params } = program.program;
  const { offsets, total } = valueOffsets(params);
  return {
    kernel,
    program,
    names: new Set(params.map(param => param.name)),
    offsets,
    words: total,
    forms: {},
  };
}
