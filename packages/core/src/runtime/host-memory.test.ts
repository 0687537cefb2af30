import { expect, test } from 'vitest';
import { DisposedError, OperationError, OutOfMemoryError } from '../errors/errors.ts';
import { f32 } from '../language/index.ts';
import { FakeAccelerator } from './fake-accelerator.test-support.ts';
import { failureOf } from './host-memory.ts';

const overflow = (): unknown => {
  const deeper = (): number => 1 + deeper();
  try {
    return deeper();
  } catch (error) {
    return error;
  }
};

test('only a RangeError of the engine is a lack of room, and not that of an overflowing stack', () => {
  const own = new DisposedError('gone');
  expect(failureOf(own)).toBe(own);
  expect(failureOf(new RangeError('Array buffer allocation failed'))).toBeInstanceOf(OutOfMemoryError);
  for (const cause of [new TypeError('not extensible'), overflow(), 'a string', undefined]) {
    const failure = failureOf(cause, 'readback: ');
    expect(failure).toBeInstanceOf(OperationError);
    expect(failure.cause).toBe(cause);
    expect(failure.message).toMatch(/^readback: /);
    expect(failure.message).not.toMatch(/room/);
  }
});

class Broken extends FakeAccelerator {
  cause: unknown = new TypeError('Cannot add property x, object is not extensible');
  protected override createBuffer(): never {
    throw this.cause;
  }
}

test('allocate calls nothing but a lack of room so', () => {
  const accelerator = new Broken();
  const found = () => {
    try {
      accelerator.allocate(f32, 3, { label: 'x' });
    } catch (error) {
      return error as Error;
    }
    throw new Error('it was allocated');
  };
  expect(found()).toBeInstanceOf(OperationError);
  expect(found().message).toBe("allocate 'x': Cannot add property x, object is not extensible");
  expect(found().cause).toBe(accelerator.cause);
  accelerator.cause = overflow();
  expect(found()).toBeInstanceOf(OperationError);
  accelerator.cause = new RangeError('full');
  expect(found()).toBeInstanceOf(OutOfMemoryError);
});

test('a readback that fails is named, whatever it threw or rejected with', async () => {
  for (const [cause, ErrorClass, says] of [
    [new RangeError('Array buffer allocation failed'), OutOfMemoryError, /the host has no room/],
    [new TypeError('broken'), OperationError, /broken/],
  ] as const) {
    for (const asynchronous of [true, false]) {
      const accelerator = new FakeAccelerator();
      const x = accelerator.allocate(f32, [1, 2, 3], { label: 'x' });
      const failing = x as unknown as { copyToRawAsync: (...args: unknown[]) => unknown; readback: Function };
      failing.copyToRawAsync = (...range) =>
        failing.readback(...range, () => {
          if (asynchronous) return Promise.reject(cause);
          throw cause;
        });
      const error = await x.copyToCPUAsync().catch(error => error);
      expect(error).toBeInstanceOf(ErrorClass);
      expect(error.message).toMatch(says);
      expect(error.message).toMatch(/^readback of 'x' on stream 'default' failed: /);
      expect(error.cause).toBe(cause);
    }
  }
});
