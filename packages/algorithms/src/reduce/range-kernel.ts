import type { DataType, Kernel, Operator, ReadParam, U32T, V, WriteParam } from '@heddle/core';
import { For, kernel, memoizeKernel, read, u32, write } from '@heddle/core';
import { combineInto, identityOf } from './operator-results.ts';

/**
 * Makes a value of the operator's type from an element of another type, in the first pass. `from` receives
 * the element and its index.
 */
export interface Lift<S extends DataType, T extends DataType> {
  readonly source: S;
  readonly name: string;
  from(element: V<S>, index: V<U32T>): V<T>;
}

type RangeKernel<S extends DataType, T extends DataType> = Kernel<
  { source: ReadParam<S>; target: WriteParam<T>; block: U32T },
  1
>;

/**
 * The variant for every backend: no shared memory, no barrier, and each invocation writes at its own index.
 * An invocation folds a run of block ** 3 elements in three nested loops, so that no accumulator adds more
 * than `block` terms. The depth of the summation tree, and with it the error of a float sum, grows with the
 * cube root of the run's length. Runs are contiguous and folded in order, so the operator need not commute.
 */
function makeRangeKernel<S extends DataType, T extends DataType>(
  operator: Operator<T>,
  lift?: Lift<S, T>,
): RangeKernel<S, T> {
  return kernel({
    name: `reduce_${operator.name}${lift?.name ?? ''}`,
    params: { source: read((lift?.source ?? operator.type) as S), target: write(operator.type), block: u32 },
    body({ source, target, block }, { index }) {
      const square = block.mul(block);
      const run = square.mul(block);
      const start = index.mul(run);
      const end = start.add(run).min(source.length);
      const total = identityOf(operator);
      For({ from: start, to: end, step: square }, outer => {
        const middleEnd = outer.add(square).min(end);
        const middleTotal = identityOf(operator);
        For({ from: outer, to: middleEnd, step: block }, middle => {
          const innerEnd = middle.add(block).min(middleEnd);
          const innerTotal = identityOf(operator);
          For({ from: middle, to: innerEnd }, i => {
            combineInto(innerTotal, operator, innerTotal.$ as V<T>, lifted(lift, source.at(i).$ as V<S>, i));
          });
          combineInto(middleTotal, operator, middleTotal.$ as V<T>, innerTotal.$ as V<T>);
        });
        combineInto(total, operator, total.$ as V<T>, middleTotal.$ as V<T>);
      });
      target.at(index).$ = total.$ as never;
    },
  }) as unknown as RangeKernel<S, T>;
}

export const rangeKernel: typeof makeRangeKernel = memoizeKernel(makeRangeKernel as never) as never;

export const lifted = <S extends DataType, T extends DataType>(
  lift: Lift<S, T> | undefined,
  element: V<S>,
  index: V<U32T>,
): V<T> => (lift ? lift.from(element, index) : (element as unknown as V<T>));

/** The least block whose runs are at least `grain` elements long. */
export function blockFor(grain: number): number {
  let block = Math.max(1, Math.round(Math.cbrt(grain)));
  while (block ** 3 < grain) block += 1;
  return block;
}
