// Mistakes with values and places, and JavaScript on values: see mistakes.test.ts.
import { For, If, u32, variable, vec2f } from '@heddle/core';
import { suite } from '../harness/conformance.ts';
import { Pair, type Row, testMistakes } from '../programs/mistakes.ts';

const mistakes: Record<string, readonly Row[]> = {
  'values and places': [
    [
      'a value used after its block',
      /value was used after the block that made it/,
      /variable/,
      ({ out, n, x }, at) => {
        let kept: any;
        If(n.gt(0), () => {
          kept = x.at(0).$;
        });
        at(() => {
          out.at(0).$ = kept;
        });
      },
    ],
    [
      'a value of one turn of a loop used in the next',
      /after the block that made it/,
      /variable/,
      ({ out, n, x }, at) => {
        let last: any;
        For(n, i => {
          last = x.at(i).$.add(1);
        });
        at(() => {
          out.at(0).$ = last;
        });
      },
    ],
    [
      'a place for a value',
      /expected f32, found a place/,
      /\.\$/,
      ({ x, out }, at) =>
        at(() => {
          out.at(0).$ = x.at(0);
        }),
    ],
    [
      'an operand that is a place',
      /expected f32, found a place/,
      /\.\$/,
      ({ x, io }, at) => at(() => io.at(0).$.add(x.at(0))),
    ],
    [
      'a write-only place, read',
      /write-only, and was read/,
      /readWrite/,
      ({ out }, at) => at(() => out.at(0).$),
    ],
    [
      'a read-only place, written',
      /read-only, and was written/,
      /write/,
      ({ x }, at) =>
        at(() => {
          x.at(0).$ = 1;
        }),
    ],
    [
      "an assignment to a view's element",
      /at\(/,
      /\.\$/,
      ({ out }, at) =>
        at(() => {
          out.$ = 1;
        }),
    ],
    [
      'an assignment to a component of a value',
      /assignment to 'x'/,
      /new vector/,
      ({ v }, at) =>
        at(() => {
          v.x = 1;
        }),
    ],
    ['.$ of a value', /a value has no \.\$/, /place/, ({ n }, at) => at(() => n.$)],
    [
      'a detached method',
      /add was called on/,
      /a\.add\(b\)/,
      ({ n }, at) => {
        const { add } = n;
        at(() => add(1));
      },
    ],
    [
      'an index that is a float',
      /an index is an i32 or a u32, found a value of type f32/,
      /u32\(/,
      ({ x }, at) => at(() => x.at(x.at(0).$).$),
    ],
    [
      'an index that is negative or fractional',
      /-1 does not fit into u32/,
      /u32/,
      ({ x }, at) => at(() => x.at(-1).$),
    ],
  ],
  'JavaScript on values': [
    ['+ on two values', /converted to a JavaScript number/, /a\.add\(b\)/, ({ n }, at) => at(() => n + n)],
    ['- on a value', /converted to a JavaScript number/, /a\.sub\(b\)/, ({ n }, at) => at(() => n - 1)],
    ['< on values', /converted to a JavaScript number/, /a\.lt\(b\)/, ({ n }, at) => at(() => n < 5)],
    // biome-ignore lint/suspicious/noDoubleEquals: the mistake
    ['== with a number', /converted to a JavaScript number/, /a\.eq\(b\)/, ({ n }, at) => at(() => n == 5)],
    [
      'Math.sqrt of a value',
      /converted to a JavaScript number/,
      /sqrt/,
      ({ x }, at) => at(() => Math.sqrt(x.at(0).$)),
    ],
    [
      'a template with a value',
      /converted to a JavaScript string/,
      /at\(i\)/,
      ({ n }, at) => at(() => `${n}`),
    ],
    [
      'an array of the host indexed by a value',
      /converted to a JavaScript string/,
      /A host array.*read\(type\).*variable\(array/,
      ({ n }, at) => at(() => [1, 2, 3][n]),
    ],
    [
      'a method that is not called',
      /expected f32, found a function/,
      /Call it/,
      ({ v, out }, at) =>
        at(() => {
          out.at(0).$ = v.length;
        }),
    ],
    [
      'a value spread into a literal',
      /a value was spread into the literal of Pair/,
      /v\.field\.\$ = x/,
      ({ n }, at) => {
        const pair = Pair({ low: n, high: 1 });
        at(() => Pair({ ...pair, high: 2 } as never));
      },
    ],
    [
      'a swizzle of a place',
      /is a place, and has no \.yx/,
      /\.\$\.yx/,
      ({ v }, at) => {
        const place: any = variable(vec2f, v);
        at(() => place.yx);
      },
    ],
    [
      'an assignment to a swizzle of a place',
      /an assignment to 'xy'/,
      /one by one/,
      (_, at) => {
        const place: any = variable(vec2f);
        at(() => {
          place.xy = [1, 2];
        });
      },
    ],
    [
      'an assignment to a swizzle',
      /an assignment to 'xy'/,
      /A value never changes/,
      ({ v }, at) =>
        at(() => {
          v.xy = v;
        }),
    ],
    [
      'a place in arithmetic',
      /converted to a JavaScript number/,
      /a\.mul\(b\)|\.\$/,
      ({ x }, at) => at(() => x.at(0) * 2),
    ],
    [
      'a comparison result in arithmetic',
      /converted to a JavaScript number/,
      /./,
      ({ n }, at) => at(() => Number(n.lt(1))),
    ],
    [
      'a JavaScript boolean for a condition',
      /expected a Bool of the kernel, found the JavaScript boolean true/,
      /JavaScript's own if/,
      (_, at) => at(() => If(true as never, () => {})),
    ],
    [
      "a JavaScript loop on a kernel's condition",
      /operations: a JavaScript loop that does not end/,
      /For, While or Loop/,
      ({ n, out }) => {
        while (n.gt(0)) out.at(0).$ = 1;
      },
    ],
    [
      'a JavaScript loop that only folds',
      /operations/,
      /unrolls/,
      () => {
        for (let i: any = u32(0); i.lt(10); i = i.add(1));
      },
    ],
  ],
};

suite('mistakes-values', () => testMistakes(mistakes));
