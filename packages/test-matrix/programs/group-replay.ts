// Group kernels that are compared with a replay of each whole group.
import {
  type GroupContext,
  groupKernel,
  type ReadView,
  read,
  type U32,
  type U32T,
  u32,
  type WriteView,
  write,
} from '@heddle/core';
import { expect, type Fixtures } from '../harness/conformance.ts';

export const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);
export const needs = { needs: ['groups'] } as const;
export const GROUPS = 3;

export interface Group {
  readonly size: number;
  /** `source` has an element for each invocation of the launch; `n` is 5; so has `out`, at first 0. */
  device(g: GroupContext, args: { n: U32; source: ReadView<U32T>; out: WriteView<U32T> }): void;
  /** The value that each invocation of the group writes. */
  replay(source: readonly number[], group: number, size: number): readonly number[];
}

export async function agree({ accelerator }: Fixtures, { size, device, replay }: Group): Promise<void> {
  const data = range(size * GROUPS).map(i => (i * 37 + 11) % 101);
  const source = accelerator.allocate(u32, data);
  const out = accelerator.allocate(u32, data.length);
  const grouped = groupKernel({
    name: 'grouped',
    groupSize: size,
    params: { n: u32, source: read(u32), out: write(u32) },
    body({ n, source, out }, g) {
      device(g, { n, source, out });
    },
  });
  accelerator.launch(grouped, { groups: GROUPS }, { n: 5, source, out });
  expect([...(await out.copyToCPUAsync())]).toEqual(
    range(GROUPS).flatMap(group => replay(data.slice(group * size, group * size + size), group, size)),
  );
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
