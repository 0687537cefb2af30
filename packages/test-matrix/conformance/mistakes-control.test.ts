// Mistakes with control flow: see mistakes.test.ts.
import { Break, Continue, For, f32, If, Loop, Return, While } from '@heddle/core';
import { suite } from '../harness/conformance.ts';
import { type Row, testMistakes } from '../programs/mistakes.ts';

const mistakes: Record<string, readonly Row[]> = {
  'control flow': [
    [
      'Break outside of a loop',
      /Break outside of a loop/,
      /For, While or Loop/,
      (_, at) => at(() => Break()),
    ],
    [
      'Continue in an If outside of a loop',
      /Continue outside of a loop/,
      /./,
      ({ n }, at) => If(n.gt(1), () => at(() => Continue())),
    ],
    [
      'a Loop without an exit',
      /loop has no exit/,
      /Break/,
      ({ io }, at) =>
        at(() =>
          Loop(() => {
            io.at(0).$ = 1;
          }),
        ),
    ],
    [
      'a Loop whose Break belongs to an inner one',
      /loop has no exit/,
      /Break/,
      ({ n }, at) => at(() => Loop(() => For(n, () => Break()))),
    ],
    ['a step of 0', /step of 0/, /Loop/, (_, at) => at(() => For({ from: 0, to: 5, step: 0 }, () => {}))],
    [
      'an i32 trip count',
      /For: to: expected a u32, found a value of type i32/,
      /type: i32.*u32\(count\)/,
      ({ k }, at) => at(() => For(k, () => {})),
    ],
    [
      'a step of -1 without a type',
      /For: step: expected a u32, found the number -1/,
      /Count in i32/,
      (_, at) => at(() => For({ from: 4, to: 0, step: -1 }, () => {})),
    ],
    [
      'a bound below 0 without a type',
      /For: from: expected a u32, found the number -2/,
      /Count in i32/,
      (_, at) => at(() => For({ from: -2, to: 2 }, () => {})),
    ],
    [
      'a For that counts in f32',
      /counts in u32 or i32/,
      /f32\(i\)/,
      (_, at) => at(() => (For as any)({ type: f32, from: 0, to: 1 }, () => {})),
    ],
    [
      'an Else behind something else',
      /Else does not follow its If/,
      /Chain/,
      ({ n, io }, at) => {
        const chain = If(n.gt(1), () => {});
        io.at(0).$ = 1;
        at(() => chain.Else(() => {}));
      },
    ],
    [
      'a condition that is no thunk',
      /While: expected a function, found a value of type bool/,
      /While\(\(\) => condition/,
      ({ n }, at) => at(() => While(n.gt(1), () => {})),
    ],
    [
      'an ElseIf whose condition is no thunk',
      /ElseIf: expected a function, found a value of type bool/,
      /ElseIf\(\(\) => condition/,
      ({ n }, at) => {
        const chain: any = If(n.gt(1), () => {});
        at(() => chain.ElseIf(n.gt(0), () => {}));
      },
    ],
    [
      'Return with a value in a kernel',
      /Return takes no value/,
      /fn\(\)/,
      ({ n }, at) => at(() => (Return as any)(n)),
    ],
    [
      'a body that returns its result',
      /returned a value, and writes nothing/,
      /write\(type\)/,
      ({ n }) => n.add(1),
    ],
    ['a body that is async', /returned a promise/, /cannot be async/, async () => {}],
    [
      'a body of a loop that is async',
      /returned a promise/,
      /cannot be async/,
      ({ n }, at) => at(() => For(n, (async () => {}) as never)),
    ],
  ],
};

suite('mistakes-control', () => testMistakes(mistakes));
