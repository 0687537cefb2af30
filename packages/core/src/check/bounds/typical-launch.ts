import type { Program } from '../../ir/ir.ts';
import type { LaunchShape } from '../checked.ts';
import type { Ranged } from './index-range.ts';
import { interval } from './launch-proof.ts';

/** The extents of a typical launch, by number of dimensions. */
const EXTENTS = { 1: [1024, 1, 1], 2: [64, 32, 1], 3: [16, 8, 4] } as const;
const GROUPS = 16;
/** The largest table. A greater range is more likely that of an unknown index. */
const LARGEST_TABLE = 2 ** 16;

/**
 * True if an index should get a launch-time check: if a launch with as many invocations as the views have elements, or
 * with a whole fraction of them (`2 * index + 1`), would pass it. A check that ordinary launches fail would make all
 * other accesses of the kernel checked. Arguments are taken as 0, because callers choose views that are large enough
 * for their offsets and strides.
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
