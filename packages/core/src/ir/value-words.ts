import type { Param } from './ir.ts';
import { layout } from './layout.ts';

/** Where the `value` parameters of a launch are in its words. */
export interface ValueWords {
  /** By parameter: the word that it begins with; undefined for a view. */
  readonly offsets: readonly (number | undefined)[];
  /** How many words there are, a multiple of 4. */
  readonly total: number;
}

/**
 * Each begins at a multiple of 4 words, because WGSL's uniform address space aligns structs and arrays to 16
 * bytes, and has its storage layout from there on; a bool is a u32.
 */
export function valueOffsets(params: readonly Param[]): ValueWords {
  let total = 0;
  const offsets = params.map(({ access, type }) => {
    if (access !== 'value') return undefined;
    const offset = total;
    total += 4 * Math.ceil(layout(type).size / 16);
    return offset;
  });
  return { offsets, total };
}
