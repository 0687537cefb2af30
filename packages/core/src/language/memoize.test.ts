import { expect, test } from 'vitest';
import { kernel } from './kernel.ts';
import { MOST_KEPT_KEYS, memoizeKernel } from './memoize.ts';
import { op } from './operator.ts';
import { readWrite } from './params.ts';
import { f32, u32 } from './schema.ts';

function counted(): { made: number; scale: (...args: unknown[]) => unknown } {
  const result = {
    made: 0,
    scale: memoizeKernel((...args: unknown[]) => {
      result.made++;
      return kernel({ name: `scale ${args.length}`, params: { y: readWrite(f32) }, body() {} });
    }),
  };
  return result;
}

test('the primitives of a memo are bounded: the combination used longest ago goes first', () => {
  const memo = counted();
  const first = memo.scale(f32, -1);
  for (let i = 0; i < 2 * MOST_KEPT_KEYS; i++) {
    memo.scale(f32, i);
    if (i % 100 === 0) expect(memo.scale(f32, -1)).toBe(first);
  }
  const last = 2 * MOST_KEPT_KEYS - 1;
  const before = memo.made;
  memo.scale(f32, last);
  expect(memo.made).toBe(before);
  memo.scale(f32, 0);
  expect(memo.made).toBe(before + 1);
});

test('arguments are told apart by type, place and number', () => {
  const memo = counted();
  const symbol = Symbol('a');
  const calls: unknown[][] = [
    [],
    [undefined],
    [null],
    [0],
    [-0],
    [0n],
    ['0'],
    [NaN],
    ['NaN'],
    [true],
    ['true'],
    ['a,b'],
    ['a', 'b'],
    [f32],
    [u32],
    [f32, u32],
    [u32, f32],
    [f32, 1],
    [1, f32],
    [op.add(f32), 1],
    [symbol],
    [Symbol('a')],
    [Symbol.for('a')],
  ];
  const kernels = calls.map(args => memo.scale(...args));
  expect(new Set(kernels).size).toBe(calls.length);
  expect(calls.map(args => memo.scale(...args))).toEqual(kernels);
  expect(memo.made).toBe(calls.length);
});
