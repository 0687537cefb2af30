import { checkUniformity } from '../check/uniformity.ts';
import type { GroupKernel, GroupKernelDefinition } from '../language/kernel.ts';
import { groupKernelWith } from '../language/kernel.ts';
import type { Params } from '../language/params.ts';

/**
 * A kernel whose invocations work in groups of `groupSize`: see `GroupContext`. It needs the capability `groups`.
 *
 * @throws HeddleRangeError for a `groupSize` that is not a positive whole number; NotSupportedError at the launch,
 * for one above `limits.maxGroupSize`.
 *
 * @example
 * ```ts
 * const sums = groupKernel({
 *   name: 'sums',
 *   params: { source: read(f32), target: write(f32) },
 *   groupSize: 64,
 *   body({ source, target }, { groupSize, shared, barrier, localIndex, globalIndex, groupIndex }) {
 *     const tile = shared(f32, groupSize);
 *     tile.at(localIndex).$ = source.at(globalIndex).$; // beyond its end: 0
 *     for (let half = groupSize / 2; half >= 1; half /= 2) {
 *       barrier();
 *       If(localIndex.lt(half), () => {
 *         tile.at(localIndex).$ = tile.at(localIndex).$.add(tile.at(localIndex.add(half)).$);
 *       });
 *     }
 *     If(localIndex.eq(0), () => {
 *       target.at(groupIndex).$ = tile.at(0).$;
 *     });
 *   },
 * });
 * const sum = accelerator.allocate(f32, 1);
 * accelerator.launch(sums, { groups: 1 }, { source: x, target: sum });
 * await sum.copyToCPUAsync(); // Float32Array [6]
 * ```
 */
export const groupKernel: <const P extends Params>(definition: GroupKernelDefinition<P>) => GroupKernel<P> =
  /* @__PURE__ */ groupKernelWith(checkUniformity);
