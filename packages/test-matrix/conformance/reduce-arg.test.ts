// argMinAsync and argMaxAsync: the extreme element and the first index that has it.
import { argMaxAsync, argMinAsync } from '@heddle/algorithms';
import { f32, HeddleRangeError, HeddleTypeError, i32, type NumericT, u32, vec2f } from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { randomIntegers } from '../harness/random.ts';
import { rejection } from '../harness/refusal.ts';

const variants = [
  ['group', { needs: ['groups'] }],
  ['range', {}],
] as const;
const types: readonly NumericT[] = [f32, i32, u32];

suite('reduce-arg', () => {
  for (const [variant, options] of variants) {
    test(`${variant}: the first of equals`, options, async ({ accelerator }) => {
      for (const type of types) {
        const values = randomIntegers(2000, 8, 0, 90).map(value => (type === u32 ? value : value - 45));
        const view = accelerator.allocate(type, values);
        const part = values.slice(11, 1900);
        const [least, most] = [Math.min(...part), Math.max(...part)];
        const on = view.subView(11, 1889);
        expect(await argMinAsync(on, { variant })).toEqual({ value: least, index: part.indexOf(least) });
        expect(await argMaxAsync(on, { variant })).toEqual({ value: most, index: part.indexOf(most) });
        const odd = values.filter((_, i) => i % 3 === 1);
        expect(await argMaxAsync(view.strided(3, 1), { variant })).toEqual({
          value: Math.max(...odd),
          index: odd.indexOf(Math.max(...odd)),
        });
      }
    });

    test(`${variant}: limits, infinities, zeros and NaN`, options, async ({ accelerator }) => {
      const cases = [
        [i32, [-(2 ** 31), 2 ** 31 - 1, -(2 ** 31)], 0, 1],
        [u32, [2 ** 31, 0, 2 ** 32 - 1, 0], 1, 2],
        [u32, [0], 0, 0],
        [u32, [2 ** 32 - 1, 2 ** 32 - 1], 0, 0],
        [f32, [1, Infinity, -Infinity, Infinity], 2, 1],
        [f32, [0, -0, 0, -0], 1, 0],
        [f32, [-1e-45, 1e-45, 0], 0, 1],
        [f32, [-Infinity], 0, 0],
        [f32, [1, Number.NaN, -Infinity, Infinity, Number.NaN], 1, 1],
      ] as const;
      for (const [type, values, min, max] of cases) {
        const view = accelerator.allocate(type as NumericT, values);
        const round = (value: number) => (type === f32 ? Math.fround(value) : value);
        expect(await argMinAsync(view, { variant }), `${values}`).toEqual({
          value: round(values[min]!),
          index: min,
        });
        expect(await argMaxAsync(view, { variant }), `${values}`).toEqual({
          value: round(values[max]!),
          index: max,
        });
      }
    });
  }

  test('what has no extreme', async ({ accelerator }) => {
    const x = accelerator.allocate(u32, 4);
    await rejection(() => argMinAsync(x.subView(0, 0)), HeddleRangeError, /at least one element/);
    await rejection(() => argMaxAsync(x.subView(4)), HeddleRangeError, /at least one element/);
    await rejection(() => argMaxAsync(undefined as never), HeddleTypeError, /view/);
    await rejection(
      () => argMinAsync(accelerator.allocate(vec2f, 2) as never),
      HeddleTypeError,
      /f32, i32 or u32/,
    );
  });
});
