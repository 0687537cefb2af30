// One mistake a line, none of which the rules find: JavaScript gets an answer about the object and not about its value.
// The type checker sees those that are marked for it.
import { f32, kernel, read, u32, variable, write } from '@heddle/core';

export const unseen = kernel({
  name: 'unseen',
  params: { n: u32, x: read(f32), y: write(f32) },
  body({ n, x, y }, { index }) {
    const a = x.at(index).$;
    const b = x.at(index.add(1)).$;
    let s = variable(f32, 0);
    const set = (): void => {
      y.at(index).$ = s.$;
    };
    switch (n) {
      // @ts-expect-error TS2678
      case 1:
        set();
    }
    switch (n) {
      case u32(1):
        set();
    }
    if (typeof a === 'number') set();
    if (Number.isNaN(a)) set();
    if (Number.isInteger(a)) set();
    if ([b].includes(a)) set();
    if (a === b || Object.is(a, b)) set();
    // @ts-expect-error TS2322
    s = a;
  },
});
