import type { PlaceRoot, ValueId } from '../ir/ir.ts';

export type AccessKind = 'read' | 'write' | 'atomic';

/**
 * Watches a launch: what a sanitizer hangs its shadow memory on. Without one the interpreter pays a test for
 * each instruction that touches memory and nothing for an invocation.
 *
 * Invocations are numbered over the launch: in a range kernel by linear index in the extent, x fastest, in a
 * group kernel by global index. Those of a group reach an instruction together, so what happens between two
 * calls of `barrier` (or of `group`) is not ordered among invocations, whatever the order of the calls.
 */
export interface Observer {
  /**
   * Of a view or of shared memory, in bounds. Bytes count from the start of the view's `memory`, or of the
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
  /** Of any place, or, without a root, of an array value. */
  outOfBounds(kind: AccessKind, instruction: ValueId, root: PlaceRoot | undefined, invocation: number): void;
  /** A barrier, or one of the two around a uniform load. */
  barrier(instruction: ValueId): void;
  /** A group begins, with shared memory of its own. */
  group(index: number): void;
}
