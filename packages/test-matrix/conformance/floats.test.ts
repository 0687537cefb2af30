// Which bits of a float a kernel keeps, and where it rounds. Accuracy of functions: operations.test.ts.
import {
  array,
  bool,
  f32,
  isFinite as hasFiniteBits,
  i32,
  isInf,
  isNan,
  select,
  strict,
  u32,
  variable,
  vec2f,
} from '@heddle/core';
import { computed } from '../harness/computed.ts';
import { expect, suite, test } from '../harness/conformance.ts';
import { randomFloats, randomWords } from '../harness/random.ts';

const MIN = -(2 ** 31);
const MAX = 2 ** 31 - 1;
const TOP = 2 ** 32 - 1;

/** The bits of every kind of f32: zeros, subnormals, normals, infinities, NaNs with a payload and a sign. */
const kinds = new Uint32Array([
  ...[
    0, 0x8000_0000, 1, 0x8000_0001, 0x007f_ffff, 0x0080_0000, 0x3f80_0000, 0xbf80_0000, 0x7f7f_ffff,
    0xff7f_ffff,
  ],
  ...[0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0xffc0_0000, 0x7f80_0001, 0xffff_ffff, 0x7fc1_2345],
]);
const isNanBits = (bits: number): boolean => (bits & 0x7fff_ffff) > 0x7f80_0000;
/** The payload and sign of a NaN may change. */
const canonical = (bits: ArrayLike<number>): number[] =>
  Array.from(bits, word => (isNanBits(word) ? 0x7fc0_0000 : word >>> 0));

suite('floats', () => {
  const upload = new Float32Array(kinds.buffer);

  test('load, store, select, variables and bit casts keep bits', async ({ accelerator }) => {
    const x = accelerator.allocate(f32, upload);
    const word = accelerator.allocate(u32, kinds);
    const found = await computed(
      accelerator,
      array(u32, 5),
      kinds.length,
      (i, { x, word }) => {
        const kept = variable(f32, x.at(i).$);
        const chosen = select(i.rem(2).eq(0), x.at(i).$, kept.$);
        const cast = word.at(i).$.bitsF32();
        return [x.at(i).$.bitsU32(), kept.$.bitsU32(), chosen.bitsU32(), cast.bitsU32(), u32(cast.bitsI32())];
      },
      { x, word },
    );
    found.forEach((row, i) => {
      expect(canonical(row)).toEqual(canonical(Array<number>(5).fill(kinds[i]!)));
    });
    const stored = accelerator.allocate(f32, await copied(x.length));
    async function copied(length: number): Promise<Float32Array> {
      return new Float32Array(await computed(accelerator, f32, length, (i, { x }) => x.at(i).$, { x }));
    }
    const back = await stored.copyToRawAsync(accelerator.defaultStream, 0, stored.byteLength);
    expect(canonical(new Uint32Array(back.buffer))).toEqual(canonical(kinds));
  });

  test('isNan, isInf and isFinite go by the bits', async ({ accelerator }) => {
    const x = accelerator.allocate(f32, upload);
    const found = await computed(
      accelerator,
      array(bool, 3),
      kinds.length,
      (i, { x }) => {
        const value = x.at(i).$;
        return [isNan(value), isInf(value), hasFiniteBits(value)];
      },
      { x },
    );
    expect(found).toEqual(
      Array.from(kinds, bits => [
        isNanBits(bits),
        (bits & 0x7fff_ffff) === 0x7f80_0000,
        (bits & 0x7f80_0000) !== 0x7f80_0000,
      ]),
    );
  });

  test('constants that are not finite, -0, subnormal or at the ends of a type arrive as they are', async ({
    accelerator,
  }) => {
    const constants = [
      Infinity,
      -Infinity,
      NaN,
      -0,
      0,
      2 ** -149,
      -(2 ** -126),
      (2 - 2 ** -23) * 2 ** 127,
      3.4e38,
      0.1,
    ];
    const found = await computed(accelerator, array(u32, constants.length), 1, () =>
      constants.map(value => f32(value).bitsU32()),
    );
    expect(canonical(found[0]!)).toEqual(canonical(new Uint32Array(new Float32Array(constants).buffer)));
    const integers = await computed(accelerator, array(i32, 4), 1, () => [
      i32(MIN),
      i32(MAX),
      i32(u32(TOP)),
      i32(u32(2 ** 31)),
    ]);
    expect(integers).toEqual([[MIN, MAX, -1, MIN]]);
  });

  test('copySign takes the magnitude of one and the sign of the other, of zeros and infinities too', async ({
    accelerator,
  }) => {
    const values = [0, -0, 1.5, -1.5, Infinity, -Infinity, 2 ** -149, -(2 ** -126), 3e38];
    const rows = values.flatMap(x => values.map(y => [x, y] as const));
    const [x, y] = [0, 1].map(j =>
      accelerator.allocate(
        f32,
        rows.map(row => row[j]!),
      ),
    );
    const found = await computed(
      accelerator,
      array(u32, 4),
      rows.length,
      (i, { x, y }) => {
        const [a, b] = [x.at(i).$, y.at(i).$];
        const pair = vec2f(a, b).copySign(vec2f(b, a));
        return [a.copySign(b), pair.x, pair.y, a.copySign(-1)].map(value => value.bitsU32());
      },
      { x: x!, y: y! },
    );
    const signed = (a: number, b: number): number => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a));
    const expected = rows.map(([a, b]) => [
      ...new Uint32Array(Float32Array.of(signed(a, b), signed(a, b), signed(b, a), signed(a, -1)).buffer),
    ]);
    expect(found).toEqual(expected);
  });

  test('infinities compare, and go through min, max and clamp, as the least and the greatest number', async ({
    accelerator,
  }) => {
    const values = [-Infinity, -3e38, -1, 1, 3e38, Infinity];
    const rows = values.flatMap(x => values.map(y => [x, y] as const));
    const [x, y] = [0, 1].map(j =>
      accelerator.allocate(
        f32,
        rows.map(row => row[j]!),
      ),
    );
    const found = await computed(
      accelerator,
      array(f32, 6),
      rows.length,
      (i, { x, y }) => {
        const [a, b] = [x.at(i).$, y.at(i).$];
        return [a.min(b), a.max(b), a.clamp(-2, b), a.clamp(b, -2), f32(a.lt(b)), f32(a.eq(b))];
      },
      { x: x!, y: y! },
    );
    const clamp = (a: number, low: number, high: number) => Math.min(Math.max(a, low), high);
    expect(found).toEqual(
      rows.map(([a, b]) =>
        [
          Math.min(a, b),
          Math.max(a, b),
          clamp(a, -2, b),
          clamp(a, b, -2),
          Number(a < b),
          Number(a === b),
        ].map(Math.fround),
      ),
    );
  });

  test('strict keeps an error-free transform exact', async ({ accelerator }) => {
    const left = randomFloats(200, 7).map((x, i) => x * 2 ** (i % 20));
    const right = randomFloats(200, 8);
    const [a, b] = [accelerator.allocate(f32, left), accelerator.allocate(f32, right)];
    const error = await computed(
      accelerator,
      f32,
      left.length,
      (i, { a, b }) => {
        const [x, y] = [a.at(i).$, b.at(i).$];
        const sum = strict(x.add(y));
        const ofY = strict(sum.sub(x));
        const ofX = strict(sum.sub(ofY));
        return x.sub(ofX).add(y.sub(ofY));
      },
      { a, b },
    );
    expect(error).toEqual(Array.from(left, (x, i) => x + right[i]! - Math.fround(x + right[i]!)));
  });

  test('arithmetic rounds after each step, subnormals kept', async ({ accelerator, target }) => {
    if (!target.bitExactFloat) return;
    const word = randomWords(300, 3).map(bits => bits & 0xbfff_ffff);
    const x = accelerator.allocate(f32, new Float32Array(word.buffer));
    const found = await computed(
      accelerator,
      f32,
      word.length - 2,
      (i, { x }) => {
        const [a, b, c] = [x.at(i).$, x.at(i.add(1)).$, x.at(i.add(2)).$];
        return a.mul(b).add(c).sub(a.div(b)).mul(0.1).add(c.abs().sqrt());
      },
      { x },
    );
    const values = new Float32Array(word.buffer);
    const { fround: r, sqrt, abs } = Math;
    expect(found).toEqual(
      Array.from({ length: word.length - 2 }, (_, i) => {
        const [a, b, c] = [values[i]!, values[i + 1]!, values[i + 2]!];
        return r(r(r(r(r(a * b) + c) - r(a / b)) * r(0.1)) + r(sqrt(abs(c))));
      }),
    );
  });
});
