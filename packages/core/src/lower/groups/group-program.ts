/**
 * A group kernel without barriers, for a target that runs the invocations of a group one after the
 * other. Code at *group level* runs once for each group: control flow around barriers, and values
 * that all invocations share. A *region* is a block that every invocation of the group runs, from the
 * first to the last, before the code after the region runs. This replaces a barrier. A *lane* is an
 * invocation of a group, by local index.
 *
 * ## Context
 * Values, scalar locals and local memories that one region passes to a later one (or to itself, in the next
 * iteration of a loop at group level) are listed in `context` and stored for each lane. For a value that group
 * level uses, lane 0 is read, because the checker has proved that all lanes agree. All other values of a
 * region exist only while a lane runs through it.
 *
 * ## Ends
 * `break`, `continue` and `return` at group level concern the whole group. A `return` in a region
 * ends one invocation. A region with `endsLanes` records such lanes, and regions with `skipEnded`
 * do not run them.
 *
 * ## Start
 * Shared memory is zeroed for every group. Local memories are zeroed by their `clear`, which may be in any
 * region.
 */
import type { FlatBlock, FlatId, FlatLoad, FlatProgram, FlatPure } from '../flat/flat.ts';

export interface GroupProgram {
  readonly flat: FlatProgram;
  /** Values that are the same for every group of the launch. */
  readonly prologue: readonly FlatPure[];
  readonly block: GroupBlock;
  readonly context: Context;
}

export interface Context {
  readonly values: ReadonlySet<FlatId>;
  /** The indices of locals. */
  readonly locals: ReadonlySet<number>;
  /** The indices of local memories. */
  readonly memories: ReadonlySet<number>;
  /** True if the lanes that have ended must be recorded. */
  readonly ended: boolean;
}

export type GroupBlock = readonly GroupNode[];
export type GroupNode =
  | GroupValues
  | Region
  | { readonly op: 'if'; readonly condition: FlatId; readonly then: GroupBlock; readonly else: GroupBlock }
  | { readonly op: 'loop'; readonly body: GroupBlock }
  | {
      readonly op: 'for';
      readonly id: FlatId;
      readonly from: FlatId;
      readonly step: FlatId;
      readonly trips: FlatId;
      readonly body: GroupBlock;
    }
  | { readonly op: 'break' | 'continue' | 'return' }
  /** A barrier between two regions, in observed programs only. Some pairs of regions have none. */
  | { readonly op: 'barrier' };

/**
 * Values that are computed once for the group, in order. The loads read memory that does not change before the next
 * region has run.
 */
export interface GroupValues {
  readonly op: 'values';
  readonly instructions: readonly (FlatPure | FlatLoad)[];
}

export interface Region {
  readonly op: 'region';
  /**
   * The code of the region. It may define a value that another region defines too, if computing it again is cheaper
   * than storing it.
   */
  readonly body: FlatBlock;
  /** The values of the context that the body uses. */
  readonly loads: readonly FlatId[];
  /** The values of the context that the body defines. Each is stored where it is defined. */
  readonly saves: ReadonlySet<FlatId>;
  /**
   * The locals of the context. `load` is set if the body needs the stored value of the lane, `save` if it changes it.
   */
  readonly locals: readonly { readonly local: number; readonly load: boolean; readonly save: boolean }[];
  readonly endsLanes: boolean;
  readonly skipEnded: boolean;
}
