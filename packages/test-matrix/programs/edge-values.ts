// The arguments on which implementations differ, by element type: where a type ends, where a format changes,
// where a conversion stops being exact. Booleans are 0 and 1.
import { randomWords as random } from '../harness/random.ts';

export type Scalar = 'f32' | 'i32' | 'u32' | 'bool';

const SMALLEST_SUBNORMAL = 2 ** -149;
const SMALLEST_NORMAL = 2 ** -126;
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

const signed = (values: readonly number[]): number[] => values.flatMap(value => [value, -value]);

const floats = [
  ...signed([0, SMALLEST_SUBNORMAL, SMALLEST_NORMAL - SMALLEST_SUBNORMAL, SMALLEST_NORMAL]),
  ...signed([1, 1 - 2 ** -24, 1 + 2 ** -23, 0.5, 0.5 - 2 ** -25, 1.5, 2, 2.5, 3, 7]),
  ...[0.1, 0.75, Math.PI, Math.PI / 2, Math.PI / 4, Math.E, 10, 87, 100, 255.5, 1e-20, 1e20],
  // From 2^23 on there are no fractions, from 2^24 on not every integer; then the ends of i32 and u32.
  ...signed([2 ** 23 - 0.5, 2 ** 23 + 1, 2 ** 24, 2 ** 24 + 2, 2 ** 31 - 128, 2 ** 31, 2 ** 31 + 256]),
  ...signed([2 ** 32 - 256, 2 ** 32, 3e9, LARGEST, Infinity]),
  NaN,
];

const randomWords = [...random(6, 1)];

const unsigned = [
  ...[0, 1, 2, 3, 7, 10, 31, 32, 33, 63, 64, 255, 65_535, 65_536, 2 ** 24 + 1, 0x5555_5555, 0x7fff_fffe],
  ...[0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xaaaa_aaaa, 0xffff_fffe, 0xffff_ffff, 0x7f80_0000, 0x7fc0_0000],
  ...randomWords,
];

export const edgeValues: Readonly<Record<Scalar, readonly number[]>> = {
  f32: [...new Set([...floats, ...randomWords.map(word => (word - 2 ** 31) / 1000)].map(Math.fround))],
  i32: [...new Set(unsigned.flatMap(word => [word | 0, -word | 0]))],
  u32: [...new Set(unsigned)],
  bool: [0, 1],
};

/** `count` of the values, spread over all of them, the first and the last included. */
export function spread<T>(values: readonly T[], count: number): readonly T[] {
  if (values.length <= count) return values;
  return Array.from(
    { length: count },
    (_, i) => values[Math.round((i * (values.length - 1)) / (count - 1))]!,
  );
}

/** Every way to take one of each list. */
export function tuples<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>(
    (heads, list) => heads.flatMap(head => list.map(value => [...head, value])),
    [[]],
  );
}
