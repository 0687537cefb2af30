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
  /** Of a group kernel: behind the last barrier, where invocations may end one by one. */
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
  /** How much longer than the extent, or shorter. */
  readonly more: number;
  readonly offset: number;
  readonly step: number;
  /** Of the data; 0 is all zeros. */
  readonly seed: number;
  readonly update: (typeof ATOMIC_UPDATES)[number];
  /** In the buffer of a parameter before it. */
  readonly beside: boolean;
}

export interface SharedDraft {
  readonly type: number;
  /** How much longer than the group, or shorter. */
  readonly more: number;
  /** Atomics, for this update alone. */
  readonly update: (typeof ATOMIC_UPDATES)[number] | undefined;
}

export interface LaunchDraft {
  /** Of each axis; of a group kernel the first is the number of groups. */
  readonly extent: readonly [number, number, number];
  readonly seed: number;
}
