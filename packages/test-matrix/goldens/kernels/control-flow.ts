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
import { counted, words, zeros } from '../../../core/src/interpreter/launch.test-support.ts';
import type { Example } from '../example.ts';

const loops = kernel({
  name: 'loops',
  params: { to: u32, by: u32, down: i32, out: readWrite(u32) },
  body({ to, by, down, out }, { index }) {
    const sum = variable(u32, 0);
    For(to, i => {
      sum.$ = sum.$.add(i);
    });
    For({ from: index, to: out.length, step: 64 }, i => {
      sum.$ = sum.$.xor(out.at(i).$);
    });
    For({ from: index, to, step: 3 }, i => {
      sum.$ = sum.$.add(i);
    });
    For({ from: 1, to, step: by }, i => {
      If(i.gt(100), () => Break());
      sum.$ = sum.$.mul(i);
    });
    For({ type: i32, from: 10, to: down, step: -1 }, i => {
      For({ type: i32, from: i, to: -4, step: -2 }, j => {
        If(j.eq(3), () => Continue());
        sum.$ = sum.$.add(u32(j));
      });
    });
    out.at(index).$ = sum.$;
  },
});

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

const trips = kernel({
  name: 'trips',
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

export const controlFlow: readonly Example[] = [
  {
    shows: 'counted loops: up, down, in steps, by a step of the launch',
    goldens: ['proven'],
    kernel: loops,
    launches: [
      {
        extent: [4, 1, 1],
        words: words(9, 0, 0, 0, 2, 0, 0, 0, 2 ** 32 - 3, 0, 0, 0).words,
        views: [words(...counted(130, i => i * 5))],
      },
    ],
  },
  {
    shows: 'an invocation that ends within nested loops',
    goldens: [],
    kernel: leave,
    launches: [{ extent: [6, 1, 1], views: [zeros(6)], yields: [words(0, 1, 2, 3, 104, 104)] }],
  },
  {
    shows: 'break and continue, of the loop at hand',
    goldens: [],
    kernel: nested,
    launches: [{ extent: [2, 1, 1], views: [zeros(2)], yields: [words(168368, 168368468)] }],
  },
  {
    shows: 'counted loops: down, over the whole range, in steps and not at all',
    goldens: [],
    kernel: trips,
    launches: [
      [4, 3, 8],
      [0, 0, 0],
      [-1, 0, 0],
    ].map(([step, count, last]) => ({
      extent: [1, 1, 1],
      words: words(step!, 0, 0, 0, 2 ** 32 - 1, 0, 0, 0).words,
      views: [zeros(11)],
      yields: [words(4, -4, 4, 0x7ffffffc, 4, 0x40000000, 0, 0, count!, last!, 2)],
    })),
  },
  {
    shows: 'variables that are zero every time they begin',
    goldens: [],
    kernel: fresh,
    launches: [{ extent: [4, 1, 1], views: [zeros(8)], yields: [words(11, 11, 11, 11, 11, 11, 10, 10)] }],
  },
];
