import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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

test('symbols whose kernels are not kept any more are collected', async () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const memo = counted();
  let alive = 0;
  const registry = new FinalizationRegistry(() => alive--);
  const many = 4 * MOST_KEPT_KEYS;
  for (let i = 0; i < many; i++) {
    const symbol = Symbol(i);
    // The types of the library lack symbols, which engines accept since ES2023.
    registry.register(symbol as never, undefined);
    alive++;
    memo.scale(f32, symbol);
  }
  for (let round = 0; round < 20 && alive > 2.1 * MOST_KEPT_KEYS; round++) {
    gc();
    await new Promise(resolve => setTimeout(resolve));
  }
  expect(alive).toBeLessThan(2.1 * MOST_KEPT_KEYS);
});

test('a symbol keeps its kernels while they are kept, however many other symbols there are', () => {
  const memo = counted();
  const symbols = [Symbol('a'), Symbol('b'), Symbol('c')];
  const first = memo.scale(...symbols);
  for (let i = 0; i < MOST_KEPT_KEYS - 1; i++) memo.scale(Symbol(i), Symbol(i), Symbol(i));
  expect(memo.scale(...symbols)).toBe(first);
  for (let i = 0; i < MOST_KEPT_KEYS; i++) memo.scale(Symbol(i), Symbol(i), Symbol(i));
  expect(memo.scale(...symbols)).not.toBe(first);
});
