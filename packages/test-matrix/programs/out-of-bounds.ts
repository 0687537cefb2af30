// Indices inside and outside of memory of `LENGTH` elements, and what the suites of bounds put there.
import { array, bool, i32, struct, u32, vec3f } from '@heddle/core';

export const LENGTH = 5;
/** Indices as u32; the upper half is negative as i32. */
export const probes = [
  0,
  1,
  4,
  5,
  6,
  7,
  100,
  2 ** 16,
  2 ** 29,
  2 ** 30,
  2 ** 30 + 1,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 31 + 1,
  2 ** 32 - 5,
  2 ** 32 - 1,
];
export const inside = (probe: number, length = LENGTH): boolean => probe < length;
/** The value of the elements around a view, which no access through the view may change. */
export const GUARD = 9999;

export const Part = struct('Part', { head: u32, list: array(vec3f, LENGTH), flag: bool });
export const partOf = (i: number) => ({
  head: i + 1,
  list: Array.from({ length: LENGTH }, (_, k) => [i, k, 1] as const),
  flag: true,
});
export const zeroPart = { head: 0, list: Array<number[]>(LENGTH).fill([0, 0, 0]), flag: false };
export const parts = Array.from({ length: LENGTH }, (_, i) => partOf(i));

/** An index as both types: `at` must take the same element, or none, for either. */
export const asBoth = <R>(index: any, at: (index: any) => R): [R, R] => [at(index), at(i32(index))];
