import { describe, expect, test } from 'vitest';
import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import type { MemoryType } from '../ir/types.ts';
import { array, bool, f32, i32, struct, u32, vec2f, vec3f } from '../language/schema.ts';
import {
  bytesUnder,
  encode,
  encodeElement,
  hostArray,
  hostArrayName,
  hostArrayOver,
  layoutOf,
} from './host-data.ts';

const Particle = struct('Particle', { position: vec3f, mass: f32, alive: bool });
const asType = (type: unknown): MemoryType => type as MemoryType;
const floats = (bytes: Uint8Array): number[] => [...new Float32Array(bytes.slice().buffer)];

describe('encode', () => {
  test('takes the exact typed array, and copies it', () => {
    const data = Float32Array.of(1, 2, 3);
    const bytes = encode(asType(f32), data, 'data');
    data[0] = 9;
    expect(floats(bytes)).toEqual([1, 2, 3]);
    expect([...new Int32Array(encode(asType(i32), Int32Array.of(-1), 'data').buffer)]).toEqual([-1]);
    expect([...new Uint32Array(encode(asType(u32), Uint32Array.of(2 ** 32 - 1), 'data').buffer)]).toEqual([
      2 ** 32 - 1,
    ]);
  });

  test('takes a typed array on shared memory, into memory that is not shared', () => {
    const shared = new Float32Array(new SharedArrayBuffer(8));
    shared.set([4, 5]);
    const bytes = encode(asType(f32), shared, 'data');
    expect(bytes.buffer).toBeInstanceOf(ArrayBuffer);
    expect(floats(bytes)).toEqual([4, 5]);
  });

  test('takes part of a larger array', () => {
    expect(floats(encode(asType(f32), Float32Array.of(0, 1, 2, 3).subarray(1, 3), 'data'))).toEqual([1, 2]);
  });

  test('takes plain values, and a StructArray of the very type', () => {
    const values = [{ position: [1, 2, 3] as const, mass: 4, alive: true }];
    const bytes = encode(asType(Particle), values, 'data');
    expect(bytes.byteLength).toBe(32);
    expect(encode(asType(Particle), hostArray(Particle, values), 'data')).toEqual(bytes);
    expect(encode(asType(f32), [], 'data').byteLength).toBe(0);
  });

  test.each<[string, unknown, unknown, string]>([
    [
      'an Int8Array for u32',
      u32,
      new Int8Array(3),
      'data: expected a Uint32Array or an array of values, found an Int8Array of length 3',
    ],
    [
      'a Float64Array for f32',
      f32,
      new Float64Array(3),
      'data: expected a Float32Array or an array of values, found a Float64Array of length 3',
    ],
    ['an Int32Array for u32', u32, new Int32Array(3), 'found an Int32Array of length 3'],
    [
      'an Int32Array for vectors of floats',
      vec2f,
      new Int32Array(4),
      'data: expected a StructArray of vec2f or a Float32Array of its numbers or an array of values',
    ],
    ['an ArrayBuffer', f32, new ArrayBuffer(8), 'found an object of kind ArrayBuffer'],
    ['a DataView', f32, new DataView(new ArrayBuffer(8)), 'found an object of kind DataView'],
    ['a Set', f32, new Set([1]), 'found an object of kind Set'],
    ['null', f32, null, 'found null'],
    ['a string', f32, '123', "found '123'"],
    ['a StructArray of another type', Particle, hostArray(vec3f, 2), 'expected a StructArray of Particle'],
    [
      'a StructArray of another struct of the same shape',
      Particle,
      hostArray(struct('Other', { position: vec3f, mass: f32, alive: bool }), 1),
      'Particle',
    ],
  ])('refuses %s', (_, type, data, message) => {
    expect(() => encode(asType(type), data, 'data')).toThrow(HeddleTypeError);
    expect(() => encode(asType(type), data, 'data')).toThrow(message);
  });

  test('names the element that is wrong', () => {
    expect(() => encode(asType(u32), [1, 2, -3], 'data')).toThrow(
      'data[2]: expected a whole number from 0 to 4294967295 for u32, found -3',
    );
    expect(() => encode(asType(array(vec2f, 2)), [[[1, 2], [3]]], 'data')).toThrow(
      'data[0][1]: expected 2 values for vec2f, found 1',
    );
  });
});

test('one element in the device layout has its padding', () => {
  expect(encodeElement(asType(vec3f), [1, 2, 3], 'value').byteLength).toBe(16);
});

describe('hostArray', () => {
  test('is the typed array of f32, i32 and u32', () => {
    expect(hostArray(f32, 2)).toEqual(new Float32Array(2));
    expect(hostArray(i32, [1, -2])).toEqual(Int32Array.of(1, -2));
    expect(hostArray(u32, new Set([3]))).toEqual(Uint32Array.of(3));
  });

  test('is a StructArray of all else: zeros at first', () => {
    const particles = hostArray(Particle, 2);
    expect(particles.length).toBe(2);
    expect(particles.bytes.byteLength).toBe(64);
    expect(particles.at(1)).toEqual({ position: [0, 0, 0], mass: 0, alive: false });
    expect([...hostArray(bool, [true, false])]).toEqual([true, false]);
  });

  test.each<[string, unknown, typeof HeddleRangeError | typeof HeddleTypeError]>([
    ['a negative length', -1, HeddleRangeError],
    ['a fractional length', 1.5, HeddleRangeError],
    ['NaN', NaN, HeddleRangeError],
    ['a length that no engine can hold', 2 ** 50, HeddleRangeError],
    ['null', null, HeddleTypeError],
    ['an object that is not iterable', {}, HeddleTypeError],
    ['values of another type', ['1'], HeddleTypeError],
    ['a value out of range', [1.5], HeddleRangeError],
  ])('refuses %s', (_, source, ErrorType) => {
    expect(() => hostArray(u32, source as never)).toThrow(ErrorType);
  });

  test('refuses what is no element type', () => {
    expect(() => hostArray('f32' as never, 2)).toThrow(HeddleTypeError);
    expect(() => layoutOf(undefined as never)).toThrow(HeddleTypeError);
  });
});

describe('StructArray', () => {
  test('at and set; at counts from the end as in Array.prototype.at', () => {
    const points = hostArray(vec3f, 3);
    points.set(1, [1, 2, 3]);
    expect(points.at(1)).toEqual([1, 2, 3]);
    expect(points.at(-2)).toEqual([1, 2, 3]);
    expect(points.at(3)).toBeUndefined();
    expect(points.at(-4)).toBeUndefined();
  });

  test('iterates over its elements', () => {
    expect([
      ...hostArray(vec2f, [
        [1, 2],
        [3, 4],
      ]),
    ]).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('its bytes are the memory itself', () => {
    const points = hostArray(vec3f, [[1, 2, 3]]);
    new Float32Array(points.bytes.buffer)[1] = 7;
    expect(points.at(0)).toEqual([1, 7, 3]);
    points.set(0, [8, 8, 8]);
    expect(floats(points.bytes)).toEqual([8, 8, 8, 0]);
  });

  test('a value that turns out to be wrong half-way leaves the element as it was', () => {
    const particles = hostArray(Particle, [{ position: [1, 2, 3], mass: 4, alive: true }]);
    expect(() => particles.set(0, { position: [9, 9, 9], mass: 'heavy' as never, alive: false })).toThrow(
      '[0].mass: expected a number for f32',
    );
    expect(particles.at(0)).toEqual({ position: [1, 2, 3], mass: 4, alive: true });
  });

  test.each([-1, 2, 0.5, NaN])('set refuses the index %s', index => {
    expect(() => hostArray(vec2f, 2).set(index, [1, 2])).toThrow(HeddleRangeError);
  });
});

test('hostArrayOver is a window on the bytes, bytesUnder the way back', () => {
  const bytes = new Uint8Array(new ArrayBuffer(16), 4, 8);
  const array = hostArrayOver(asType(f32), bytes) as Float32Array;
  array[0] = 1;
  expect(bytes.slice(0, 4)).toEqual(new Uint8Array(Float32Array.of(1).buffer));
  expect(bytesUnder(asType(f32), array, 'data')).toEqual(bytes);
  expect(bytesUnder(asType(i32), array, 'data')).toBeUndefined();
  expect(hostArrayName(asType(i32))).toBe('an Int32Array');
  expect(hostArrayName(asType(f32))).toBe('a Float32Array');
  expect(hostArrayName(asType(Particle))).toBe('a StructArray of Particle');
});

test('layoutOf follows the storage rules of WGSL', () => {
  expect(layoutOf(vec3f)).toEqual({ size: 12, align: 16, stride: 16 });
  expect(layoutOf(array(vec3f, 2))).toEqual({ size: 32, align: 16, stride: 32 });
  expect(layoutOf(Particle)).toEqual({
    size: 32,
    align: 16,
    stride: 32,
    fields: {
      position: { offset: 0, size: 12 },
      mass: { offset: 12, size: 4 },
      alive: { offset: 16, size: 4 },
    },
  });
});
