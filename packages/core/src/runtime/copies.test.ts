import { describe, expect, test } from 'vitest';
import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import { bool, f32, struct, u32, vec3f } from '../language/schema.ts';
import { FakeAccelerator } from './fake-accelerator.test-support.ts';
import { hostArray } from './host-data.ts';
import type { ArrayView } from './view.ts';

const accelerator = new FakeAccelerator();
const count = (length: number, label = 'x') =>
  accelerator.allocate(
    f32,
    Array.from({ length }, (_, i) => i),
    { label },
  );
const values = async (view: ArrayView<typeof f32>): Promise<number[]> => [...(await view.copyToCPUAsync())];

describe('uploads', () => {
  test('copy the bytes at the call', async () => {
    const x = accelerator.allocate(f32, 3);
    const data = Float32Array.of(1, 2, 3);
    x.copyFromCPU(data);
    data.fill(9);
    const plain = [4];
    x.subView(1, 1).copyFromCPU(plain);
    plain[0] = 9;
    const done = x.subView(2).copyFromAsync(data.subarray(0, 1));
    data.fill(0);
    await done;
    expect(await values(x)).toEqual([1, 4, 9]);
  });

  test('reach strided views and structs', async () => {
    const x = count(6);
    x.strided(2).copyFromCPU([7, 8, 9]);
    expect(await values(x)).toEqual([7, 1, 8, 3, 9, 5]);
    const Pair = struct('Pair', { at: vec3f, on: bool });
    const pairs = accelerator.allocate(Pair, 2);
    pairs.copyFromCPU(
      hostArray(Pair, [
        { at: [1, 2, 3], on: true },
        { at: [4, 5, 6], on: false },
      ]),
    );
    expect([...(await pairs.copyToCPUAsync())]).toEqual([
      { at: [1, 2, 3], on: true },
      { at: [4, 5, 6], on: false },
    ]);
  });

  const x = count(3);
  test.each<[string, () => unknown, typeof HeddleRangeError | typeof HeddleTypeError, string]>([
    [
      'too much',
      () => x.copyFromCPU([1, 2, 3, 4]),
      HeddleRangeError,
      "copyFromCPU: expected 3 elements for 'x', found 4",
    ],
    ['too little', () => x.copyFromCPU(new Float32Array(2)), HeddleRangeError, 'found 2'],
    [
      'the wrong typed array',
      () => x.copyFromCPU(new Float64Array(3) as never),
      HeddleTypeError,
      "copyFromCPU: data for 'x': expected a Float32Array",
    ],
    [
      'a wrong value',
      () => x.copyFromCPU([1, null, 3] as never),
      HeddleTypeError,
      "copyFromCPU: data for 'x'[1]: expected a number for f32, found null",
    ],
    ['nothing', () => x.copyFromCPU(undefined as never), HeddleTypeError, 'found undefined'],
    ['a view', () => x.copyFromCPU(count(3) as never), HeddleTypeError, 'found'],
    [
      'the wrong thing, through copyFromAsync',
      () => x.copyFromAsync(new Int8Array(3) as never),
      HeddleTypeError,
      'found an Int8Array of length 3',
    ],
  ])('refuse %s', (_, call, ErrorType, message) => {
    expect(call).toThrow(ErrorType);
    expect(call).toThrow(message);
  });
});

describe('device copies', () => {
  test('between views of any stride, also within one buffer', async () => {
    const x = count(8);
    x.strided(2).copyFrom(x.strided(2, 1));
    expect(await values(x)).toEqual([1, 1, 3, 3, 5, 5, 7, 7]);
    x.subView(0, 2).copyTo(x.subView(6));
    expect(await values(x)).toEqual([1, 1, 3, 3, 5, 5, 1, 1]);
    const y = accelerator.allocate(f32, 4);
    await y.copyFromAsync(x.strided(2));
    expect(await values(y)).toEqual([1, 3, 5, 1]);
  });

  const x = count(8);
  test.each<[string, () => unknown, typeof HeddleRangeError | typeof HeddleTypeError, string]>([
    [
      'another length',
      () => x.copyFrom(count(4)),
      HeddleRangeError,
      'copyFrom: expected two views of one length, found 4 and 8',
    ],
    [
      'another element type',
      () => x.copyTo(accelerator.allocate(u32, 8) as never),
      HeddleTypeError,
      'copyTo: expected two views of one element type, found f32 and u32',
    ],
    [
      'overlapping views',
      () => x.subView(0, 4).copyTo(x.subView(3, 4)),
      HeddleRangeError,
      "copyTo: source and target overlap in 'x'",
    ],
    ['a view onto itself', () => x.copyFrom(x), HeddleRangeError, 'overlap'],
    [
      'host data',
      () => x.copyFrom(new Float32Array(8) as never),
      HeddleTypeError,
      'copyFrom: source: expected a view, found a Float32Array of length 8',
    ],
    [
      'nothing',
      () => x.copyTo(undefined as never),
      HeddleTypeError,
      'copyTo: target: expected a view, found undefined',
    ],
    [
      'a view of another accelerator',
      () => x.copyFrom(new FakeAccelerator({ label: 'far' }).allocate(f32, 8)),
      HeddleTypeError,
      "belongs to another accelerator, 'far'",
    ],
  ])('refuse %s', (_, call, ErrorType, message) => {
    expect(call).toThrow(ErrorType);
    expect(call).toThrow(message);
  });
});

describe('readbacks', () => {
  test("copyToHostAsync fills and yields the caller's array, on shared memory too", async () => {
    const x = count(3);
    const target = new Float32Array(3);
    expect(await x.copyToHostAsync(target)).toBe(target);
    expect([...target]).toEqual([0, 1, 2]);
    const shared = new Float32Array(new SharedArrayBuffer(16)).subarray(1);
    await x.copyToHostAsync(shared as never);
    expect([...shared]).toEqual([0, 1, 2]);
    const Pair = struct('Pair', { at: vec3f, on: bool });
    const pairs = hostArray(Pair, 1);
    await accelerator.allocate(Pair, [{ at: [1, 2, 3], on: true }]).copyToHostAsync(pairs);
    expect(pairs.at(0)).toEqual({ at: [1, 2, 3], on: true });
  });

  test.each<[string, unknown, typeof HeddleRangeError | typeof HeddleTypeError]>([
    ['another length', new Float32Array(4), HeddleRangeError],
    ['another typed array', new Float64Array(3), HeddleTypeError],
    ['a plain array', [0, 0, 0], HeddleTypeError],
    ['nothing', undefined, HeddleTypeError],
  ])('copyToHostAsync refuses %s', (_, target, ErrorType) => {
    expect(() => count(3).copyToHostAsync(target as never)).toThrow(ErrorType);
  });

  test('an empty view gives an empty array', async () => {
    expect(await values(count(3).subView(3))).toEqual([]);
    expect((await accelerator.allocate(vec3f, 2).subView(1, 0).copyToCPUAsync()).length).toBe(0);
  });
});
