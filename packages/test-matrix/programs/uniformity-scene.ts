// The parameters and helpers of the kernels in uniformity-kernels.ts.
import {
  type Accelerator,
  type AtomicView,
  atomics,
  type Bool,
  fn,
  type GroupContext,
  groupKernel,
  If,
  type ReadView,
  type ReadWriteView,
  Return,
  read,
  readWrite,
  type SharedView,
  struct,
  type U32,
  type U32T,
  u32,
} from '@heddle/core';
import { MarkedLine } from '../harness/marked-line.ts';

/** All that a row needs. `b` marks the line of the barrier, `why` that of the cause where it has one. */
export interface Scene {
  readonly g: GroupContext;
  readonly n: U32;
  readonly r: ReadView<U32T>;
  readonly y: ReadWriteView<U32T>;
  readonly a: AtomicView<U32T>;
  readonly tile: SharedView<U32T>;
  b(barrier: () => void): void;
  why<R>(expression: () => R): R;
}
export type Row = readonly [name: string, body: (scene: Scene) => void];

export const Both = struct('Both', { same: u32, own: u32 });
export const doubled = fn('doubled', [u32], u32, x => {
  If(x.gt(2), () => Return(7));
  return x.mul(2);
});
export const varying = (g: GroupContext): Bool => g.localIndex.lt(2);
export const uniform = (g: GroupContext): Bool => g.groupIndex.eq(0);

export function kernelOf([name, body]: Row | Refused, line = new MarkedLine(), why = new MarkedLine()) {
  return groupKernel({
    name,
    groupSize: 4,
    params: { n: u32, r: read(u32), y: readWrite(u32), a: atomics(u32) },
    body(args, g) {
      body({ ...args, g, tile: g.shared(u32, 4), b: line.of, why: why.of });
    },
  });
}

export function argumentsOn(accelerator: Accelerator) {
  const [r, y, a] = [[0, 1, 2, 3, 4, 5, 6, 7], 8, 8].map(source =>
    accelerator.allocate(u32, source as number),
  );
  return { n: 3, r: r!, y: y!, a: a! };
}

/** With what the message says of the cause. */
export type Refused = readonly [...Row, cause: RegExp];
