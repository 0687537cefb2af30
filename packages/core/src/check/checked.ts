import type { Program, ValueId } from '../ir/ir.ts';

/**
 * What a backend may be able to do or not. `threads`, `hostMemory` and `reinterpret` are about the host side
 * and no kernel needs them.
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

/**
 * A program that `check` has found valid, and what it found out on the way. Only this can reach a backend.
 */
export interface CheckedProgram {
  readonly [CHECKED]: true;
  readonly program: Program;
  /** Of the program without its locations: equal hashes, equal programs. The key of every cache. */
  readonly hash: string;
  /** Where in the user's source an instruction came from: `file:line:column`. */
  location(id: ValueId): string | undefined;
  /** The line that defines the kernel. */
  definedAt(): string | undefined;
  /** What a backend must be able to do, each with the first line that needs it. */
  readonly needs: readonly {
    readonly capability: Capability;
    readonly location: string | undefined;
    readonly what: string;
  }[];
  /** Values that all invocations of a group share. */
  readonly uniform: ReadonlySet<ValueId>;
  readonly access: AccessSummary;
}

/** How the program touches memory, as far as it can be known before a launch. */
export interface AccessSummary {
  /** By parameter; all false for a `value` parameter. */
  readonly params: readonly ParamAccess[];
  /** By id of the instruction that reads or writes a place, or takes an element of an array value. */
  readonly bounds: ReadonlyMap<ValueId, BoundsProof>;
  /** What must hold at a launch for its `proven` form; see `launchIsProven`. */
  readonly atLaunch: readonly { readonly index: IndexRange; readonly param: number }[];
  /**
   * Parameters whose writes (`write` is one of them) are at the own index in launches only whose extent is as
   * wide as the view, and of a 3-D kernel as high; see `whyNotLaunch`.
   */
  readonly ownAtLaunch: readonly { readonly param: number; readonly write: ValueId }[];
}

export interface ParamAccess {
  readonly reads: boolean;
  readonly writes: boolean;
  /**
   * All writes of an invocation go to the element with its own index (in 2-D and 3-D: its own
   * linear index in the extent), or nowhere. Where `ownAtLaunch` has the parameter, this and `readsOwnIndex`
   * hold for launches that meet it: on an accelerator without `scatter`, all of them.
   */
  readonly writesOwnIndex: boolean;
  readonly readsOwnIndex: boolean;
}

/**
 * `always`: in bounds whatever the launch. `launch`: in bounds if the launch meets `atLaunch`: checked in the
 * `checked` form only. `never`: not known to be in bounds: checked in both forms.
 */
export type BoundsProof = 'always' | 'launch' | 'never';

/** The two forms that a kernel may be compiled to; no value ever compiles a third. */
export type Form = 'proven' | 'checked';

/**
 * An index as an expression whose range a launch can compute by interval arithmetic;
 * whatever may wrap is `unknown`.
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
  /** The index of a `for` with a step of at least 1: from `from` to below `to`. */
  | { readonly kind: 'counter'; readonly from: IndexRange; readonly to: IndexRange }
  | {
      readonly kind: 'add' | 'sub' | 'mul' | 'div' | 'rem' | 'min' | 'max' | 'shl' | 'shr' | 'and';
      readonly left: IndexRange;
      readonly right: IndexRange;
    }
  /**
   * `left`, where it is known to stand in this relation to `right`: what a condition around an access tells.
   */
  | {
      readonly kind: 'below' | 'atMost' | 'above' | 'atLeast';
      readonly left: IndexRange;
      readonly right: IndexRange;
    }
  /** `when < limit ? then : else`, as `at(x, y)` of a 2-D view is made of. */
  | {
      readonly kind: 'selectBelow';
      readonly when: IndexRange;
      readonly limit: IndexRange;
      readonly then: IndexRange;
      readonly else: IndexRange;
    }
  | { readonly kind: 'unknown' };

/** What a launch knows of its extent and arguments. */
export interface LaunchShape {
  /** Of a range kernel, 1 where a dimension is absent; of a group kernel [groups, 1, 1]. */
  readonly extent: readonly [number, number, number];
  /** By parameter: a view's length, width, height, depth; undefined for a value. */
  readonly views: readonly (
    | { readonly length: number; readonly width: number; readonly height: number; readonly depth: number }
    | undefined
  )[];
  /** By parameter: a scalar integer argument; undefined otherwise. */
  readonly values: readonly (number | undefined)[];
}
