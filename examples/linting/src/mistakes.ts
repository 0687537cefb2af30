// One mistake a line, each of which the rules find. The type checker sees those that are marked for it, and no other.
import { bool, f32, If, isNan, kernel, read, u32, write } from '@heddle/core';

export const mistakes = kernel({
  name: 'mistakes',
  params: { flag: bool, n: u32, x: read(f32), y: write(f32) },
  body({ flag, n, x, y }, { index }) {
    const a = x.at(index).$;
    const [c, d] = [a.lt(1), a.gt(0)];
    let s = a;
    const set = (): void => {
      y.at(index).$ = 1;
    };
    If(c || d, set);
    If(a.eq(1) || n.eq(2), set);
    // @ts-expect-error TS2801
    If(c && d, set);
    if (index) set();
    // @ts-expect-error TS2801
    if (isNan(a)) set();
    // @ts-expect-error TS2801
    if (flag) set();
    // @ts-expect-error TS2801
    y.at(index).$ = c.and(d) ? 1 : 2;
    while (n.lt(4)) set();
    if (!c) set();
    y.at(index).$ = a ?? 3;
    y.at(index).$ = a || 3;
    while (n) set();
    s ||= a;
    s ??= a;
    s &&= a;
  },
});
