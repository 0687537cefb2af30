// A program as plain data: a kernel, its memory, and the launches of it.
import type { Leaves } from './expression.ts';
import type { Block } from './statement.ts';
import type { TypeDraft } from './types.ts';

export interface KernelDraft {
  readonly kind: 'range' | 'group';
  readonly dimensions: 1 | 2 | 3;
  readonly groupSize: number;
  readonly types: readonly TypeDraft[];
  readonly functions: readonly FunctionDraft[];
  readonly params: readonly ParamDraft[];
  readonly shared: readonly SharedDraft[];
  readonly body: Block;
  /** The end of a group kernel, after its last barrier: invocations may return one by one there. */
  readonly tail: Block;
  readonly launches: readonly LaunchDraft[];
}

export interface FunctionDraft {
  readonly params: readonly number[];
  readonly result: number;
  readonly body: Block;
  readonly returned: Leaves;
}

export const ATOMIC_UPDATES = ['add', 'min', 'max', 'and', 'or', 'xor'] as const;

/** A view, of memory of its own or beside another. */
export interface ParamDraft {
  readonly access: 'value' | 'read' | 'readWrite' | 'write' | 'atomics';
  readonly type: number;
  /** `axes`: at(x, y); `line`: at the place in the extent; else somewhere else, at a place of its own for each invocation. */
  readonly address: 'line' | 'axes' | { readonly times: number; readonly plus: number };
  /** The length minus the extent. */
  readonly more: number;
  readonly offset: number;
  readonly step: number;
  /** The seed of the data; 0 makes all of it zero. */
  readonly seed: number;
  readonly update: (typeof ATOMIC_UPDATES)[number];
  /** In the buffer of a parameter before it. */
  readonly beside: boolean;
}

export interface SharedDraft {
  readonly type: number;
  /** The length minus the size of the group. */
  readonly more: number;
  /** Atomics, for this update alone. */
  readonly update: (typeof ATOMIC_UPDATES)[number] | undefined;
}

export interface LaunchDraft {
  /** The extent along each axis; for a group kernel the first is the number of groups. */
  readonly extent: readonly [number, number, number];
  readonly seed: number;
}
