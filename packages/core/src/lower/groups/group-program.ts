/**
 * A group kernel without barriers, for a target that runs the invocations of a group one after the
 * other. At *group level* stand what happens once a group: control flow around barriers, and values
 * that all invocations share. A *region* is a block that every invocation of the group runs, from the
 * first to the last, before anything behind it happens: that is the barrier. Lanes are the invocations
 * of one group, by local index.
 *
 * ## Context
 * What one region leaves for a later one (or for itself, in the next trip of a loop at group level) is kept
 * once for each lane: values, scalar locals and local memories listed in `context`. A value that group level
 * uses is taken from lane 0: the checker has proved that all lanes agree. Everything else of a region lives
 * and dies with the lane's run through it.
 *
 * ## Ends
 * `break`, `continue` and `return` at group level concern the whole group. A `return` in a region
 * ends one invocation: where the region `endsLanes`, it must be remembered, and regions that
 * `skipEnded` lanes leave those out.
 *
 * ## Start
 * Shared memory is zeroed for every group. Local memories are zeroed by their `clear`,
 * in whichever region it is.
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
  /** Indices of locals. */
  readonly locals: ReadonlySet<number>;
  /** Indices of local memories. */
  readonly memories: ReadonlySet<number>;
  /** Whether it must be remembered which lanes have ended. */
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
  /** In an observed program, between two regions: not every two of them have a barrier between. */
  | { readonly op: 'barrier' };

/**
 * Computed once for the group, in order. The loads are of memory that does not change
 * before the next region has run.
 */
export interface GroupValues {
  readonly op: 'values';
  readonly instructions: readonly (FlatPure | FlatLoad)[];
}

export interface Region {
  readonly op: 'region';
  /**
   * A value may be defined here again although another region defines it: it is
   * cheaper to compute than to keep.
   */
  readonly body: FlatBlock;
  /** Values of the context that the body uses. */
  readonly loads: readonly FlatId[];
  /** Values of the context that the body defines, each where it defines it. */
  readonly saves: ReadonlySet<FlatId>;
  /**
   * Locals of the context: whether the body needs what the lane has left there, and whether it changes it.
   */
  readonly locals: readonly { readonly local: number; readonly load: boolean; readonly save: boolean }[];
  readonly endsLanes: boolean;
  readonly skipEnded: boolean;
}
