// The host has no memory for an array: a typed error with a remedy, and the accelerator goes on.
import { f32, hostArray, OutOfMemoryError, vec3f } from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { refusal } from '../harness/refusal.ts';

const LENGTH = 1237;

/** An engine that has no room for an array of so many bytes. */
function without<R>(bytes: number, body: () => R): R {
  const real = globalThis.Uint8Array;
  globalThis.Uint8Array = new Proxy(real, {
    construct(target, args, newTarget) {
      if (args[0] === bytes) throw new RangeError('Array buffer allocation failed');
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  try {
    return body();
  } finally {
    globalThis.Uint8Array = real;
  }
}

suite('host-memory', () => {
  test('no room for the copy of data: OutOfMemoryError at the call', async ({ accelerator }) => {
    const x = accelerator.allocate(f32, LENGTH);
    const v = accelerator.allocate(vec3f, LENGTH);
    const data = new Float32Array(LENGTH).fill(2);
    const structs = hostArray(vec3f, LENGTH);
    const calls: readonly (readonly [number, () => unknown])[] = [
      [4 * LENGTH, () => accelerator.allocate(f32, data)],
      [4 * LENGTH, () => accelerator.allocate(f32, [...data])],
      [4 * LENGTH, () => x.copyFromCPU(data)],
      [4 * LENGTH, () => x.copyFromAsync(data)],
      [16 * LENGTH, () => v.copyFromCPU(new Float32Array(3 * LENGTH))],
      [16 * LENGTH, () => v.copyFromCPU(structs)],
      [4 * LENGTH, () => hostArray(f32, LENGTH)],
      [4 * LENGTH, () => hostArray(f32, data)],
    ];
    for (const [bytes, call] of calls) {
      const error = refusal(() => without(bytes, call), OutOfMemoryError, /the host has no room/);
      expect(error.remedy).toMatch(/in pieces/);
      expect(error.cause).toBeInstanceOf(RangeError);
    }
    x.copyFromCPU(data);
    expect(await x.copyToCPUAsync()).toEqual(data);
  });
});
