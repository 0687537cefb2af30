import { expect, test } from 'vitest';
import { check } from '../check/check.ts';
import { If } from './control.ts';
import { kernel, tracedOf } from './kernel.ts';
import { readWrite } from './params.ts';
import { u32 } from './schema.ts';
import { MAX_DEPTH } from './trace.ts';

const chain = (length: number) =>
  kernel({
    name: 'chain',
    params: { x: readWrite(u32) },
    body({ x }, { index }) {
      let last = If(x.at(index).$.eq(0), () => {});
      for (let i = 1; i < length; i++)
        last = last.ElseIf(
          () => x.at(index).$.eq(i),
          () => {},
        );
    },
  });
const nest = (depth: number) =>
  kernel({
    name: 'nest',
    params: { x: readWrite(u32) },
    body({ x }, { index }) {
      const inner = (left: number): void => {
        if (left > 0) If(x.at(index).$.eq(left), () => inner(left - 1));
      };
      inner(depth);
    },
  });

test.each([
  ['2 000 ElseIf', () => chain(2000)],
  ['2 000 If in each other', () => nest(2000)],
  ['one block too many', () => nest(MAX_DEPTH + 1)],
])('%s are refused with the line and a remedy, before the stack of an engine ends', (_, make) => {
  expect(() => check(tracedOf(make()))).toThrow(
    expect.objectContaining({
      code: 'HEDDLE_KERNEL',
      message: expect.stringMatching(
        /more than 100 blocks are inside of each other[\s\S]*depth\.test\.ts:\d+/,
      ),
    }),
  );
});

test('as many blocks as are allowed', () => {
  for (const k of [chain(MAX_DEPTH), nest(MAX_DEPTH)]) expect(check(tracedOf(k)).hash).toHaveLength(32);
});
