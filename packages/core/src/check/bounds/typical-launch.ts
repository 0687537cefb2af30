import type { Program } from '../../ir/ir.ts';
import type { LaunchShape } from '../checked.ts';
import type { Ranged } from './index-range.ts';
import { interval } from './launch-proof.ts';

/** Extents of a typical launch by number of dimensions, and the groups of one. */
const EXTENTS = { 1: [1024, 1, 1], 2: [64, 32, 1], 3: [16, 8, 4] } as const;
const GROUPS = 16;
/** A table larger than this is more likely an index that nothing is known of. */
const LARGEST_TABLE = 2 ** 16;

/**
 * Whether an index is worth leaving to the launch: whether a launch over as many invocations as the views
 * have elements, or over a whole fraction of them (`2 * index + 1`), would prove it. What no ordinary launch
 * proves must not cost the others their proof. Arguments count as 0: offsets and strides are whatever their
 * caller has made room for.
 */
export function isWorthProving(program: Program, { expression, launch, high }: Ranged): boolean {
  if (!launch) return high < LARGEST_TABLE;
  const extent = program.kind === 'group' ? ([GROUPS, 1, 1] as const) : EXTENTS[program.dimensions];
  const [x, y, z] = program.kind === 'group' ? [GROUPS * program.groupSize, 1, 1] : extent;
  const length = x * y * z;
  const view = { length, width: x, height: y, depth: z };
  const shape: LaunchShape = {
    extent,
    views: program.params.map(({ access }) => (access === 'value' ? undefined : view)),
    values: program.params.map(({ access }) => (access === 'value' ? 0 : undefined)),
  };
  const [, top] = interval(expression, shape);
  const needed = top + 1;
  return needed <= length || (needed % extent[0] === 0 && needed < 2 ** 24);
}
