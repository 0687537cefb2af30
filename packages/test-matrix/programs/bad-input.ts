// Common parts of the suites of bad input: memory to misuse, and the check that a refused call did not change it.
import {
  type Accelerator,
  array,
  f32,
  HeddleRangeError,
  HeddleTypeError,
  kernel,
  type MemoryBuffer,
  read,
  readWrite,
  struct,
  u32,
  vec2f,
  write,
} from '@heddle/core';
import { describe, expect } from 'vitest';
import { type Fixtures, test } from '../harness/conformance.ts';
import { type ErrorClass, refusal } from '../harness/refusal.ts';

export const saxpy = kernel({
  name: 'saxpy',
  params: { a: f32, x: read(f32), y: readWrite(f32) },
  body({ a, x, y }, { index }) {
    y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$);
  },
});
export const plane = kernel({
  name: 'plane',
  dimensions: 2,
  params: { x: write(f32) },
  body({ x }, { index, extent }) {
    x.at(index.y.mul(extent.x).add(index.x)).$ = 1;
  },
});
export const Body = struct('Body', { at: vec2f, tags: array(u32, 2) });
export const body = { at: [1, 2], tags: [3, 4] } as const;

/** The type of an argument that the type checker refuses. */
export type Wrong = never;

export interface Setup {
  readonly accelerator: Accelerator;
  readonly launch: (...args: unknown[]) => void;
  readonly x: MemoryBuffer<typeof f32>;
  readonly y: MemoryBuffer<typeof f32>;
  readonly counts: MemoryBuffer<typeof u32>;
  readonly bodies: MemoryBuffer<typeof Body>;
  readonly foreign: MemoryBuffer<typeof f32>;
  readonly gone: MemoryBuffer<typeof f32>;
}

export async function setUp({ accelerator, open }: Pick<Fixtures, 'accelerator' | 'open'>): Promise<Setup> {
  const other = await open();
  const gone = accelerator.allocate(f32, 8, { label: 'gone' });
  gone.dispose();
  const [x, y] = [accelerator.allocate(f32, 8), accelerator.allocate(f32, 8)];
  const counts = accelerator.allocate(u32, [1, 2, 3, 4, 5, 6, 7, 8]);
  const bodies = accelerator.allocate(Body, [body, body]);
  // so that neither is traced nor compiled by the call that is refused
  accelerator.launch(saxpy, 8, { a: 1, x, y });
  accelerator.launch(plane, { width: 8, height: 1 }, { x });
  const launch = accelerator.launch as Setup['launch'];
  return { accelerator, launch, x, y, counts, bodies, foreign: other.allocate(f32, 8), gone };
}

/** The state that a refused call must not change. */
export async function stateOf({ accelerator, x, y, counts, bodies }: Setup): Promise<unknown> {
  const stream = accelerator.defaultStream;
  const buffers: readonly MemoryBuffer[] = [x, y, counts, bodies];
  const contents = await Promise.all(
    buffers.map(buffer => buffer.copyToRawAsync(stream, 0, buffer.byteLength)),
  );
  // these two are of the readbacks themselves
  const { bytesReadBack: _, submits: __, ...statistics } = accelerator.statistics;
  return { contents, statistics };
}

export type Case = readonly [
  name: string,
  call: (s: Setup) => unknown,
  expected: ErrorClass<unknown>,
  says: RegExp,
];

/** Not a size: each with the class that refuses it. */
const notSizes: readonly (readonly [unknown, Case[2]])[] = [
  [-1, HeddleRangeError],
  [0.5, HeddleRangeError],
  [Number.NaN, HeddleRangeError],
  [Number.POSITIVE_INFINITY, HeddleRangeError],
  [2 ** 53, HeddleRangeError],
  ['3', HeddleTypeError],
  [3n, HeddleTypeError],
  [null, HeddleTypeError],
];

export const sizes = (name: string, says: RegExp, call: (s: Setup, size: Wrong) => unknown): Case[] =>
  notSizes.map(([size, expected]) => [
    `${name} ${String(size)}`,
    s => call(s, size as Wrong),
    expected,
    says,
  ]);

/** A test of each case: refused at the call, and nothing half done. */
export function refuseAll(cases: Readonly<Record<string, readonly Case[]>>): void {
  for (const [group, rows] of Object.entries(cases)) {
    describe(group, () => {
      for (const [name, call, expected, says] of rows) {
        test(name, async fixtures => {
          const all = await setUp(fixtures);
          const before = await stateOf(all);
          refusal(() => call(all), expected, says);
          expect(await stateOf(all)).toEqual(before);
        });
      }
    });
  }
}
