import {
  array,
  f32,
  fn,
  If,
  i32,
  kernel,
  Loop,
  Return,
  readWrite,
  struct,
  u32,
  variable,
} from '@heddle/core';
import { counted, floats, words } from '../../../core/src/interpreter/launch.test-support.ts';
import type { Example } from '../example.ts';

const gcd = fn('gcd', [u32, u32], u32, (a, b) => {
  const x = variable(u32, a);
  const y = variable(u32, b);
  Loop(() => {
    If(y.$.eq(0), () => Return(x.$));
    const rest = x.$.rem(y.$);
    x.$ = y.$;
    y.$ = rest;
  });
  return x.$;
});

const grade = fn('grade', [i32, i32], i32, (score, scale) => {
  const part = score.div(scale);
  If(part.gt(90), () => Return(1))
    .ElseIf(
      () => part.gt(60),
      () => Return(part.rem(scale)),
    )
    .Else(() => Return(i32(f32(score).sqrt())));
  return score;
});

const Pair = struct('Pair', { sum: f32, difference: f32 });
const both = fn('while', [f32, f32], Pair, (a, b) => {
  If(a.lt(b), () => Return(Pair({ sum: a.add(b), difference: b.sub(a) })));
  return Pair({ sum: a.add(b), difference: a.sub(b) });
});
/** With a memory of its own. */
const pick = fn('pick', [array(f32, 3), u32], f32, (list, i) => {
  const copy = variable(array(f32, 5));
  copy.at(i).$ = list.at(i);
  return copy.at(i.add(1)).$.add(copy.at(i).$);
});

const calls = kernel({
  name: 'functions',
  params: { x: readWrite(u32), scores: readWrite(i32), größe: readWrite(f32), list: array(f32, 3) },
  body({ x, scores, größe, list }, { index }) {
    x.at(index).$ = gcd(x.at(index).$, index.add(12));
    scores.at(index).$ = grade(scores.at(index).$, i32(index));
    const pair = both(größe.at(index).$, pick(list, index.rem(4)));
    größe.at(index).$ = pair.sum.mul(pair.difference);
  },
});

export const functions: readonly Example[] = [
  {
    shows: 'functions: an endless loop, an else-if chain, two results, a memory of its own',
    goldens: ['proven'],
    kernel: calls,
    launches: [
      {
        extent: [6, 1, 1],
        words: floats(1, 2, 3, 0).words,
        views: [
          words(...counted(6, i => 6 * i)),
          words(7, 800, 150, 400, 99, 4_000_000_000),
          floats(...counted(6, i => i / 2)),
        ],
        yields: [words(12, 1, 2, 3, 8, 1), undefined, floats(1, 3.75, 8, 2.25, 3, 2.25)],
      },
    ],
  },
];
