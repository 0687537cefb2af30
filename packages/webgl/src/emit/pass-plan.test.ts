import { array, f32, kernel, struct, u32, vec4f, write } from '@heddle/core';
import { check } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { planPasses } from './pass-plan.ts';

const Big = struct('Big', { rows: array(vec4f, 5), n: u32 });
const three = struct('Three', { rows: array(vec4f, 3) });
const program = check({
  program: kernel({
    name: 'several',
    params: { a: write(f32), big: write(Big), b: write(three), c: write(f32), unwritten: write(f32) },
    body({ a, big, b, c }, { index }) {
      a.at(index).$ = 1;
      big.at(index).n.$ = 2;
      b.at(index).rows.at(0).$ = vec4f(1, 2, 3, 4);
      c.at(index).$ = 3;
    },
  }).ir,
  location: () => undefined,
});

test('views at one place share a pass as far as there are attachments', () => {
  expect(planPasses(program, 4, () => true)).toEqual([
    [
      { param: 0, layers: [0] },
      { param: 2, layers: [0, 1, 2] },
    ],
    [{ param: 1, layers: [0, 1, 2, 3] }],
    [
      { param: 1, layers: [4, 5] },
      { param: 3, layers: [0] },
    ],
  ]);
  expect(planPasses(program, 16, () => true)).toHaveLength(1);
});

test('views at different places never do', () => {
  const isTogether = (a: number, b: number): boolean => (a === 0) === (b === 0);
  const passes = planPasses(program, 16, isTogether);
  expect(passes.map(outputs => outputs.map(({ param }) => param))).toEqual([[0], [1, 2, 3]]);
});
