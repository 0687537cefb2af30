import { expect, it } from 'vitest';
import { accuracy } from '../../ir/ops/accuracy-table.ts';
import { lowerMath } from './lower-math.ts';
import { evaluated } from './precise.test-support.ts';
import { around, edges, joined, pairs } from './samples.test-support.ts';

const { domain, precise } = accuracy.fma!;
const rough = (program: Parameters<typeof lowerMath>[0]) => lowerMath(program, { roughDivision: true });

it.each([0, 2 ** -126, -(2 ** -120), 2 ** -101, -(2 ** -99), 1, -3e38])('a * b + %s', c => {
  const [a, b] = pairs(joined(edges, around([2 ** -126, 2 ** -100, 2 ** -50, 2 ** 50, 3e38], 1)), edges);
  const found = evaluated((x, y) => x.fma(y, c), a, b, rough);
  const third = Math.fround(c);
  const wrong = [...found].flatMap((value, i) => {
    const [x, y] = [a[i]!, b[i]!];
    if (!domain.contains(x, y, third)) return [];
    const exact = x * y + third;
    return Math.abs(value - exact) <= precise(exact, x, y, third) ? [] : [`${x} * ${y} gave ${value}`];
  });
  expect(wrong.slice(0, 10)).toEqual([]);
});
