// A row of the tables in this folder: a small kernel, and what a checked launch of it must say.
import type { Accelerator } from '@heddle/core';

export interface Case {
  readonly name: string;
  /** The switches, over `checked: true`. */
  readonly checked?: { readonly [name: string]: boolean };
  readonly expected: 'none' | Expected;
  launch(accelerator: Accelerator): void;
}

export type Expected = ExpectedRace | ExpectedBounds | ExpectedLint | ExpectedRefusal;

/** `by`: both invocations, as the report names them; `lines`: what stands on the two lines. */
export interface ExpectedRace {
  readonly kind: 'race';
  readonly argument: string;
  readonly element: number;
  readonly path?: string;
  readonly by: readonly [string, string];
  readonly lines: readonly [string, string];
  readonly remedy?: RegExp;
}

export interface ExpectedBounds {
  readonly kind: 'bounds';
  readonly argument: string;
  readonly index: number | undefined;
  readonly length: number;
  readonly by: string;
  readonly line: string;
  readonly remedy?: RegExp;
}

export interface ExpectedLint {
  readonly kind: 'lint';
  readonly lint: string;
  readonly says: RegExp;
  readonly by: string;
  readonly line: string;
  readonly remedy?: RegExp;
}

/** No launch gets as far as that: the kernel does not compile. */
export interface ExpectedRefusal {
  readonly kind: 'refused';
  readonly says: RegExp;
  readonly line: string;
}

type Fields<E> = Omit<E, 'kind'>;
export const race = (fields: Fields<ExpectedRace>): Expected => ({ kind: 'race', ...fields });
export const bounds = (fields: Fields<ExpectedBounds>): Expected => ({ kind: 'bounds', ...fields });
export const lint = (fields: Fields<ExpectedLint>): Expected => ({ kind: 'lint', ...fields });
export const refused = (fields: Fields<ExpectedRefusal>): Expected => ({ kind: 'refused', ...fields });
