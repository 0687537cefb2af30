import type { DataType, GroupKernel, Operator, ReadParam, U32T, V, WriteParam } from '@heddle/core';
import { For, groupKernel, If, memoizeKernel, read, u32, write } from '@heddle/core';
import { combineInto, identityOf } from './operator-results.ts';
import type { Lift } from './range-kernel.ts';
import { lifted } from './range-kernel.ts';

export const GROUP_SIZE = 64;

type TreeKernel<S extends DataType, T extends DataType> = GroupKernel<{
  source: ReadParam<S>;
  target: WriteParam<T>;
  perLane: U32T;
}>;

/**
 * The variant for hardware that runs many short invocations efficiently: each lane folds a contiguous run of
 * `perLane` elements, then the group combines its lanes in shared memory, in a tree of neighbours. Combining
 * neighbours keeps the elements in order, so the operator need not commute.
 */
function makeGroupKernel<S extends DataType, T extends DataType>(
  operator: Operator<T>,
  lift?: Lift<S, T>,
): TreeKernel<S, T> {
  return groupKernel({
    name: `reduceGroup_${operator.name}${lift?.name ?? ''}`,
    groupSize: GROUP_SIZE,
    params: {
      source: read((lift?.source ?? operator.type) as S),
      target: write(operator.type),
      perLane: u32,
    },
    body({ source, target, perLane }, group) {
      const tile = group.shared(operator.type, GROUP_SIZE);
      const lane = group.localIndex;
      const start = group.globalIndex.mul(perLane).min(source.length);
      const total = identityOf(operator);
      For({ from: start, to: start.add(perLane).min(source.length) }, i => {
        combineInto(total, operator, total.$ as V<T>, lifted(lift, source.at(i).$ as V<S>, i));
      });
      tile.at(lane).$ = total.$ as never;
      for (let distance = 1; distance < GROUP_SIZE; distance *= 2) {
        group.barrier();
        If(lane.lt(GROUP_SIZE / (2 * distance)), () => {
          const left = lane.mul(2 * distance);
          const [own, other] = [tile.at(left), tile.at(left.add(distance))];
          combineInto(own, operator, own.$ as V<T>, other.$ as V<T>);
        });
      }
      If(lane.eq(0), () => {
        target.at(group.groupIndex).$ = tile.at(0).$ as never;
      });
    },
  }) as unknown as TreeKernel<S, T>;
}

export const treeKernel: typeof makeGroupKernel = memoizeKernel(makeGroupKernel as never) as never;
