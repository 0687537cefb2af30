import type { Param } from './ir.ts';
import { layout } from './layout.ts';

/** The positions of the `value` parameters in the argument words of a launch. */
export interface ValueWords {
  /** The first word of each parameter; undefined for a view. */
  readonly offsets: readonly (number | undefined)[];
  /** The number of words, a multiple of 4. */
  readonly total: number;
}

/**
 * Lays out the `value` parameters. Each begins at a multiple of 4 words, because WGSL's uniform address space aligns
 * structs and arrays to 16 bytes. Inside of a parameter WGSL's storage layout applies; a bool is a u32.
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
