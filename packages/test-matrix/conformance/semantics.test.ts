// The meaning of a kernel where devices differ: integers, floats, constants, and memory that nobody has written.
// Expected values are spelt out here and come from no other part of Heddle. Bounds of memory: bounds.test.ts.
// Layout: layout.test.ts.
import {
  array,
  bool,
  For,
  f32,
  groupKernel,
  If,
  i32,
  kernel,
  readWrite,
  struct,
  u32,
  variable,
  vec3f,
  write,
} from '@heddle/core';
import { computed } from '../harness/computed.ts';
import { describe, expect, suite, test } from '../harness/conformance.ts';

const MIN = -(2 ** 31);
const MAX = 2 ** 31 - 1;
const TOP = 2 ** 32 - 1;

type Row = readonly [operation: string, a: number, b: number, expected: number];
const onI32: readonly Row[] = [
  ['add', MAX, 1, MIN],
  ['sub', MIN, 1, MAX],
  ['mul', 65_536, 65_536, 0],
  ['mul', MAX, MAX, 1],
  ['mul', MIN, -1, MIN],
  ['neg', MIN, 0, MIN],
  ['abs', MIN, 0, MIN],
  ['div', 7, 0, 7],
  ['div', MIN, 0, MIN],
  ['div', MIN, -1, MIN],
  ['div', -7, 2, -3],
  ['div', 7, -2, -3],
  ['rem', 7, 0, 0],
  ['rem', MIN, 0, 0],
  ['rem', MIN, -1, 0],
  ['rem', -7, 2, -1],
  ['rem', 7, -2, 1],
  ['shl', 1, 31, MIN],
  ['shl', 3, 32, 3],
  ['shl', 3, 33, 6],
  ['shr', -8, 1, -4],
  ['shr', -8, 32, -8],
  ['shr', -8, 63, -1],
  ['shr', MIN, 31, -1],
];
const onU32: readonly Row[] = [
  ['add', TOP, 1, 0],
  ['sub', 0, 1, TOP],
  ['mul', TOP, TOP, 1],
  ['mul', 0x10000, 0x10001, 0x10000],
  ['neg', 1, 0, TOP],
  ['div', 7, 0, 7],
  ['div', TOP, 0, TOP],
  ['div', TOP, 2, MAX],
  ['rem', 7, 0, 0],
  ['rem', TOP, 0, 0],
  ['rem', TOP, 10, 5],
  ['shl', 1, 31, 2 ** 31],
  ['shl', TOP, 32, TOP],
  ['shl', TOP, 36, 0xffff_fff0],
  ['shr', TOP, 31, 1],
  ['shr', TOP, 32, TOP],
  ['shr', TOP, TOP, 1],
  ['max', 2 ** 31, 1, 2 ** 31],
  ['min', 2 ** 31, 1, 1],
];
/** Conversions of f32 to i32 and u32: rounded towards zero, clamped to the range. */
const conversions: readonly (readonly [f32: number, i32: number, u32: number])[] = [
  [3e9, MAX, 3e9],
  [-3e9, MIN, 0],
  [2 ** 31, MAX, 2 ** 31],
  [2 ** 31 - 128, 2 ** 31 - 128, 2 ** 31 - 128],
  [-(2 ** 31), MIN, 0],
  [-(2 ** 31) - 256, MIN, 0],
  [2 ** 32, MAX, TOP],
  [2 ** 32 - 256, MAX, 2 ** 32 - 256],
  [Infinity, MAX, TOP],
  [-Infinity, MIN, 0],
  [NaN, 0, 0],
  [-0, 0, 0],
  [0.99, 0, 0],
  [-0.99, 0, 0],
  [-1.5, -1, 0],
  [2.5, 2, 2],
  [1e-40, 0, 0],
];
suite('semantics', () => {
  describe('integers', () => {
    for (const [type, rows] of [
      [i32, onI32],
      [u32, onU32],
    ] as const) {
      const name = type.scalar;
      const shifts = (operation: string): boolean => operation.startsWith('sh');
      test(`${name} wraps, divides and shifts as the language says, on operands from memory`, async ({
        accelerator,
      }) => {
        const a = accelerator.allocate(
          type as typeof i32,
          rows.map(row => row[1]),
        );
        const b = accelerator.allocate(
          u32,
          rows.map(row => row[2] >>> 0),
        );
        const found = await computed(
          accelerator,
          array(type as typeof i32, rows.length),
          1,
          (_, { a, b }) =>
            rows.map(([operation], i) => {
              const [left, right]: any[] = [a.at(i).$, b.at(i).$];
              return left[operation](
                ...(/neg|abs/.test(operation) ? [] : [shifts(operation) ? right : (type as any)(right)]),
              );
            }),
          { a, b },
        );
        expect(found[0]).toEqual(rows.map(row => row[3]));
      });
      test(`${name} does so with literals, which a shader's compiler would refuse or fold by its own rules`, async ({
        accelerator,
      }) => {
        const a = accelerator.allocate(
          type as typeof i32,
          rows.map(row => row[1]),
        );
        const found = await computed(
          accelerator,
          array(type as typeof i32, rows.length * 2),
          1,
          (_, { a }) =>
            rows.flatMap(([operation, first, second], i) =>
              [a.at(i).$, type(first)].map((left: any) =>
                left[operation](...(/neg|abs/.test(operation) ? [] : [second])),
              ),
            ),
          { a },
        );
        expect(found[0]).toEqual(rows.flatMap(row => [row[3], row[3]]));
      });
    }

    test('f32 to i32 and u32 saturates, and takes NaN to 0: from memory and as a literal', async ({
      accelerator,
    }) => {
      const x = accelerator.allocate(
        f32,
        conversions.map(row => row[0]),
      );
      const found = await computed(
        accelerator,
        array(i32, 4),
        conversions.length,
        (i, { x }) => {
          const value = x.at(i).$;
          const result = variable(array(i32, 4), [i32(value), i32(u32(value)), 0, 0]);
          conversions.forEach(([literal], k) => {
            If(i.eq(k), () => {
              result.at(2).$ = i32(f32(literal));
              result.at(3).$ = i32(u32(f32(literal)));
            });
          });
          return result.$;
        },
        { x },
      );
      expect(found).toEqual(
        conversions.map(([, signed, unsigned]) => [signed, unsigned | 0, signed, unsigned | 0]),
      );
    });

    test('i32 and u32 convert bit by bit, to f32 by rounding to nearest even', async ({
      accelerator,
      target,
    }) => {
      const words = [0, 1, MAX, 2 ** 31, TOP, 2 ** 24 + 1, 2 ** 24 + 3, 0xffff_ff7f, 0xffff_ff80];
      const x = accelerator.allocate(u32, words);
      const bits = await computed(accelerator, u32, words.length, (i, { x }) => u32(i32(x.at(i).$)), { x });
      expect(bits).toEqual(words);
      const rounded = await computed(accelerator, f32, words.length, (i, { x }) => f32(x.at(i).$), { x });
      // WGSL lets a device take either neighbour of what is no f32
      if (target.bitExactFloat) expect(rounded).toEqual(words.map(Math.fround));
      const spacing = (word: number) => 2 ** (Math.max(24, 32 - Math.clz32(word)) - 24);
      for (const [i, word] of words.entries())
        expect(Math.abs(rounded[i]! - word)).toBeLessThan(spacing(word));
      const signed = await computed(accelerator, f32, words.length, (i, { x }) => f32(i32(x.at(i).$)), { x });
      expect(signed).toEqual(words.map(word => Math.fround(word | 0)));
    });

    test('what was converted to f32 is rounded before anything is computed of it', async ({
      accelerator,
    }) => {
      const x = accelerator.allocate(u32, [2 ** 24 + 1, 2 ** 24 + 3]);
      const found = await computed(accelerator, f32, 2, (i, { x }) => f32(x.at(i).$).sub(2 ** 24), { x });
      expect(found).toEqual([0, 4]);
    });
  });

  test('constants of f32 keep all their bits', async ({ accelerator }) => {
    const constants = [
      Math.PI,
      -1 / 3,
      0.1,
      16_777_215,
      8_388_607.5,
      1.000_000_2,
      3.402_823_4e38,
      1.175_494_5e-38,
    ];
    const found = await computed(accelerator, array(f32, constants.length), 1, () => constants as never);
    expect(found).toEqual([constants.map(Math.fround)]);
  });

  test('what was read of a variable stays as it was when the variable is set: a swap, and Fibonacci', async ({
    accelerator,
  }) => {
    const found = await computed(accelerator, array(u32, 4), 3, i => {
      const [a, b] = [variable(u32, i), variable(u32, i.add(10))];
      const before = a.$;
      a.$ = b.$;
      b.$ = before;
      const [last, next] = [variable(u32, 0), variable(u32, 1)];
      For(i.add(5), () => {
        const sum = last.$.add(next.$);
        last.$ = next.$;
        next.$ = sum;
      });
      return [a.$, b.$, last.$, next.$];
    });
    expect(found).toEqual([
      [10, 0, 5, 8],
      [11, 1, 8, 13],
      [12, 2, 13, 21],
    ]);
  });

  describe('memory that nobody has written', () => {
    const Part = struct('Part', { flag: bool, at: vec3f, values: array(i32, 3) });
    const zero = { flag: false, at: [0, 0, 0], values: [0, 0, 0] };

    test('allocations start zeroed', async ({ accelerator }) => {
      expect([...(await accelerator.allocate(Part, 3).copyToCPUAsync())]).toEqual([zero, zero, zero]);
    });

    test('variables start zeroed, in each iteration of a loop anew', async ({ accelerator }) => {
      const found = await computed(accelerator, array(Part, 3), 4, i => {
        const seen = variable(array(Part, 3));
        For(3, k => {
          const part = variable(Part);
          seen.at(k).$ = part.$;
          part.values.at(k).$ = 7;
          part.at.$ = [1, 2, 3];
          part.flag.$ = i.lt(9);
        });
        return seen.$;
      });
      expect(found).toEqual(Array(4).fill([zero, zero, zero]));
    });

    test('an initial value is set in each iteration anew', async ({ accelerator }) => {
      const found = await computed(accelerator, u32, 3, i => {
        const sum = variable(u32);
        For(5, k => {
          const own = variable(u32, i);
          own.$ = own.$.add(k);
          sum.$ = sum.$.add(own.$);
        });
        return sum.$;
      });
      expect(found).toEqual([10, 15, 20]);
    });

    test('shared memory starts zeroed for each group', { needs: ['groups'] }, async ({ accelerator }) => {
      const out = accelerator.allocate(u32, 5 * 8);
      const dirty = groupKernel({
        name: 'dirty',
        groupSize: 8,
        params: { out: write(u32) },
        body({ out }, g) {
          const tile = g.shared(u32, 8);
          out.at(g.globalIndex).$ = tile.at(g.localIndex).$;
          g.barrier();
          tile.at(g.localIndex).$ = 77;
        },
      });
      accelerator.launch(dirty, { groups: 5 }, { out });
      expect(await out.copyToCPUAsync()).toEqual(new Uint32Array(40));
    });

    test('elements and members that a kernel does not write keep their value', async ({ accelerator }) => {
      const parts = accelerator.allocate(
        Part,
        Array.from({ length: 6 }, (_, i) => ({ flag: true, at: [i, i, i], values: [i, i, i] }) as const),
      );
      const some = kernel({
        name: 'some',
        params: { parts: readWrite(Part) },
        body({ parts }, { index }) {
          If(index.rem(2).eq(1), () => {
            parts.at(index).at.y.$ = -1;
            parts.at(index).values.at(index).$ = -2;
          });
        },
      });
      accelerator.launch(some, 5, { parts });
      expect([...(await parts.copyToCPUAsync())]).toEqual(
        [0, 1, 2, 3, 4, 5].map(i => {
          const odd = i % 2 === 1 && i < 5;
          return {
            flag: true,
            at: odd ? [i, -1, i] : [i, i, i],
            values: [0, 1, 2].map(k => (odd && k === i ? -2 : i)),
          };
        }),
      );
    });
  });
});
