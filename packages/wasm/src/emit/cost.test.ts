import { atomics, Break, For, fn, groupKernel, If, kernel, Loop, u32, variable, write } from '@heddle/core';
import { check, type Program } from '@heddle/core/backend';
import { expect, it } from 'vitest';
import { emitWasm } from './emit.ts';

const costOf = ({ ir }: { readonly ir: Program }): number | undefined =>
  emitWasm(check({ program: ir, location: () => undefined }), 'proven', true).cost;

const loops = (trips: number) =>
  kernel({
    name: 'loops',
    params: { out: write(u32), n: u32 },
    body({ out, n }, { index }) {
      const sum = variable(u32, index);
      For(trips, i => {
        For(10, () => {
          sum.$ = sum.$.mul(n).add(i);
        });
      });
      out.at(index).$ = sum.$;
    },
  });

it('multiplies by the trips of loops', () => {
  const [ten, twenty, forty] = [10, 20, 40].map(trips => costOf(loops(trips))!);
  expect(ten).toBeGreaterThan(100);
  expect(forty! - twenty!).toBe(2 * (twenty! - ten!));
});

it('does not know how long a loop goes on that the launch bounds, or nothing', () => {
  const bounded = kernel({
    name: 'bounded',
    params: { out: write(u32), n: u32 },
    body({ out, n }, { index }) {
      For(n, i => {
        out.at(index).$ = i;
      });
    },
  });
  const inFunction = fn('endless', [u32], u32, x => {
    const y = variable(u32, x);
    Loop(() => {
      If(y.$.gt(100), () => Break());
      y.$ = y.$.mul(2);
    });
    return y.$;
  });
  const calls = kernel({
    name: 'calls',
    params: { out: write(u32) },
    body({ out }, { index }) {
      out.at(index).$ = inFunction(index);
    },
  });
  expect(costOf(bounded)).toBeUndefined();
  expect(costOf(calls)).toBeUndefined();
});

it('counts a group whole', () => {
  const count = (groupSize: number) =>
    costOf(
      groupKernel({
        name: 'count',
        groupSize,
        params: { out: atomics(u32) },
        body({ out }) {
          out.at(0).add(1);
        },
      }),
    )!;
  expect(count(64)).toBe(64 * count(1));
  expect(count(1)).toBeGreaterThan(0);
});
