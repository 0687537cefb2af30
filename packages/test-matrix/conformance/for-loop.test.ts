// `For`: the trip count is computed once, in u32, before the loop; the index never wraps. Each loop against
// its list of indices, worked out here in whole numbers without an end.
import { array, Break, Continue, For, If, i32, kernel, readWrite, u32, variable } from '@heddle/core';
import { computed } from '../harness/computed.ts';
import { describe, expect, suite, test } from '../harness/conformance.ts';

const MIN = -(2 ** 31);
const MAX = 2 ** 31 - 1;
const TOP = 2 ** 32 - 1;

type Range = readonly [from: number, to: number, step: number];
const unsigned: readonly Range[] = [
  [0, 5, 1],
  [0, 5, 2],
  [0, 6, 2],
  [3, 3, 1],
  [5, 3, 1],
  [0, 0, TOP],
  [0, 1, TOP],
  [0, TOP, TOP],
  [0, TOP, 2 ** 31],
  [TOP - 3, TOP, 1],
  [TOP - 5, TOP, 4],
  [TOP - 1, TOP, 2],
  [TOP - 6, TOP, 5],
  [TOP, TOP, 1],
  [TOP, 0, 1],
  [2 ** 31 - 2, 2 ** 31 + 2, 1],
  [1, 2 ** 31 + 1, 2 ** 30],
];
const signed: readonly Range[] = [
  [0, 5, 1],
  [-3, 3, 2],
  [3, -3, -2],
  [3, -4, -1],
  [3, 3, -1],
  [-3, 3, -1],
  [3, -3, 1],
  [MAX - 2, MAX, 1],
  [MAX - 4, MAX, 3],
  [MIN + 2, MIN, -1],
  [MIN + 4, MIN, -3],
  [MIN, MAX, 2 ** 30],
  [MAX, MIN, -(2 ** 30)],
  [MIN, MAX, MAX],
  [MAX, MIN, MIN],
  [MIN, MIN + 3, 1],
  [MAX, MAX - 3, -1],
  [MIN, MAX, 1_431_655_765],
];

const MOST = 8;
/** The number of indices, followed by the indices, computed by a loop of JavaScript. */
function indices([from, to, step]: Range): number[] {
  const found: number[] = [];
  for (let k = from; step > 0 ? k < to : k > to; k += step) found.push(k);
  return [found.length, ...found, ...Array<number>(MOST - found.length).fill(0)];
}

suite('for-loop', () => {
  for (const [type, ranges] of [
    [u32, unsigned],
    [i32, signed],
  ] as const) {
    describe(type.scalar, () => {
      const record = array(type as typeof i32, 1 + MOST);
      const listed = (range: { from: any; to: any; step: any }): any => {
        const list = variable(record);
        const count = variable(type as typeof i32);
        For({ type: type as typeof i32, ...range }, k => {
          count.$ = count.$.add(1);
          list.at(count.$).$ = k;
        });
        list.at(0).$ = count.$;
        return list.$;
      };

      test('bounds from memory, each invocation its own', async ({ accelerator }) => {
        const [from, to, step] = [0, 1, 2].map(k =>
          accelerator.allocate(
            type as typeof i32,
            ranges.map(range => range[k]!),
          ),
        );
        const found = await computed(
          accelerator,
          record,
          ranges.length,
          (i, { from, to, step }) => listed({ from: from.at(i).$, to: to.at(i).$, step: step.at(i).$ }),
          { from: from!, to: to!, step: step! },
        );
        expect(found).toEqual(ranges.map(indices));
      });

      test('bounds literal', async ({ accelerator }) => {
        const found = await computed(accelerator, array(record, ranges.length), 1, () =>
          ranges.map(([from, to, step]) => listed({ from, to, step })),
        );
        expect(found[0]).toEqual(ranges.map(indices));
      });

      test('bounds from memory, the step a literal', async ({ accelerator }) => {
        const [from, to] = [0, 1].map(k =>
          accelerator.allocate(
            type as typeof i32,
            ranges.map(range => range[k]!),
          ),
        );
        const found = await computed(
          accelerator,
          array(record, ranges.length),
          1,
          (_, { from, to }) =>
            ranges.map(([, , step], k) => listed({ from: from.at(k).$, to: to.at(k).$, step })),
          { from: from!, to: to! },
        );
        expect(found[0]).toEqual(ranges.map(indices));
      });

      test('a step that turns out to be 0 makes no trip', async ({ accelerator }) => {
        const zero = accelerator.allocate(type as typeof i32, 1);
        const found = await computed(
          accelerator,
          record,
          1,
          (_, { zero }) => listed({ from: 0, to: 5, step: zero.at(0).$ }),
          { zero },
        );
        expect(found[0]).toEqual(Array(1 + MOST).fill(0));
      });
    });
  }

  test('what the body does to its bounds has no effect', async ({ accelerator }) => {
    const found = await computed(accelerator, array(u32, 4), 3, i => {
      const [from, to, step] = [variable(u32, i), variable(u32, 10), variable(u32, 2)];
      const trips = variable(u32);
      For({ from: from.$, to: to.$, step: step.$ }, () => {
        trips.$ = trips.$.add(1);
        from.$ = 100;
        to.$ = to.$.sub(3);
        step.$ = 50;
      });
      return [trips.$, from.$, to.$, step.$];
    });
    expect(found).toEqual(
      [0, 1, 2].map(i => {
        const trips = Math.ceil((10 - i) / 2);
        return [trips, 100, (10 - 3 * trips) >>> 0, 50];
      }),
    );
  });

  test('a bound in memory is read once, before the loop', async ({ accelerator }) => {
    const bound = accelerator.allocate(u32, [4, 0, 7]);
    const grows = kernel({
      name: 'grows',
      params: { bound: readWrite(u32) },
      body({ bound }, { index }) {
        For(bound.at(index).$, () => {
          bound.at(index).$ = bound.at(index).$.add(1);
        });
      },
    });
    accelerator.launch(grows, 3, { bound });
    expect([...(await bound.copyToCPUAsync())]).toEqual([8, 0, 14]);
  });

  test('the index of an outer loop, of an inner one, and both left early', async ({ accelerator }) => {
    const found = await computed(accelerator, u32, 6, i => {
      const sum = variable(u32);
      For(i, a => {
        If(a.eq(4), () => Break());
        For({ type: i32, from: i32(a), to: -1, step: -1 }, b => {
          If(b.eq(2), () => Continue());
          sum.$ = sum.$.mul(3).add(a).add(u32(b));
        });
      });
      return sum.$;
    });
    expect(found).toEqual(
      [0, 1, 2, 3, 4, 5].map(i => {
        let sum = 0;
        for (let a = 0; a < Math.min(i, 4); a++)
          for (let b = a; b >= 0; b--) if (b !== 2) sum = (Math.imul(sum, 3) + a + b) >>> 0;
        return sum;
      }),
    );
  });

  test('a million trips, and a loop as long in two levels', async ({ accelerator }) => {
    const found = await computed(accelerator, u32, 2, i => {
      const sum = variable(u32);
      For(i.mul(1_000_000), k => {
        sum.$ = sum.$.xor(k);
      });
      For(i.mul(1000), a => {
        For(1000, b => {
          sum.$ = sum.$.add(a.mul(b));
        });
      });
      return sum.$;
    });
    let expected = 0;
    for (let k = 0; k < 1_000_000; k++) expected ^= k;
    for (let a = 0; a < 1000; a++) for (let b = 0; b < 1000; b++) expected = (expected + a * b) >>> 0;
    expect(found).toEqual([0, expected >>> 0]);
  });

  test('a trip count of 2^32 - 1 that is left early', async ({ accelerator }) => {
    const found = await computed(accelerator, u32, 1, () => {
      const last = variable(u32);
      For(TOP, k => {
        last.$ = k;
        If(k.eq(100), () => Break());
      });
      return last.$;
    });
    expect(found).toEqual([100]);
  });
});
