import { f32, If, i32, kernel, readWrite, select, strict, u32 } from '@heddle/core';
import { floats, words, zeros } from '../../../core/src/interpreter/launch.test-support.ts';
import type { Example } from '../example.ts';

const literals = kernel({
  name: 'constants',
  params: { x: readWrite(f32), n: readWrite(u32), m: readWrite(i32) },
  body({ x, n, m }, { index }) {
    const value = x.at(index).$;
    x.at(index).$ = select(value.isNan(), f32(Number.NaN), value.min(Number.POSITIVE_INFINITY)).add(-0);
    If(value.isFinite(), () => {
      x.at(index).$ = strict(value.mul(3.4028234663852886e38)).sub(0.1).max(-1e-40);
    });
    const bits = n.at(index).$;
    n.at(index).$ = bits.shl(33).div(0).xor(0x7fffffff).add(u32(value)).shr(bits).rem(bits);
    m.at(index).$ = i32(bits).div(-1).add(-2147483648).sub(i32(value)).mul(-3);
  },
});

export const constants: readonly Example[] = [
  {
    shows: 'constants, and operations that must not be folded',
    goldens: ['proven'],
    kernel: literals,
    launches: [
      {
        extent: [4, 1, 1],
        views: [floats(0.5, -1, 1e-30, Infinity), words(5, 0, 31, 0x80000000), zeros(4)],
      },
      {
        extent: [5, 1, 1],
        views: [
          floats(Number.NaN, -Infinity, 4e9, -4e9, 3e9),
          words(1, 32, 33, 0xffffffff, 12),
          words(0, 1, 2, 3, 4),
        ],
      },
    ],
  },
];
