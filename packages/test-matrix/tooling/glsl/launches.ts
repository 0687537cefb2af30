// Launches of the golden kernels, whose floats are such that no device rounds.
import { f32, kernel, readWrite } from '@heddle/core';
import type { Program } from '@heddle/core/backend';
import * as golden from '../../../webgl/src/emit/golden-kernels.test-support.ts';
import type { LaunchDescription } from './launch.ts';

const f32s = (...values: number[]): Uint32Array<ArrayBuffer> =>
  new Uint32Array(Float32Array.from(values).buffer);
const u32s = (...values: number[]): Uint32Array<ArrayBuffer> => Uint32Array.from(values);
const count = <T>(length: number, of: (i: number) => T): T[] => Array.from({ length }, (_, i) => of(i));
const half = [...f32s(0.5)];

/** Three nodes of twelve words: a root, and two leaves side by side. */
const nodes = (): Uint32Array<ArrayBuffer> => {
  const node = (low: number, high: number, left: number, right: number, leaf: number): number[] => [
    ...f32s(low, -4, -4),
    0,
    ...f32s(high, 4, 4),
    0,
    left,
    right,
    leaf,
    0,
  ];
  return u32s(...node(-8, 8, 1, 2, 0), ...node(-8, 0, 10, 13, 1), ...node(0.5, 8, 20, 25, 1));
};
const rays = (): Uint32Array<ArrayBuffer> =>
  u32s(
    ...count(30, i => [
      ...f32s((i % 10) - 5, (i % 7) - 3, -16),
      0,
      ...f32s(i % 2 ? 4 : -4, 8, 0.25 * (1 + (i % 3))),
      0,
    ]).flat(),
  );
const particles = (): Uint32Array<ArrayBuffer> =>
  u32s(...count(21, i => [...f32s(i, (i % 5) - 2, 0.25), i % 3, ...f32s(-i, 4, i / 2, 3)]).flat());

/** Correctly rounded, out of GLSL's own rough ones: what `strict` keeps from being reassociated. */
const roots = kernel({
  name: 'roots',
  precision: 'precise',
  params: { x: readWrite(f32) },
  body({ x }, { index }) {
    x.at(index).$ = x.at(index).$.sqrt().div(3);
  },
});

export const launches: Readonly<
  Record<string, readonly [kernel: { readonly ir: Program }, LaunchDescription]>
> = {
  saxpy: [
    golden.saxpy,
    {
      extent: [50],
      params: [half, { words: f32s(...count(50, i => i)) }, { words: f32s(...count(50, i => 3 * i)) }],
    },
  ],
  'saxpy in a strided view, less than it': [
    golden.saxpy,
    {
      extent: [14],
      params: [
        half,
        { words: f32s(...count(50, i => i)), offset: 1, step: 2 },
        { words: f32s(...count(64, i => 3 * i)), offset: 5, step: 3, length: 17 },
      ],
    },
  ],
  'a view shorter than the extent': [
    golden.saxpy,
    {
      extent: [40],
      params: [
        half,
        { words: f32s(...count(25, i => i)) },
        { words: f32s(...count(60, i => i)), offset: 9, length: 30 },
      ],
    },
  ],
  'a 2-D kernel': [
    golden.blur,
    {
      extent: [11, 7],
      params: [
        { words: f32s(...count(77, i => (i * 5) % 16)), width: 11, height: 7 },
        { words: f32s(...count(80, () => -1)) },
      ],
    },
  ],
  'a 3-D kernel': [
    golden.volume,
    { extent: [4, 3, 5], params: [{ words: new Uint32Array(4 * 62).fill(9) }] },
  ],
  'writes at (x, y)': [
    golden.relax,
    {
      extent: [11, 7],
      params: [
        { words: f32s(...count(77, i => (i * 5) % 16)), width: 11, height: 7 },
        { words: f32s(...count(77, i => i % 9)), width: 11, height: 7 },
        [0],
      ],
    },
  ],
  'writes at (x, y) in a strided view that is not as high, and reads outside of it': [
    golden.relax,
    {
      extent: [11, 7],
      params: [
        { words: f32s(...count(60, i => (i * 5) % 16)), width: 12, height: 5 },
        { words: f32s(...count(130, i => i % 9)), offset: 4, step: 2, length: 55, width: 11, height: 5 },
        [11],
      ],
    },
  ],
  'writes at (x, y) in a view that is higher': [
    golden.relax,
    {
      extent: [11, 3],
      params: [
        { words: f32s(...count(60, i => (i * 5) % 16)), width: 12, height: 5 },
        { words: f32s(...count(60, i => i % 9)), length: 55, width: 11, height: 5 },
        [0],
      ],
    },
  ],
  'writes at (x, y, z)': [
    golden.diffuse,
    {
      extent: [5, 3, 4],
      params: [
        { words: f32s(...count(60, i => (i * 7) % 16)), width: 5, height: 3, depth: 4 },
        { words: f32s(...count(75, () => -1)), width: 5, height: 3, depth: 5 },
      ],
    },
  ],
  'writes at (x, y, z) in a view that is not as deep': [
    golden.diffuse,
    {
      extent: [5, 3, 4],
      params: [
        { words: f32s(...count(60, i => (i * 7) % 16)), width: 6, height: 2, depth: 5 },
        { words: f32s(...count(70, () => -1)), offset: 6, length: 45, width: 5, height: 3, depth: 3 },
      ],
    },
  ],
  'structs in place': [
    golden.particles,
    {
      extent: [20],
      params: [
        { words: particles() },
        [0],
        half,
        [...f32s(2, 4, -1)],
        { words: u32s(...count(21, i => i % 2)) },
      ],
    },
  ],
  'an element of more layers than attachments, and an early return': [
    golden.samples,
    {
      extent: [9],
      params: [
        { words: u32s(...count(10, i => [...f32s(...count(40, k => i + k / 4)), i % 6, 0, 0, 0]).flat()) },
        [3],
      ],
    },
  ],
  // Each reads its own element, one that none writes, or none.
  'arrays in arrays': [
    golden.nested,
    {
      extent: [9],
      params: [
        [7, -8 >>> 0, 9, 10, 11],
        {
          words: u32s(
            ...count(12, i => [...f32s(...count(6, k => i * k)), i % 2, 1, 0, i % 3, i - 4, 0]).flat(),
          ),
        },
        { words: u32s(0, 1, 2, 9, 10, -2, 6, 11, 8) },
        { words: new Uint32Array(48).fill(5) },
      ],
    },
  ],
  'a BVH': [
    golden.bvh,
    {
      extent: [30],
      params: [{ words: nodes() }, { words: rays() }, { words: new Uint32Array(30).fill(99) }],
    },
  ],
  'functions with loops': [
    golden.functions,
    {
      extent: [40],
      params: [{ words: u32s(...count(40, i => 6 * i)) }, { words: u32s(...count(40, i => i * i * 40)) }],
    },
  ],
  'counted loops': [
    golden.loops,
    { extent: [100], params: [[40], [7], [-6 >>> 0], { words: u32s(...count(130, i => i)) }] },
  ],
  'bits, and the remainder of floats': [
    golden.bits,
    {
      extent: [33],
      params: [
        { words: u32s(...count(33, i => 2 ** i - 1)) },
        { words: u32s(...count(33, i => -(2 ** i))) },
        { words: u32s(...count(132, i => i * 0x01234567)) },
        { words: f32s(...count(33, i => i / 4 - 4)) },
      ],
    },
  ],
  'precise divisions and square roots': [
    roots,
    { extent: [64], params: [{ words: f32s(...count(64, i => 0.37 * i ** 7)) }] },
  ],
  constants: [
    golden.constants,
    {
      extent: [9],
      params: [
        { words: f32s(Number.NaN, Infinity, -Infinity, 4e9, -4e9, 3e9, 1.5, -1, 0) },
        { words: u32s(0, 1, 31, 32, 33, 0x80000000, 0xffffffff, 12, 5) },
        { words: u32s(...count(9, i => i)) },
      ],
    },
  ],
};
