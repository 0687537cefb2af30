import type { ValueId } from '../ir/ir.ts';

/**
 * How a pass reports a mistake: what is wrong, in the words of the language; the instructions that it is
 * about, the first one first to look at; and what to do about it.
 */
export type Fail = (message: string, at: readonly (ValueId | undefined)[], remedy?: string) => never;
