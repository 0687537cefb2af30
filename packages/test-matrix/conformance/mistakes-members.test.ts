// Members that values, places and views of a kernel do not have, and JavaScript that goes over them: see
// mistakes.test.ts.
import { array, bool, f32, fn, If, struct, u32, variable, vec3f } from '@heddle/core';
import { suite } from '../harness/conformance.ts';
import { Pair, type Row, testMistakes } from '../programs/mistakes.ts';

const Ball = struct('Ball', { center: vec3f, speed: f32, alive: bool });
const ball = (): any => variable(Ball);

const mistakes: Record<string, readonly Row[]> = {
  'of values': [
    [
      "another language's name of an operation",
      /u32 has no .plus/,
      /add, sub/,
      ({ n }, at) => at(() => n.plus(1)),
    ],
    [
      'an operation of floats on a u32',
      /u32 has no .sqrt/,
      /f32\(value\)/,
      ({ n }, at) => at(() => n.sqrt()),
    ],
    [
      'an operation of integers on a float',
      /f32 has no .shl/,
      /u32\(value\)/,
      ({ x }, at) => at(() => x.at(0).$.shl(1)),
    ],
    ['a method of Number', /u32 has no .toFixed/, /add, sub/, ({ n }, at) => at(() => n.toFixed(2))],
    ['toString', /u32 has no .toString/, /./, ({ n }, at) => at(() => n.toString())],
    ['a component of a scalar', /u32 has no .x/, /./, (_, at, index) => at(() => index.x)],
    ['a component beyond the vector', /vec2f has no .z/, /x, y/, ({ v }, at) => at(() => v.z)],
    ['an index in brackets', /vec2f has no .0/, /x, y/, ({ v }, at) => at(() => v[0])],
    [
      'a misspelt field',
      /Pair has no .hihg/,
      /low, high/,
      (_, at) => at(() => (variable(Pair).$ as any).hihg),
    ],
    [
      'a comparison of structs',
      /Pair has no .eq/,
      /low, high/,
      (_, at) => at(() => (variable(Pair).$ as any).eq(1)),
    ],
    [
      'an array method of an array',
      /array\(f32, 3\) has no .map/,
      /length, at/,
      (_, at) => at(() => (variable(array(f32, 3)).$ as any).map(() => 1)),
    ],
    [
      'an assignment to what is not there',
      /an assignment to 'value'/,
      /never changes/,
      ({ n }, at) =>
        at(() => {
          n.value = 1;
        }),
    ],
  ],
  'of places': [
    [
      'another name of .$',
      /x.at\(...\) is a place, and has no .value/,
      /\.\$/,
      ({ x }, at) => at(() => x.at(0).value),
    ],
    [
      'an assignment to another name of .$',
      /an assignment to 'value'/,
      /\.\$/,
      ({ out }, at) =>
        at(() => {
          out.at(0).value = 1;
        }),
    ],
    ['a method set', /is a place, and has no .set/, /\.\$/, ({ out }, at) => at(() => out.at(0).set(1))],
    [
      'a misspelt field, read',
      /is a place, and has no .sped/,
      /center, speed, alive/,
      (_, at) => at(() => ball().sped.$),
    ],
    [
      'a misspelt field, written',
      /an assignment to 'sped'/,
      /center, speed, alive/,
      (_, at) =>
        at(() => {
          ball().sped = 1;
        }),
    ],
    [
      'an element in brackets',
      /is a place, and has no .0/,
      /at\(i\)/,
      (_, at) => at(() => (variable(array(f32, 3)) as any)[0].$),
    ],
    [
      'an array method',
      /is a place, and has no .push/,
      /at\(i\)/,
      (_, at) => at(() => (variable(array(f32, 3)) as any).push(1)),
    ],
    [
      'an operation of the value',
      /is a place, and has no .add/,
      /\.\$\.add/,
      ({ x }, at) => at(() => x.at(0).add(1)),
    ],
  ],
  'of views': [
    ['an index in brackets', /view 'x' has no .0/, /view\.at\(i\)\.\$/, ({ x }, at) => at(() => x[0])],
    [
      'an assignment to an index in brackets',
      /an assignment to '0'/,
      /view\.at\(i\)\.\$/,
      ({ out }, at) =>
        at(() => {
          out[0] = 1;
        }),
    ],
    ...['map', 'forEach', 'reduce', 'get', 'set', 'size', 'fill', 'subView', 'copyToCPUAsync'].map(
      (name): Row => [
        `${name}`,
        new RegExp(`view 'x' has no .${name}`),
        /For\(view\.length/,
        ({ x }, at) => at(() => x[name]),
      ],
    ),
  ],
  'of other objects': [
    [
      'else, in lower case',
      /an If has no else/,
      /ElseIf, Else/,
      ({ n }, at) => at(() => (If(n.gt(0), () => {}) as any).else(() => {})),
    ],
    [
      'then',
      /an If has no Then/,
      /ElseIf, Else/,
      ({ n }, at) => at(() => (If(n.gt(0), () => {}) as any).Then(() => {})),
    ],
  ],
  'as lists': [
    [
      'for...of over a view',
      /a view is no list/,
      /For\(view\.length/,
      ({ x }, at) =>
        at(() => {
          for (const _ of x);
        }),
    ],
    [
      'for...in over a view',
      /a view is no list/,
      /For\(view\.length/,
      ({ x }, at) =>
        at(() => {
          for (const _ in x);
        }),
    ],
    ['a spread view', /a view is no list/, /For\(view\.length/, ({ x }, at) => at(() => [...x])],
    [
      'for...of over a value',
      /a value is no list/,
      /x, y/,
      ({ v }, at) =>
        at(() => {
          for (const _ of v);
        }),
    ],
    [
      'a vector destructured as an array',
      /a value is no list/,
      /x, y/,
      ({ v }, at) =>
        at(() => {
          const [a] = v;
          return a;
        }),
    ],
    [
      'for...of over an array',
      /is no list/,
      /at\(i\)/,
      (_, at) =>
        at(() => {
          for (const _ of variable(array(f32, 3)) as any);
        }),
    ],
    [
      'for...of over an array value',
      /a value is no list/,
      /length, at/,
      (_, at) =>
        at(() => {
          for (const _ of variable(array(f32, 3)).$ as any);
        }),
    ],
    ['a new Set of a view', /a view is no list/, /For\(view\.length/, ({ x }, at) => at(() => new Set(x))],
  ],
  'a TypeError of JavaScript': [
    [
      'a misspelt parameter',
      /the body threw TypeError: /,
      /n, k, x, out, io, v/,
      ({ y }, at) => at(() => y.at(0)),
    ],
    [
      'an operation called on the element type',
      /the body threw TypeError: .*sqrt/,
      /a\.sqrt\(\)/,
      ({ x }, at) => at(() => (f32 as any).sqrt(x.at(0).$)),
    ],
    [
      'in a function',
      /the body threw TypeError: /,
      /./,
      ({ n }) => fn('wrong', [u32], u32, () => (undefined as any).x)(n),
    ],
    ['a misspelt variable', /the body threw ReferenceError: /, /./, () => new Function('return inddex')()],
  ],
};

suite('mistakes-members', () => testMistakes(mistakes));
