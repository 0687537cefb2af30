import {
  array,
  Break,
  Continue,
  For,
  If,
  i32,
  kernel,
  Loop,
  Return,
  readWrite,
  u32,
  type V,
  variable,
  write,
} from '@heddle/core';
import { describe, expect, it } from 'vitest';
import { words, zeros } from './kernels.test-support.ts';
import { both, type TestLaunch } from './run.test-support.ts';

const asInts = (result: Uint32Array): readonly number[] => [...new Int32Array(result.buffer)];

describe('control flow', () => {
  it('leaves an invocation out of nested loops', () => {
    const leave = kernel({
      name: 'leave',
      params: { out: readWrite(u32) },
      body({ out }, { index }) {
        For(4, i => {
          Loop(() => {
            If(index.eq(i), () => Return());
            out.at(index).$ = out.at(index).$.add(1);
            Break();
          });
        });
        out.at(index).$ = out.at(index).$.add(100);
      },
    });
    expect([...both(leave, { extent: [6, 1, 1], views: [zeros(6)] })[0]!]).toEqual([0, 1, 2, 3, 104, 104]);
  });

  it('breaks and continues the loop at hand', () => {
    const nested = kernel({
      name: 'nested',
      params: { out: write(u32) },
      body({ out }, { index }) {
        const log = variable(u32, 0);
        const note = (digit: V<typeof u32>): void => {
          log.$ = log.$.mul(10).add(digit);
        };
        For({ from: 1, to: 6 }, i => {
          If(i.eq(2), () => Continue());
          If(i.eq(index.add(4)), () => Break());
          note(i);
          const j = variable(u32, 5);
          Loop(() => {
            j.$ = j.$.add(1);
            If(j.$.eq(7), () => Continue());
            If(j.$.gt(8), () => Break());
            note(j.$);
          });
        });
        out.at(index).$ = log.$;
      },
    });
    expect([...both(nested, { extent: [2, 1, 1], views: [zeros(2)] })[0]!]).toEqual([168368, 168368468]);
  });

  it('counts down, over the whole range, in steps and not at all', () => {
    const loops = kernel({
      name: 'loops',
      params: { step: i32, high: u32, out: write(i32) },
      body({ step, high, out }) {
        const count = (slot: number, from: number, to: number, by: V<typeof i32> | number): void => {
          const [trips, last] = [variable(i32, 0), variable(i32, 0)];
          For({ type: i32, from, to, step: by }, i => {
            trips.$ = trips.$.add(1);
            last.$ = i;
          });
          out.at(2 * slot).$ = trips.$;
          out.at(2 * slot + 1).$ = last.$;
        };
        count(0, 5, -6, -3);
        count(1, 0x7ffffff0, 0x7fffffff, 4);
        count(2, -0x80000000, 0x7fffffff, 0x40000000);
        count(3, 3, 3, 1);
        count(4, 0, 10, step);
        // The index after the last trip would be the first one again.
        const trips = variable(i32, 0);
        For({ from: 0, to: high, step: 0x80000000 }, () => {
          trips.$ = trips.$.add(1);
        });
        out.at(10).$ = trips.$;
      },
    });
    const launch = (step: number): TestLaunch => ({
      extent: [1, 1, 1],
      words: words(step, 0, 0, 0, 2 ** 32 - 1, 0, 0, 0).words,
      views: [zeros(11)],
    });
    expect(asInts(both(loops, launch(4))[0]!)).toEqual([4, -4, 4, 0x7ffffffc, 4, 0x40000000, 0, 0, 3, 8, 2]);
    expect(asInts(both(loops, launch(0))[0]!).slice(8)).toEqual([0, 0, 2]);
    expect(asInts(both(loops, launch(-1))[0]!).slice(8)).toEqual([0, 0, 2]);
  });

  it('zeroes a variable every time it begins', () => {
    const fresh = kernel({
      name: 'fresh',
      params: { out: write(u32) },
      body({ out }, { index }) {
        For(2, i => {
          const [short, long] = [variable(array(u32, 3)), variable(array(u32, 50))];
          const scalar = variable(u32);
          short.at(index).$ = short.at(index).$.add(1);
          long.at(index.add(46)).$ = long.at(index.add(46)).$.add(10);
          scalar.$ = scalar.$.add(short.at(index).$).add(long.at(index.add(46)).$);
          out.at(index.mul(2).add(i)).$ = scalar.$;
        });
      },
    });
    expect([...both(fresh, { extent: [4, 1, 1], views: [zeros(8)] })[0]!]).toEqual([
      11, 11, 11, 11, 11, 11, 10, 10,
    ]);
  });
});
