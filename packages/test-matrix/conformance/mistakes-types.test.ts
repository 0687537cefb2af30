// Mistakes with types, literals and functions: see mistakes.test.ts.
import { f32, fn, isNan, select, u32, variable, vec3f } from '@heddle/core';
import { suite } from '../harness/conformance.ts';
import { Pair, type Row, testMistakes } from '../programs/mistakes.ts';

const anything: any = {};
const recursive: (x: any) => any = fn('recursive', [u32], u32, x =>
  (anything.line ?? ((s: any) => s()))(() => recursive(x)),
);

const mistakes: Record<string, readonly Row[]> = {
  'types and literals': [
    [
      'u32 and f32',
      /expected u32, found a value of type f32/,
      /u32\(value\)/,
      ({ n, x }, at) => at(() => n.add(x.at(0).$)),
    ],
    [
      'i32 and u32',
      /expected i32, found a value of type u32/,
      /i32\(value\)/,
      ({ n, k }, at) => at(() => k.mul(n)),
    ],
    [
      'vectors of different widths',
      /vec2f.add: expected vec2f, found a value of type vec3f/,
      /./,
      ({ v }, at) => at(() => v.add(vec3f(1))),
    ],
    [
      'a value of another type stored',
      /expected f32, found a value of type u32/,
      /f32\(value\)/,
      ({ out, n }, at) =>
        at(() => {
          out.at(0).$ = n;
        }),
    ],
    ['a fraction beside an integer', /0\.5 is not an integer/, /f32\(/, ({ n }, at) => at(() => n.mul(0.5))],
    [
      'a negative literal beside a u32',
      /-1 does not fit into u32/,
      /from 0 to 4294967295/,
      ({ n }, at) => at(() => n.add(-1)),
    ],
    [
      'a literal too large for an i32',
      /2147483648 does not fit into i32/,
      /2147483647/,
      ({ k }, at) => at(() => k.add(2 ** 31)),
    ],
    ['NaN beside an integer', /NaN is not an integer/, /./, ({ n }, at) => at(() => n.add(NaN))],
    [
      'a literal beyond f32',
      /beyond the range of f32/,
      /Infinity/,
      ({ x }, at) => at(() => x.at(0).$.add(1e39)),
    ],
    ['a string', /found the string 'one'/, /./, ({ n }, at) => at(() => n.add('one'))],
    [
      'nothing',
      /found undefined/,
      /./,
      ({ out }, at) =>
        at(() => {
          out.at(0).$ = undefined;
        }),
    ],
    [
      'a struct literal without a field',
      /lacks high/,
      /low, high/,
      (_, at) => at(() => variable(Pair, { low: 1 } as never)),
    ],
    [
      'a struct literal with one too many',
      /has middle/,
      /low, high/,
      (_, at) => at(() => Pair({ low: 1, high: 2, middle: 3 } as never)),
    ],
    [
      'a swizzle beyond the vector',
      /out of xy, found the string 'xz'/,
      /v\.zyx/,
      ({ v }, at) => at(() => v.xz),
    ],
    [
      'computed letters beyond the vector',
      /out of xy, found the string 'xz'/,
      /v\.swz/,
      ({ v }, at) => at(() => v.swz('xz')),
    ],
    [
      'a scalar beside a vector of another type',
      /u32\.mul: expected u32, found a value of type vec2f/,
      /./,
      ({ n, v }, at) => at(() => n.mul(v)),
    ],
    [
      'select between two types',
      /expected f32, found a value of type u32/,
      /./,
      ({ n, x }, at) => at(() => (select as any)(n.lt(1), x.at(0).$, n)),
    ],
    [
      'select between two numbers',
      /which do not determine the type/,
      /f32\(1\)/,
      ({ n }, at) => at(() => (select as any)(n.lt(1), 1, 2)),
    ],
    ['isNan of an integer', /expected f32/, /./, ({ n }, at) => at(() => isNan(n))],
  ],
  functions: [
    [
      'recursion',
      /function 'recursive' calls itself/,
      /stack/,
      ({ n }, at) => {
        anything.line = at;
        recursive(n);
      },
    ],
    [
      'a view from outside of it',
      /from outside|used in function/,
      /plain TypeScript function|argument/,
      ({ x, n }, at) => fn('peek', [u32], f32, i => at(() => x.at(i).$))(n),
    ],
    [
      'a value from outside of it',
      /function 'grab' used a value from outside of it/,
      /argument/,
      ({ n, k }, at) => fn('grab', [u32], u32, i => at(() => i.add(u32(k))))(n),
    ],
    [
      'an argument too few',
      /pair takes 2 arguments, found 1/,
      /./,
      ({ n }, at) => at(() => (fn('pair', [u32, u32], u32, a => a) as any)(n)),
    ],
    [
      'an argument of another type',
      /argument 0: expected u32, found a value of type i32/,
      /u32\(value\)/,
      ({ k }, at) => at(() => fn('one', [u32], u32, a => a)(k)),
    ],
    [
      'a result of another type',
      /the result of wrong: expected f32, found a value of type u32/,
      /./,
      ({ n }, at) => at(() => fn('wrong', [u32], f32, (a: any) => a)(n)),
    ],
    [
      'no result',
      /function 'none' returns nothing/,
      /return/,
      ({ n }, at) => at(() => fn('none', [u32], u32, (() => {}) as never)(n)),
    ],
  ],
};

suite('mistakes-types', () => testMistakes(mistakes));
