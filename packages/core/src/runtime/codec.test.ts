import { describe, expect, test } from 'vitest';
import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import { layout } from '../ir/layout.ts';
import type { MemoryType } from '../ir/types.ts';
import {
  array,
  atomic,
  bool,
  f32,
  i32,
  struct,
  u32,
  vec2f,
  vec2i,
  vec2u,
  vec3f,
  vec3i,
  vec3u,
  vec4f,
  vec4i,
  vec4u,
} from '../language/schema.ts';
import { readValue, wordsOf, writeValue } from './codec.ts';

const Inner = struct('Inner', { flag: bool, direction: vec3f, tail: u32 });
const Outer = struct('Outer', {
  id: i32,
  inner: Inner,
  points: array(vec3f, 2),
  grid: array(array(Inner, 2), 2),
});
const asType = (type: unknown): MemoryType => type as MemoryType;

function wordsFor(type: MemoryType) {
  return wordsOf(new ArrayBuffer(layout(type).stride));
}
function written(type: unknown, value: unknown) {
  const words = wordsFor(asType(type));
  writeValue(asType(type), words, 0, value, 'x');
  return words;
}
function roundTrip(type: unknown, value: unknown): unknown {
  return readValue(asType(type), written(type, value), 0);
}
const inner = (n: number) => ({ flag: n % 2 === 1, direction: [n, n + 0.5, -n], tail: n });

describe('every element type comes back as it was written', () => {
  test.each<[string, unknown, unknown]>([
    ['f32', f32, 1.5],
    ['f32 infinity', f32, -Infinity],
    ['f32 NaN', f32, NaN],
    ['f32 -0', f32, -0],
    ['i32', i32, -2147483648],
    ['u32', u32, 4294967295],
    ['bool', bool, true],
    ['bool', bool, false],
    ['vec2f', vec2f, [1, 2]],
    ['vec3f', vec3f, [1, 2, 3]],
    ['vec4f', vec4f, [1, 2, 3, 4]],
    ['vec2i', vec2i, [-1, 2]],
    ['vec3i', vec3i, [-1, 2, -3]],
    ['vec4i', vec4i, [-1, 2, -3, 4]],
    ['vec2u', vec2u, [1, 2]],
    ['vec3u', vec3u, [1, 2, 3]],
    ['vec4u', vec4u, [1, 2, 3, 4294967295]],
    ['array', array(i32, 3), [1, -2, 3]],
    ['array of bools', array(bool, 2), [true, false]],
    ['atomic', atomic(u32), 7],
    ['struct', Inner, inner(3)],
    [
      'nested',
      Outer,
      {
        id: -1,
        inner: inner(1),
        points: [
          [1, 2, 3],
          [4, 5, 6],
        ],
        grid: [
          [inner(2), inner(3)],
          [inner(4), inner(5)],
        ],
      },
    ],
  ])('%s', (_, type, value) => {
    expect(roundTrip(type, value)).toEqual(value);
  });
});

test('an f32 is rounded to the nearest', () => {
  expect(roundTrip(f32, 0.1)).toBe(Math.fround(0.1));
});

test('the elements of an array of vec3f are 16 bytes apart, and a u32 fits behind a vec3f', () => {
  expect([
    ...written(array(vec3f, 2), [
      [1, 2, 3],
      [4, 5, 6],
    ]).f32,
  ]).toEqual([1, 2, 3, 0, 4, 5, 6, 0]);
  const words = written(Inner, { flag: true, direction: [1, 2, 3], tail: 9 });
  expect([...words.f32.subarray(4, 7), words.u32[7], words.u32[0]]).toEqual([1, 2, 3, 9, 1]);
});

test('a bool is written as 0 or 1 and read as not 0', () => {
  expect(written(bool, true).u32[0]).toBe(1);
  const words = wordsFor(asType(bool));
  words.u32[0] = 0x80000000;
  expect(readValue(asType(bool), words, 0)).toBe(true);
});

test('a typed array may stand for a vector or an array of scalars', () => {
  expect(roundTrip(vec3f, Float32Array.of(1, 2, 3))).toEqual([1, 2, 3]);
});

describe('a bad value is a typed error that names the path', () => {
  const good = {
    id: 1,
    inner: inner(1),
    points: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    grid: [
      [inner(2), inner(3)],
      [inner(4), inner(5)],
    ],
  };
  test.each<[string, unknown, unknown, typeof HeddleRangeError | typeof HeddleTypeError, string]>([
    ['a string', f32, '1', HeddleTypeError, "x: expected a number for f32, found '1'"],
    ['undefined', u32, undefined, HeddleTypeError, 'x: expected a number for u32, found undefined'],
    ['a boolean for a number', i32, true, HeddleTypeError, 'x: expected a number for i32, found true'],
    ['a number for a boolean', bool, 1, HeddleTypeError, 'x: expected a boolean, found 1'],
    [
      'a fraction',
      i32,
      1.5,
      HeddleRangeError,
      'x: expected a whole number from -2147483648 to 2147483647 for i32, found 1.5',
    ],
    [
      'a negative u32',
      u32,
      -1,
      HeddleRangeError,
      'x: expected a whole number from 0 to 4294967295 for u32, found -1',
    ],
    ['a large i32', i32, 2 ** 31, HeddleRangeError, 'found 2147483648'],
    ['NaN for an integer', u32, NaN, HeddleRangeError, 'found NaN'],
    ['a short vector', vec3f, [1, 2], HeddleRangeError, 'x: expected 3 values for vec3f, found 2'],
    [
      'a long array',
      array(i32, 2),
      [1, 2, 3],
      HeddleRangeError,
      'x: expected 2 values for array(i32, 2), found 3',
    ],
    ['a number for a vector', vec2f, 1, HeddleTypeError, 'x: expected 2 values for vec2f, found 1'],
    [
      'a string for an array',
      array(i32, 2),
      '12',
      HeddleTypeError,
      "x: expected 2 values for array(i32, 2), found '12'",
    ],
    ['a component', vec3f, [1, 2, 'z'], HeddleTypeError, "x.z: expected a number for f32, found 'z'"],
    [
      'a number for a struct',
      Inner,
      1,
      HeddleTypeError,
      'x: expected an object with the fields of Inner, found 1',
    ],
    [
      'a missing field',
      Outer,
      { ...good, points: undefined },
      HeddleTypeError,
      'x.points: expected 2 values',
    ],
    [
      'an absent field',
      Inner,
      { flag: true, direction: [1, 2, 3] },
      HeddleTypeError,
      "x: the field 'tail' of Inner is missing",
    ],
    [
      'a misspelt field',
      Inner,
      { ...inner(1), tial: 1 },
      HeddleTypeError,
      "x: Inner has no field 'tial'; it has flag, direction, tail",
    ],
    [
      'a field within',
      Outer,
      { ...good, inner: { ...inner(1), tail: -1 } },
      HeddleRangeError,
      'x.inner.tail: expected a whole number',
    ],
    [
      'an element deep within',
      Outer,
      {
        ...good,
        grid: [
          [inner(2), inner(3)],
          [inner(4), { ...inner(5), direction: [0, null, 0] }],
        ],
      },
      HeddleTypeError,
      'x.grid[1][1].direction.y: expected a number for f32, found null',
    ],
  ])('%s', (_, type, value, ErrorType, message) => {
    expect(() => written(type, value)).toThrow(ErrorType);
    expect(() => written(type, value)).toThrow(message);
  });
});

describe('a number beyond the range of f32 is refused, as that of an integer type is', () => {
  const beyond = 2 ** 128 - 2 ** 103;
  test.each<[string, unknown, (value: number) => unknown, string]>([
    ['a scalar', f32, value => value, 'x'],
    ['a component', vec2f, value => [0, value], 'x.y'],
    ['an element', array(f32, 2), value => [value, 0], 'x[0]'],
    ['a field', Inner, value => ({ ...inner(1), direction: [value, 0, 0] }), 'x.direction.x'],
  ])('%s', (_, type, of, path) => {
    for (const value of [beyond, -beyond, 1e300, -Number.MAX_VALUE]) {
      expect(() => written(type, of(value))).toThrow(HeddleRangeError);
      expect(() => written(type, of(value))).toThrow(
        `${path}: ${value} is beyond the range of f32\n  Write Infinity where infinity is meant.`,
      );
    }
    for (const value of [3.4e38, beyond * (1 - Number.EPSILON), Infinity, -Infinity, NaN])
      expect(() => written(type, of(value))).not.toThrow();
  });
});
