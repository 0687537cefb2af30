import type { LaunchOperation } from '@heddle/core/backend';
import type { EmittedKernel } from '../emit/emit.ts';

/** One dispatch of a launch: its workgroups, and the index of its first invocation. */
export interface Dispatch {
  readonly groups: readonly [number, number, number];
  readonly first: readonly [number, number, number];
}

/**
 * The dispatches that cover a launch. In one dimension, workgroups beyond the limit of an axis continue along
 * y. In two or three, a larger extent is cut into tiles of as many workgroups as an axis allows.
 */
export function dispatchesOf(
  { program, shape }: LaunchOperation,
  { workgroupSize }: EmittedKernel,
  mostGroups: number,
): readonly Dispatch[] {
  const { kind, dimensions } = program.program;
  const size = kind === 'group' ? ([1, 1, 1] as const) : workgroupSize;
  const counts = shape.extent.map((extent, axis) =>
    Math.ceil(extent / size[axis]!),
  ) as unknown as Dispatch['groups'];
  if (dimensions === 1) {
    const columns = Math.min(counts[0], mostGroups);
    return [{ groups: [columns, Math.ceil(counts[0] / columns), 1], first: [0, 0, 0] }];
  }
  const dispatches: Dispatch[] = [];
  for (let z = 0; z < counts[2]; z += mostGroups) {
    for (let y = 0; y < counts[1]; y += mostGroups) {
      for (let x = 0; x < counts[0]; x += mostGroups) {
        dispatches.push({
          groups: [
            Math.min(counts[0] - x, mostGroups),
            Math.min(counts[1] - y, mostGroups),
            Math.min(counts[2] - z, mostGroups),
          ],
          first: [x * size[0], y * size[1], z * size[2]],
        });
      }
    }
  }
  return dispatches;
}
