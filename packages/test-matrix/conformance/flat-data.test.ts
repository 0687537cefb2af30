// Vectors as other libraries keep them, as numbers without padding, go to the device and come back; the device's layout
// pads a vec3f to 16 bytes.
import {
  array,
  bool,
  type DataType,
  f32,
  HeddleRangeError,
  HeddleTypeError,
  type HostData,
  hostArray,
  kernel,
  readWrite,
  struct,
  vec2f,
  vec2i,
  vec2u,
  vec3f,
  vec3i,
  vec3u,
  vec4f,
  vec4i,
  vec4u,
} from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { refusal, rejection } from '../harness/refusal.ts';

type Flat = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
const numbers = (length: number): number[] => Array.from({ length }, (_, i) => i + 1);
const cases: readonly (readonly [string, DataType, Flat])[] = [
  ['vec2f', vec2f, Float32Array.from(numbers(6))],
  ['vec3f', vec3f, Float32Array.from(numbers(9))],
  ['vec4f', vec4f, Float32Array.from(numbers(8))],
  ['vec2i', vec2i, Int32Array.from(numbers(6))],
  ['vec3i', vec3i, Int32Array.from(numbers(9))],
  ['vec4i', vec4i, Int32Array.from(numbers(8))],
  ['vec2u', vec2u, Uint32Array.from(numbers(6))],
  ['vec3u', vec3u, Uint32Array.from(numbers(9))],
  ['vec4u', vec4u, Uint32Array.from(numbers(8))],
  ['array(f32, 3)', array(f32, 3), Float32Array.from(numbers(6))],
  ['array(vec3f, 2)', array(vec3f, 2), Float32Array.from(numbers(12))],
];

const twice = kernel({
  name: 'twice',
  params: { x: readWrite(vec3f) },
  body({ x }, { index }) {
    x.at(index).$ = x.at(index).$.mul(2);
  },
});

suite('flat data', () => {
  for (const [name, type, flat] of cases) {
    test(`${name}: allocate, copyFromCPU, toFlat and copyToHostAsync`, async ({ accelerator }) => {
      const x = accelerator.allocate(type, flat as HostData<DataType>);
      const back = await x.copyToCPUAsync();
      expect((back as { toFlat(): unknown }).toFlat()).toEqual(flat);
      const doubled = flat.map(v => 2 * v) as Flat;
      x.copyFromCPU(doubled as HostData<DataType>);
      const into = flat.slice() as Flat;
      expect(await x.copyToHostAsync(into as never)).toBe(into);
      expect(into).toEqual(doubled);
      x.dispose();
    });
  }

  test('positions of three.js go in, are computed with, and come out', async ({ accelerator }) => {
    const positions = Float32Array.of(1, 2, 3, 4, 5, 6);
    const x = accelerator.allocate(vec3f, positions);
    expect(x.length).toBe(2);
    expect(x.byteLength).toBe(32);
    accelerator.launch(twice, x.length, { x });
    await x.copyToHostAsync(positions);
    expect([...positions]).toEqual([2, 4, 6, 8, 10, 12]);
    expect([...(await x.copyToCPUAsync())]).toEqual([
      [2, 4, 6],
      [8, 10, 12],
    ]);
    x.dispose();
  });

  test('a part of a larger array, on shared memory, bits of a NaN included', async ({ accelerator }) => {
    // a page without cross-origin isolation has no shared memory
    const Memory = typeof SharedArrayBuffer === 'undefined' ? ArrayBuffer : SharedArrayBuffer;
    const memory = new Float32Array(new Memory(32)).subarray(1, 7);
    new Uint32Array(memory.buffer).set([9, 0x7fc00123, 2, 3, 4, 5, 6, 9]);
    const x = accelerator.allocate(vec3f, memory);
    const flat = (await x.copyToCPUAsync()).toFlat();
    expect([...new Uint32Array(flat.buffer)]).toEqual([0x7fc00123, 2, 3, 4, 5, 6]);
    x.dispose();
  });

  test('into strided and sub-views', async ({ accelerator }) => {
    const x = accelerator.allocate(vec3f, 4);
    x.strided(2).copyFromCPU(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect([...(await x.copyToCPUAsync()).toFlat()]).toEqual([1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0, 0]);
    expect([...(await x.subView(2, 1).copyToHostAsync(new Float32Array(3)))]).toEqual([4, 5, 6]);
    x.dispose();
  });

  test('a length that ends within an element, and another kind of array, are refused', async ({
    accelerator,
  }) => {
    const x = accelerator.allocate(vec3f, 2);
    const inside = /expected 3 numbers for each vec3f, found a Float32Array of length 4/;
    refusal(() => accelerator.allocate(vec3f, new Float32Array(4)), HeddleRangeError, inside);
    refusal(() => x.copyFromCPU(new Float32Array(4)), HeddleRangeError, inside);
    refusal(() => x.copyFromCPU(new Float32Array(9)), HeddleRangeError, /expected 2 elements.*found 3/);
    await rejection(() => x.copyToHostAsync(new Float32Array(4)), HeddleRangeError, inside);
    await rejection(() => x.copyToHostAsync(new Float32Array(3)), HeddleRangeError, /of 2 elements/);
    await rejection(
      () => x.copyToHostAsync(new Int32Array(6) as never),
      HeddleTypeError,
      /a Float32Array of its numbers, found an Int32Array/,
    );
    refusal(() => accelerator.allocate(vec3f, new Int32Array(3) as never), HeddleTypeError, /Float32Array/);
    refusal(
      () => accelerator.allocate(bool, new Uint32Array(3) as never),
      HeddleTypeError,
      /found an Uint32Array/,
    );
    x.dispose();
  });

  test('bools and structs have no flat form', () => {
    const mixed = struct('Mixed', { a: f32, b: vec3f });
    for (const type of [bool, mixed, array(bool, 2)])
      refusal(() => hostArray(type as typeof mixed, 1).toFlat(), HeddleTypeError, /toFlat: expected vectors/);
  });
});
