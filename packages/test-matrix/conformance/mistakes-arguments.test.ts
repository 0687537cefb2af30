// Arguments of the language's functions that are too many, of the wrong kind, or misspelt options, with the remedy
// that fits: see mistakes.test.ts.
import { array, For, f32, fn, If, select, u32, variable } from '@heddle/core';
import { suite } from '../harness/conformance.ts';
import { type Row, testMistakes } from '../programs/mistakes.ts';

const mistakes: Record<string, readonly Row[]> = {
  'control flow': [
    [
      'If with the other case as its third argument',
      /If takes 2 arguments, found 3/,
      /\.Else\(/,
      ({ n }, at) =>
        at(() =>
          (If as any)(
            n.gt(0),
            () => {},
            () => {},
          ),
        ),
    ],
    [
      'ElseIf with a third argument',
      /ElseIf takes 2 arguments, found 3/,
      /\.Else\(/,
      ({ n }, at) => {
        const chain: any = If(n.gt(0), () => {});
        at(() =>
          chain.ElseIf(
            () => n.gt(1),
            () => {},
            () => {},
          ),
        );
      },
    ],
    [
      'an option of For that there is not',
      /For: there is no option 'until'/,
      /from, to, step, type/,
      ({ n }, at) => at(() => For({ from: 0, until: n } as never, () => {})),
    ],
    [
      'two misspelt options of For',
      /For: there is no option 'start'/,
      /from, to, step, type/,
      ({ n }, at) => at(() => For({ start: 1, to: n, by: 2 } as never, () => {})),
    ],
    [
      'For over a view',
      /For: expected a count or a range, found a view/,
      /x\.length/,
      ({ x }, at) => at(() => For(x, () => {})),
    ],
    [
      'For over an array',
      /For: expected a count or a range, found an array/,
      /x\.length/,
      (_, at) => at(() => For([1, 2] as never, () => {})),
    ],
    [
      'a fraction as a count',
      /For: to: 2\.5 is not an integer, and u32 is expected/,
      /Round/,
      (_, at) => at(() => For(2.5, () => {})),
    ],
    [
      'a number as the result of a body',
      /the body returned the number 1, and writes nothing/,
      /write\(type\)/,
      () => 1,
    ],
    ['a place as the result of a body', /the body returned a place/, /write\(type\)/, ({ x }) => x.at(0)],
  ],
  operands: [
    [
      'an array beside a vector',
      /vec2f\.add: expected vec2f or f32, found an array/,
      /vec2f\(/,
      ({ v }, at) => at(() => v.add([1, 2])),
    ],
    [
      'an object beside a vector',
      /vec2f\.mul: expected vec2f or f32, found an object \{ x, y \}/,
      /vec2f\(/,
      ({ v }, at) => at(() => v.mul({ x: 1, y: 2 })),
    ],
    [
      'a typed array beside a vector',
      /expected vec2f or f32, found a Float32Array/,
      /vec2f\(/,
      ({ v }, at) => at(() => v.sub(new Float32Array(2))),
    ],
    ['a bigint', /expected u32, found the bigint 1/, /./, ({ n }, at) => at(() => n.add(1n))],
    [
      'a Date',
      /expected f32, found a Date/,
      /./,
      ({ out }, at) =>
        at(() => {
          out.at(0).$ = new Date();
        }),
    ],
    [
      'a promise',
      /expected f32, found a Promise/,
      /./,
      ({ out }, at) =>
        at(() => {
          out.at(0).$ = Promise.resolve(1);
        }),
    ],
    [
      'an element type',
      /expected f32, found an element type/,
      /f32\(value\)/,
      ({ out }, at) =>
        at(() => {
          out.at(0).$ = f32;
        }),
    ],
    [
      'an operand too few',
      /u32\.add takes 1 argument, found 0/,
      /a\.add\(b\)/,
      ({ n }, at) => at(() => n.add()),
    ],
    [
      'operands too many',
      /u32\.clamp takes 2 arguments, found 3/,
      /a\.clamp\(b, c\)/,
      ({ n }, at) => at(() => n.clamp(1, 2, 3)),
    ],
    [
      'an operand of what takes none',
      /f32\.sqrt takes 0 arguments, found 1/,
      /a\.sqrt\(\)/,
      ({ x }, at) => at(() => x.at(0).$.sqrt(2)),
    ],
    [
      'an argument of a function too many',
      /one takes 1 argument, found 2/,
      /one\(u32\)/,
      ({ n }, at) => at(() => (fn('one', [u32], u32, a => a) as any)(n, n)),
    ],
    [
      'functions beside a condition',
      /select: found a function and a function/,
      /If\(/,
      ({ n }, at) =>
        at(() =>
          (select as any)(
            n.gt(0),
            () => n,
            () => n,
          ),
        ),
    ],
    [
      'a fraction made an integer',
      /u32: 1\.5 is not an integer, and u32 is expected/,
      /Round/,
      (_, at) => at(() => u32(1.5 as never)),
    ],
    [
      'elements too few',
      /array\(f32, 2\) has 2 elements, found 1/,
      /2/,
      (_, at) => at(() => variable(array(f32, 2), [1] as never)) as never,
    ],
  ],
  'indices and types': [
    [
      'a vector as an index',
      /an index is an i32 or a u32, found a value of type vec2f/,
      /at\(x, y\)/,
      ({ x, v }, at) => at(() => x.at(v)),
    ],
    [
      'an object as an index',
      /an index is an i32 or a u32, found an object \{ x, y \}/,
      /at\(x, y\)/,
      ({ x, n }, at) => at(() => x.at({ x: n, y: n })),
    ],
    [
      'an array as an index',
      /an index is an i32 or a u32, found an array/,
      /at\(x, y\)/,
      ({ x }, at) => at(() => x.at([0, 1])),
    ],
    ['no index', /x\.at takes 1 to 3 indices, found 0/, /\.at\(i\)/, ({ x }, at) => at(() => x.at())],
    [
      'a variable without a type',
      /variable: expected an element type such as f32, found the number 3/,
      /f32, /,
      (_, at) => at(() => (variable as any)(3)),
    ],
    [
      'a variable of a value',
      /variable: expected an element type such as f32, found a value/,
      /f32, /,
      ({ n }, at) => at(() => (variable as any)(n)),
    ],
    [
      "a JavaScript loop up to a view's length",
      /converted to a JavaScript number/,
      /For\(n, i =>/,
      ({ x, out }, at) => {
        for (let i = 0; at(() => i < x.length); i++) out.at(i).$ = 1;
      },
    ],
  ],
};

suite('mistakes-arguments', () => testMistakes(mistakes));
