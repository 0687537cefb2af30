// The sign of a power, and the powers that are no number or infinite: `exp2(y * log2(x))`, which a device computes,
// knows neither.
import {
  type Accelerator,
  array,
  type F32,
  f32,
  kernel,
  read,
  vec2f,
  vec3f,
  vec4f,
  write,
} from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { randomIntegers } from '../harness/random.ts';

type Precision = 'native' | 'precise';
type Row = readonly [base: number, exponent: number];

async function powers(
  accelerator: Accelerator,
  precision: Precision,
  rows: readonly Row[],
): Promise<number[]> {
  const power = kernel({
    name: 'power',
    precision,
    params: { x: read(f32), y: read(f32), out: write(f32) },
    body({ x, y, out }, { index }) {
      out.at(index).$ = x.at(index).$.pow(y.at(index).$);
    },
  });
  const [x, y] = [0, 1].map(column =>
    accelerator.allocate(
      f32,
      rows.map(row => row[column]!),
    ),
  );
  const out = accelerator.allocate(f32, rows.length);
  accelerator.launch(power, rows.length, { x: x!, y: y!, out });
  const found = [...(await out.copyToCPUAsync())];
  for (const buffer of [x!, y!, out]) buffer.dispose();
  return found;
}

/** Within a thousandth, and of the same sign; NaN, infinities and zeros as they are. */
function expectPowers(found: readonly number[], rows: readonly Row[]): void {
  const wrong = rows.flatMap(([x, y], i) => {
    const [is, should] = [found[i]!, x ** y];
    const isClose = Math.abs(is - should) <= Math.abs(should) / 1000;
    return isClose || is === should || (is !== is && should !== should) ? [] : [`${x}^${y} gave ${is}`];
  });
  expect(wrong.slice(0, 10)).toEqual([]);
}

const bases = [2, -2, 3, -3, -0.5, 0.5, -1, 1, -1.5, -10, -0.1, -7.25];
const whole = [0, 1, 2, 3, 4, 5, 7, -1, -2, -3, -8, -9];
const fractions = [0.5, -0.5, 1 / 3, 1.5, 2.5, -2.75, 1.000001];
const pairs = (xs: readonly number[], ys: readonly number[]): Row[] =>
  xs.flatMap(x => ys.map((y): Row => [Math.fround(x), Math.fround(y)]));

suite('powers', () => {
  for (const precision of ['native', 'precise'] as const) {
    describe(precision, () => {
      test('a negative base has the sign that a whole exponent gives it', async ({ accelerator }) => {
        const random = randomIntegers(400, 5, -900, 900).map(
          (x, i): Row => [Math.fround(x / 100 || -1), randomIntegers(1, i, -9, 10)[0]!],
        );
        const rows = [...pairs(bases, whole), ...random];
        expectPowers(await powers(accelerator, precision, rows), rows);
      });

      test('a large exponent is even, the largest odd one is 2^24 - 1', async ({ accelerator }) => {
        const large = [2 ** 24 - 1, 2 ** 24, 2 ** 24 + 2, 2 ** 23 + 1, 2 ** 23, 8_388_607, 8_388_607.5];
        const rows = pairs([-1, 1], [...large, ...large.map(y => -y)]);
        // the logarithm of 1 may be off by 2^-21, which such exponents make any number of
        const found = await powers(accelerator, precision, rows);
        const wrong = rows.filter(([x, y], i) =>
          Number.isInteger(y) ? Math.sign(found[i]!) !== x ** y : x < 0 && !Number.isNaN(found[i]!),
        );
        expect(wrong).toEqual([]);
      });

      test('a negative base to a fractional exponent is not a number', async ({ accelerator }) => {
        const rows = pairs(
          bases.filter(x => x < 0),
          fractions,
        );
        expect(await powers(accelerator, precision, rows)).toEqual(rows.map(() => Number.NaN));
        const real = pairs(
          bases.filter(x => x > 0),
          fractions,
        );
        expectPowers(await powers(accelerator, precision, real), real);
      });

      test('zero to a positive, negative and no exponent', async ({ accelerator }) => {
        const rows = pairs([0, -0], [...whole, ...fractions]);
        expectPowers(await powers(accelerator, precision, rows), rows);
      });

      test('with a literal exponent or base, and in vectors', async ({ accelerator }) => {
        const literal = kernel({
          name: 'literal',
          precision,
          params: { x: read(f32), out: write(array(f32, 12)) },
          body({ x, out }, { index }) {
            const base = x.at(index).$;
            const vectors = [
              vec2f(base, base.neg()).pow(3),
              vec3f(base, base, base.neg()).pow(vec3f(3, 2, -1)),
              vec4f(base, base, base, base.neg()).pow(vec4f(5, -3, 0, 4)),
            ];
            const of = (i: 0 | 1 | 2): readonly F32[] => {
              const v = vectors[i] as ReturnType<typeof vec4f>;
              return [v.x, v.y, ...(i > 0 ? [v.z] : []), ...(i > 1 ? [v.w] : [])];
            };
            out.at(index).$ = [base.pow(3), base.pow(2), f32(-3).pow(base), ...of(0), ...of(1), ...of(2)];
          },
        });
        const x = accelerator.allocate(f32, [-2, 4]);
        const out = accelerator.allocate(array(f32, 12), 2);
        accelerator.launch(literal, 2, { x, out });
        const rows = [-2, 4].flatMap((b): Row[] => [
          ...([
            [b, 3],
            [b, 2],
            [-3, b],
            [b, 3],
            [-b, 3],
            [b, 3],
            [b, 2],
            [-b, -1],
          ] as const),
          ...([
            [b, 5],
            [b, -3],
            [b, 0],
            [-b, 4],
          ] as const),
        ]);
        expectPowers(
          [...(await out.copyToCPUAsync())].flatMap(row => [...row]),
          rows,
        );
      });
    });
  }
});
