import { describe, expect, test } from 'vitest';
import { HeddleRangeError, HeddleTypeError, NotSupportedError, OutOfMemoryError } from '../errors/errors.ts';
import { kernel } from '../language/kernel.ts';
import { write } from '../language/params.ts';
import { f32, i32, struct, u32, vec3f } from '../language/schema.ts';
import { Accelerator } from './accelerator.ts';
import { AnalysingAccelerator } from './analysing-accelerator.ts';
import { FakeAccelerator, state, turns } from './fake-accelerator.test-support.ts';

test('an accelerator on the base class of users refuses kernels, and says which one backends have', () => {
  class Wrong extends Accelerator {
    constructor() {
      super({ backend: 'wrong', capabilities: [], limits: new FakeAccelerator().limits });
    }
    synchronizeAsync = (): Promise<void> => Promise.resolve();
    protected createBuffer = (): never => undefined as never;
    protected openStream = (): never => undefined as never;
    protected compile = (): never => undefined as never;
    protected submitAll(): void {}
    protected close = (): Promise<void> => Promise.resolve();
  }
  const none = kernel({ name: 'none', params: { y: write(f32) }, body: () => {} });
  const wrong = new Wrong();
  for (const use of [() => wrong.generatedCode(none), () => wrong.bindLaunch(none, 1, {})])
    expect(use).toThrow(
      "the accelerator of 'wrong': expected the Accelerator of '@heddle/core/backend' as its base class, found that of",
    );
  expect(new FakeAccelerator()).toBeInstanceOf(AnalysingAccelerator);
  expect(new Wrong()).toBeInstanceOf(AnalysingAccelerator);
  expect(new Wrong()).not.toBeInstanceOf(FakeAccelerator);
});

describe('what blocks', () => {
  test.each([
    ['idle', false],
    ['in flight', true],
  ])('synchronize refuses loudly, %s', async (_, inFlight) => {
    const accelerator = new FakeAccelerator();
    const x = accelerator.allocate(f32, 4, { label: 'x' });
    if (inFlight) {
      accelerator.hold();
      x.fill(1);
    }
    expect(() => (accelerator as any).synchronize()).toThrow(NotSupportedError);
    expect(() => (accelerator.defaultStream as any).synchronize()).toThrow('synchronizeAsync');
    expect(() => (x as any).copyToCPU()).toThrow(NotSupportedError);
    expect(() => (x.subView(1) as any).copyToCPU()).toThrow('copyToCPUAsync');
    try {
      (accelerator as any).synchronize();
    } catch (error) {
      expect(error).toMatchObject({ code: 'HEDDLE_NOT_SUPPORTED', use: 'synchronizeAsync' });
    }
  });
});

describe('synchronizeAsync', () => {
  test('waits for what every stream has queued, and not before it is done', async () => {
    const accelerator = new FakeAccelerator();
    const [a, b] = [accelerator.createStream(), accelerator.createStream()];
    const x = accelerator.allocate(f32, 4);
    accelerator.hold(a, b);
    x.subView(0, 2).fill(1, { stream: a });
    x.subView(2, 2).fill(2, { stream: b });
    const wait = accelerator.synchronizeAsync();
    await turns(50);
    expect(await state(wait)).toBe('pending');
    await accelerator.release(a);
    expect(await state(wait)).toBe('pending');
    await accelerator.release(b);
    expect(await state(wait)).toBe('resolved');
    expect([...(await x.copyToCPUAsync())]).toEqual([1, 1, 2, 2]);
  });

  test('is re-entrant: what is queued meanwhile is neither lost nor waited for', async () => {
    const accelerator = new FakeAccelerator();
    const slow = accelerator.createStream();
    const x = accelerator.allocate(f32, 2);
    x.fill(1);
    const first = accelerator.synchronizeAsync();
    accelerator.hold(slow);
    x.fill(2, { stream: slow });
    const second = accelerator.synchronizeAsync();
    await first;
    expect(await state(second)).toBe('pending');
    await accelerator.release(slow);
    await second;
    expect([...(await x.copyToCPUAsync())]).toEqual([2, 2]);
  });

  test('an abort ends the wait with its reason, and not the work', async () => {
    const accelerator = new FakeAccelerator();
    const x = accelerator.allocate(f32, 1);
    accelerator.hold();
    x.fill(7);
    const controller = new AbortController();
    const wait = accelerator.synchronizeAsync({ signal: controller.signal });
    controller.abort('enough');
    await expect(wait).rejects.toBe('enough');
    await accelerator.release();
    expect([...(await x.copyToCPUAsync())]).toEqual([7]);
    await expect(accelerator.synchronizeAsync({ signal: AbortSignal.abort('early') })).rejects.toBe('early');
  });
});

describe('allocate', () => {
  const accelerator = new FakeAccelerator({ limits: { maxBufferBytes: 1024 } });
  test('zeroed, or holding a copy of the data', async () => {
    expect([...(await accelerator.allocate(u32, 3).copyToCPUAsync())]).toEqual([0, 0, 0]);
    const data = Int32Array.of(1, -2);
    const x = accelerator.allocate(i32, data);
    data.fill(9);
    expect([...(await x.copyToCPUAsync())]).toEqual([1, -2]);
    expect([...(await accelerator.allocate(vec3f, [[1, 2, 3]]).copyToCPUAsync())]).toEqual([[1, 2, 3]]);
    expect(accelerator.allocate(f32, 0).length).toBe(0);
    expect(accelerator.allocate(f32, []).byteLength).toBe(0);
  });

  test.each<[string, unknown, unknown, typeof HeddleRangeError | typeof HeddleTypeError]>([
    ['no element type', 'f32', 4, HeddleTypeError],
    ['no element type at all', undefined, 4, HeddleTypeError],
    ['a negative length', f32, -1, HeddleRangeError],
    ['a fractional length', f32, 1.5, HeddleRangeError],
    ['NaN', f32, NaN, HeddleRangeError],
    ['Infinity', f32, Infinity, HeddleRangeError],
    ['a huge length', f32, 2 ** 40, HeddleRangeError],
    ['one element above the limit', f32, 257, HeddleRangeError],
    ['data above the limit', f32, new Float32Array(257), HeddleRangeError],
    ['the wrong typed array', u32, new Int8Array(3), HeddleTypeError],
    ['neither length nor data', f32, undefined, HeddleTypeError],
    ['a length as a string', f32, '4', HeddleTypeError],
    ['values of another type', f32, ['1'], HeddleTypeError],
    ['a struct with a missing field', struct('P', { mass: f32 }), [{}], HeddleTypeError],
  ])('refuses %s', (_, type, source, ErrorType) => {
    const { bytesUploaded } = accelerator.statistics;
    expect(() => accelerator.allocate(type as never, source as never)).toThrow(ErrorType);
    expect(accelerator.statistics.bytesUploaded).toBe(bytesUploaded);
  });

  test('names the limit', () => {
    expect(() => accelerator.allocate(f32, 257, { label: 'big' })).toThrow(
      "allocate 'big': expected at most 256 elements of 4 bytes (limits.maxBufferBytes is 1024), found 257",
    );
  });

  test('a device without room is an OutOfMemoryError with its cause', () => {
    const full = new FakeAccelerator();
    full.allocationFails = true;
    try {
      full.allocate(f32, 4, { label: 'x' });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(OutOfMemoryError);
      expect(error).toMatchObject({ code: 'HEDDLE_OUT_OF_MEMORY', cause: { message: 'the device is full' } });
    }
    full.allocationFails = false;
    expect(full.allocate(f32, 4).length).toBe(4);
  });
});

test('labels: given, or by kind and number', () => {
  const accelerator = new FakeAccelerator({ label: 'gpu' });
  expect(accelerator.label).toBe('gpu');
  expect(new FakeAccelerator().label).toMatch(/^fake#\d+$/);
  expect(accelerator.defaultStream.label).toBe('default');
  expect(accelerator.createStream({ label: 'up' }).label).toBe('up');
  expect(accelerator.createStream().label).toMatch(/^stream#\d+$/);
  expect(accelerator.allocate(f32, 3, { label: 'x' }).label).toBe('x');
  expect(accelerator.allocate(f32, 3).label).toMatch(/^f32\[3\]#\d+$/);
});

test('statistics count what moved', async () => {
  const accelerator = new FakeAccelerator();
  const before = accelerator.statistics;
  const x = accelerator.allocate(f32, new Float32Array(1024));
  x.copyFromCPU(new Float32Array(1024));
  await x.subView(8, 4).copyToCPUAsync();
  await x.subView(0, 8).strided(2).copyToCPUAsync();
  expect(accelerator.statistics).toMatchObject({ bytesUploaded: 8192, bytesReadBack: 32, launches: 0 });
  expect(accelerator.statistics.submits).toBeGreaterThan(0);
  expect(before.bytesUploaded).toBe(0);
});

test("capabilities and limits are the backend's, and fixed", () => {
  const accelerator = new FakeAccelerator({ capabilities: ['atomics'] });
  expect([...accelerator.capabilities]).toEqual(['atomics']);
  expect(Object.isFrozen(accelerator.limits)).toBe(true);
});

test("instanceof goes by brand for the public class, and by identity for a backend's own", () => {
  class Other extends FakeAccelerator {}
  const accelerator = new FakeAccelerator();
  expect(accelerator).toBeInstanceOf(Accelerator);
  expect(accelerator).not.toBeInstanceOf(Other);
  expect({ [Symbol.for('@heddle/core/Accelerator')]: true }).toBeInstanceOf(Accelerator);
  expect(Accelerator.made(accelerator)).toBe(true);
  expect(Accelerator.made({ [Symbol.for('@heddle/core/Accelerator')]: true })).toBe(false);
});
