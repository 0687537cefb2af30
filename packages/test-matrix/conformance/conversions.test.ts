// Numbers as another type, to the last bit: to the nearest f32, of two the even one; back without the fraction.
import { type DataType, f32, i32, u32, vec3f, vec3i, vec3u } from '@heddle/core';
import { computed } from '../harness/computed.ts';
import { expect, suite, test } from '../harness/conformance.ts';
import { randomWords } from '../harness/random.ts';

/** Numbers beside which an f32 ends: halfway between two, and next to that, for each count of lost bits. */
const halfway = Array.from({ length: 8 }, (_, lost) => lost + 1).flatMap(lost => {
  const [unit, half] = [2 ** lost, 2 ** (lost - 1)];
  const wholes = [2 ** 23, 2 ** 23 + 1, 2 ** 23 + 2, 2 ** 24 - 2, 2 ** 24 - 1, 0xaaaaaa, 0xd55555];
  return wholes.flatMap(whole => [-1, 0, 1].map(beside => whole * unit + half + beside));
});
const words = [
  ...[0, 1, 0xffff, 0x10000, 0x00ff_ffff, 0x0100_0000, 0x0100_0001, 0x7fff_ffff, 0x7fff_ffbf, 0x7fff_ffc0],
  ...[0x8000_0000, 0x8000_0080, 0x8000_0081, 0xffff_ff7f, 0xffff_ff80, 0xffff_ff81, 0xffff_ffff],
  ...halfway.filter(word => word < 2 ** 32),
  ...randomWords(3000, 41),
  ...[...randomWords(3000, 42)].map(word => (word | 0x8000_0000) >>> 0),
];
const unsigned = Uint32Array.from(words);
const signed = Int32Array.from([...unsigned, ...unsigned.map(word => -word)]);

const bits = (values: Iterable<number>): string[] =>
  Array.from(new Uint32Array(Float32Array.from(values).buffer), word => word.toString(16));

function differing(given: ArrayLike<number>, found: readonly number[]): string[] {
  const [is, should] = [bits(found), bits(Array.from(given, Math.fround))];
  return should.flatMap((nearest, i) =>
    is[i] === nearest ? [] : [`${given[i]} gave ${is[i]}, not ${nearest}`],
  );
}

const padded = <T extends Uint32Array | Int32Array>(given: T): number[][] =>
  Array.from({ length: Math.floor(given.length / 3) }, (_, i) => [...given.subarray(3 * i, 3 * i + 3)]);

suite('conversions', () => {
  test('a u32 becomes the nearest f32', async ({ accelerator }) => {
    const x = accelerator.allocate(u32, unsigned);
    const found = await computed(accelerator, f32, unsigned.length, (i, { x }) => f32(x.at(i).$), { x });
    expect(differing(unsigned, found).slice(0, 10)).toEqual([]);
  });

  test('an i32 becomes the nearest f32', async ({ accelerator }) => {
    const x = accelerator.allocate(i32, signed);
    const found = await computed(accelerator, f32, signed.length, (i, { x }) => f32(x.at(i).$), { x });
    expect(differing(signed, found).slice(0, 10)).toEqual([]);
  });

  test('so do the components of vectors', async ({ accelerator }) => {
    const inVectors = async (type: DataType, given: Uint32Array | Int32Array): Promise<void> => {
      const rows = padded(given);
      const x = accelerator.allocate(type, rows as never);
      const found = await computed(
        accelerator,
        vec3f,
        rows.length,
        (i, { x }) => (x.at(i) as any).$.toF32(),
        { x },
      );
      expect(
        differing(
          rows.flat(),
          [...found].flatMap(row => [...row]),
        ).slice(0, 10),
      ).toEqual([]);
    };
    await inVectors(vec3u, unsigned);
    await inVectors(vec3i, signed);
  });

  test('an f32 becomes an integer without its fraction, up to the ends of the type', async ({
    accelerator,
  }) => {
    const floats = Float32Array.from([
      ...unsigned,
      ...signed,
      ...[
        0.5,
        0.999,
        1.5,
        -0.5,
        -1.5,
        2 ** 23 - 0.5,
        2 ** 31,
        2 ** 31 - 128,
        -(2 ** 31),
        2 ** 32 - 256,
        2 ** 32,
      ],
    ]);
    const x = accelerator.allocate(f32, floats);
    const toU32 = await computed(accelerator, u32, floats.length, (i, { x }) => u32(x.at(i).$), { x });
    const toI32 = await computed(accelerator, i32, floats.length, (i, { x }) => i32(x.at(i).$), { x });
    const within = (value: number, low: number, high: number): number =>
      Math.trunc(Math.min(Math.max(value, low), high)) + 0;
    expect(toU32).toEqual([...floats].map(value => within(value, 0, 2 ** 32 - 1)));
    expect(toI32).toEqual([...floats].map(value => within(value, -(2 ** 31), 2 ** 31 - 1)));
  });
});
