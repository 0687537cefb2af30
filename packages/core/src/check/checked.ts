import type { Program, ValueId } from '../ir/ir.ts';

/**
 * An optional feature of a backend. `threads`, `hostMemory` and `reinterpret` concern the host, and no kernel needs
 * them.
 */
export type Capability =
  | 'groups'
  | 'atomics'
  | 'scatter'
  | 'subgroups'
  | 'f16'
  | 'hostMemory'
  | 'threads'
  | 'reinterpret';

declare const CHECKED: unique symbol;

/** A program that is valid, with what the check found out on the way. No backend is needed to know it. */
export interface ValidProgram {
  readonly program: Program;
  /** The location of an instruction in the user's source: `file:line:column`. */
  location(id: ValueId): string | undefined;
  /** The location of the definition of the kernel. */
  definedAt(): string | undefined;
  /** Values that all invocations of a group share. */
  readonly uniform: ReadonlySet<ValueId>;
}

/**
 * A program that `check` found valid, with the results of the passes. Backends accept no other form of a program.
 */
export interface CheckedProgram extends ValidProgram {
  readonly [CHECKED]: true;
  /** The hash of the program without its locations. Programs with equal hashes are equal. The key of every cache. */
  readonly hash: string;
  /** The capabilities that the kernel needs, each with the first line that needs it. */
  readonly needs: readonly {
    readonly capability: Capability;
    readonly location: string | undefined;
    readonly what: string;
  }[];
  readonly access: AccessSummary;
}

/** The memory accesses of a program, as far as they are known before a launch. */
export interface AccessSummary {
  /** The accesses to each parameter; all false for a `value` parameter. */
  readonly params: readonly ParamAccess[];
  /** The proofs, by id of the instruction that reads or writes a place or takes an element of an array value. */
  readonly bounds: ReadonlyMap<ValueId, BoundsProof>;
  /** The conditions that a launch must meet to run the `proven` form; see `launchIsProven`. */
  readonly atLaunch: readonly { readonly index: IndexRange; readonly param: number }[];
  /**
   * Parameters whose writes are at the invocation's own index only if the extent of the launch is as wide as the view,
   * and in a 3-D kernel as high; see `whyNotLaunch`. `write` is one of these writes.
   */
  readonly ownAtLaunch: readonly { readonly param: number; readonly write: ValueId }[];
}

export interface ParamAccess {
  readonly reads: boolean;
  readonly writes: boolean;
  /**
   * True if every write of an invocation goes to the element with its own index (in 2-D and 3-D its linear index in the
   * extent) or is dropped. For a parameter in `ownAtLaunch`, this and `readsOwnIndex` hold only for launches that meet
   * its condition. On an accelerator without `scatter` all launches do.
   */
  readonly writesOwnIndex: boolean;
  readonly readsOwnIndex: boolean;
}

/**
 * The proof that an access is in bounds. `always`: it is in bounds in every launch. `launch`: it is in bounds if the
 * launch meets `atLaunch`, so only the `checked` form checks it. `never`: no proof, so both forms check it.
 */
export type BoundsProof = 'always' | 'launch' | 'never';

/** The two forms that a kernel may be compiled to. Arguments never cause another compilation. */
export type Form = 'proven' | 'checked';

/**
 * An index as an expression. A launch computes its range by interval arithmetic. An expression that may wrap is
 * `unknown`.
 */
export type IndexRange =
  | { readonly kind: 'const'; readonly value: number }
  | { readonly kind: 'builtin'; readonly builtin: import('../ir/ir.ts').Builtin }
  | {
      readonly kind: 'length';
      readonly param: number;
      readonly axis: 'length' | 'width' | 'height' | 'depth';
    }
  /** A u32 (or non-negative i32) `value` parameter. */
  | { readonly kind: 'value'; readonly param: number }
  /** The index of a `for` with a step of at least 1, from `from` to below `to`. */
  | { readonly kind: 'counter'; readonly from: IndexRange; readonly to: IndexRange }
  | {
      readonly kind: 'add' | 'sub' | 'mul' | 'div' | 'rem' | 'min' | 'max' | 'shl' | 'shr' | 'and';
      readonly left: IndexRange;
      readonly right: IndexRange;
    }
  /**
   * `left`, if a condition around the access guarantees this relation to `right`.
   */
  | {
      readonly kind: 'below' | 'atMost' | 'above' | 'atLeast';
      readonly left: IndexRange;
      readonly right: IndexRange;
    }
  /** The expression `when < limit ? then : else`, which `at(x, y)` of a 2-D view contains. */
  | {
      readonly kind: 'selectBelow';
      readonly when: IndexRange;
      readonly limit: IndexRange;
      readonly then: IndexRange;
      readonly else: IndexRange;
    }
  | { readonly kind: 'unknown' };

/** The extent and the arguments of a launch, as far as index ranges depend on them. */
export interface LaunchShape {
  /** The extent. It is 1 in absent dimensions; for a group kernel it is [groups, 1, 1]. */
  readonly extent: readonly [number, number, number];
  /** The length, width, height and depth of each view, by parameter; undefined for a value. */
  readonly views: readonly (
    | { readonly length: number; readonly width: number; readonly height: number; readonly depth: number }
    | undefined
  )[];
  /** The scalar integer arguments, by parameter; undefined for all others. */
  readonly values: readonly (number | undefined)[];
}
