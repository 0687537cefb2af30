// Kernels as they are meant to be written: the rules find nothing in them.
import {
  bool,
  For,
  f32,
  fn,
  If,
  isNan,
  kernel,
  read,
  select,
  u32,
  variable,
  While,
  write,
} from '@heddle/core';

const isSmall = fn('isSmall', [f32], bool, x => x.lt(1));

/** JavaScript's own conditions decide while the kernel is traced. */
export const smooth = (radius: number, clamped?: boolean) =>
  kernel({
    name: 'smooth',
    params: { flag: bool, n: u32, x: read(f32), y: write(f32) },
    body({ flag, n, x, y }, { index }) {
      const a = x.at(index).$;
      const inside = a.gt(0).and(a.lt(1));
      If(inside.or(flag.not()), () => {
        y.at(index).$ = 1;
      }).ElseIf(
        () => isSmall(a),
        () => {
          y.at(index).$ = select(isNan(a), f32(1), 2);
        },
      );
      for (let i = 1; i <= radius; i++) y.at(index).$ = a.add(x.at(index.add(i)).$);
      if (clamped) y.at(index).$ = a.clamp(0, 1);
      const steps = variable(u32, 0);
      While(
        () => steps.$.lt(n),
        () => {
          steps.$ = steps.$.add(1);
        },
      );
      For(n, i => {
        y.at(i).$ = radius > 0 ? a : 0;
      });
    },
  });
