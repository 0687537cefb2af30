import type { CheckedProgram, Form, ValueId } from '@heddle/core/backend';

/** The entry point of every kernel. */
export const ENTRY_POINT = 'main';

export interface EmittedKernel {
  readonly code: string;
  /**
   * Of a range kernel 64 x 1 x 1, 8 x 8 x 1 or 4 x 4 x 4; of a group kernel its group size. One dispatch of x by y workgroups covers a 1-D extent or
   * that many groups, counted along x and then along y, so that more than the limit of one axis can be dispatched; whoever is beyond the
   * extent leaves at once. Along the axes of a 2-D or 3-D extent a larger one takes several dispatches, each with its own `first`.
   */
  readonly workgroupSize: readonly [number, number, number];
  readonly block: LaunchBlock;
  /** By line of the code, from the first: the instruction that it comes from, for `CheckedProgram.location`. */
  readonly lines: readonly (ValueId | undefined)[];
}

/**
 * What a launch hands over in binding 0 of group 0, a read-only storage buffer; the views follow it as bindings 1, 2, ..., in the order of the
 * parameters, each its whole buffer: `read` as read-only storage, the others read-write. All offsets are in 32-bit words, all words are u32.
 */
export interface LaunchBlock {
  /** Three words: the extent of a range kernel (1 where a dimension is absent), of a group kernel [groups, 1, 1]. */
  readonly extent: number;
  /** One word that is 0. */
  readonly zero: number;
  /** Three words: the index of a range kernel's first invocation in this dispatch, multiples of the workgroup's size; of a group kernel 0. */
  readonly first: number;
  /** By parameter: the six words offset, step, length, width, height and depth of a view (`BoundView`); undefined for a value. */
  readonly views: readonly (number | undefined)[];
  /** Where the words of a launch (`LaunchOperation.words`) go as they are. */
  readonly values: number;
  readonly totalBytes: number;
}

/** Translates a program to WGSL. */
export function emitWgsl(_program: CheckedProgram, _form: Form): EmittedKernel {
  throw new Error('not written yet');
}
