import { f32, i32, kernel, readWrite, u32, vec3u } from '@heddle/core';
import { counted, floats, words } from '../../../core/src/interpreter/launch.test-support.ts';
import type { Example } from '../example.ts';

const bits = kernel({
  name: 'bits',
  params: { n: readWrite(u32), m: readWrite(i32), v: readWrite(vec3u), x: readWrite(f32) },
  body({ n, m, v, x }, { index }) {
    n.at(index).$ = n.at(index).$.popcount().add(n.at(index).$.clz().shl(8)).xor(n.at(index).$.ctz().shl(16));
    m.at(index).$ = m.at(index).$.reverseBits().add(m.at(index).$.clz());
    v.at(index).$ = v.at(index).$.popcount().add(v.at(index).$.reverseBits());
    x.at(index).$ = x.at(index).$.rem(0.75).add(x.at(index).$.round());
  },
});

const roots = kernel({
  name: 'roots',
  precision: 'precise',
  params: { x: readWrite(f32) },
  body({ x }, { index }) {
    x.at(index).$ = x.at(index).$.sqrt().div(3);
  },
});

export const operations: readonly Example[] = [
  {
    shows: 'operations for which not every language has a word',
    goldens: ['proven'],
    kernel: bits,
    launches: [
      {
        extent: [33, 1, 1],
        views: [
          words(...counted(33, i => 2 ** i - 1)),
          words(...counted(33, i => -(2 ** i))),
          words(...counted(132, i => i * 0x01234567)),
          floats(...counted(33, i => i / 4 - 4)),
        ],
      },
    ],
  },
  {
    shows: 'a root and a division that are correctly rounded',
    goldens: [],
    kernel: roots,
    launches: [{ extent: [64, 1, 1], views: [floats(...counted(64, i => 0.37 * i ** 7))] }],
  },
];
