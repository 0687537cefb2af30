/**
 * The operation table: every operation that a `compute` instruction may name. To add one, add a row to a file of this
 * folder. Each emitter's `Record<OpName, ...>` then fails to compile until it has a spelling.
 */
import { arithmetic } from './arithmetic.ts';
import { comparison } from './comparison.ts';
import { conversion } from './conversion.ts';
import { logic } from './logic.ts';
import { math } from './math.ts';
import { rounding } from './rounding.ts';
import type { OpRow } from './row.ts';

/** The table, with the static type of each row. */
export type OpTable = typeof arithmetic &
  typeof comparison &
  typeof logic &
  typeof rounding &
  typeof math &
  typeof conversion;
export type OpName = keyof OpTable;

export const ops: { readonly [name in OpName]: OpRow } = {
  ...arithmetic,
  ...comparison,
  ...logic,
  ...rounding,
  ...math,
  ...conversion,
};
