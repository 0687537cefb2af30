import type { PlaceRoot, ValueId } from '../ir/ir.ts';

export type AccessKind = 'read' | 'write' | 'atomic';

/**
 * Observes the memory accesses of a launch, for a sanitizer with shadow memory. Without an observer the cost is one
 * test for each memory instruction, and none for each invocation.
 *
 * Invocations have numbers in the launch: in a range kernel the linear index in the extent, x fastest, in a group
 * kernel the global index. The invocations of a group execute an instruction together. So accesses between two calls
 * of `barrier` (or of `group`) are not ordered among invocations, in whatever order the calls come.
 */
export interface Observer {
  /**
   * An access in bounds, to a view or to shared memory. Bytes count from the start of the view's `memory`, or of the
   * group's array.
   */
  access(
    kind: AccessKind,
    instruction: ValueId,
    root: PlaceRoot,
    byteOffset: number,
    byteLength: number,
    invocation: number,
  ): void;
  /** An access out of bounds, to any place, or without a root to an array value. */
  outOfBounds(kind: AccessKind, instruction: ValueId, root: PlaceRoot | undefined, invocation: number): void;
  /** A barrier, or one of the two around a uniform load. */
  barrier(instruction: ValueId): void;
  /** The start of a group, which has shared memory of its own. */
  group(index: number): void;
}
