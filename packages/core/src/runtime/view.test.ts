import { describe, expect, test, vi } from 'vitest';
import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import { kernel } from '../language/kernel.ts';
import { read } from '../language/params.ts';
import { f32, i32, vec3f } from '../language/schema.ts';
import { FakeAccelerator } from './fake-accelerator.test-support.ts';
import { ArrayView } from './view.ts';

const accelerator = new FakeAccelerator();
const count = (length: number, label = 'x') =>
  accelerator.allocate(
    f32,
    Array.from({ length }, (_, i) => i),
    { label },
  );
const values = async (view: ArrayView<typeof f32>): Promise<number[]> => [...(await view.copyToCPUAsync())];

describe('shapes', () => {
  test('subView takes a run, strided every nth, and both compose', async () => {
    const x = count(12);
    expect(await values(x.subView(3, 4))).toEqual([3, 4, 5, 6]);
    expect(await values(x.subView(10))).toEqual([10, 11]);
    expect(await values(x.strided(5))).toEqual([0, 5, 10]);
    expect(await values(x.strided(5, 2))).toEqual([2, 7]);
    expect(await values(x.strided(2).subView(1, 3))).toEqual([2, 4, 6]);
    expect(await values(x.subView(1, 9).strided(3))).toEqual([1, 4, 7]);
    expect(await values(x.strided(2, 1).strided(2, 1))).toEqual([3, 7, 11]);
    expect(x.subView(12).length).toBe(0);
    expect(x.strided(3, 12).length).toBe(0);
  });

  test('as2D and as3D keep the elements', async () => {
    const x = count(12);
    expect(x.as2D({ width: 4, height: 3 }).shape).toMatchObject({
      width: 4,
      height: 3,
      depth: 1,
      length: 12,
    });
    expect(x.as3D({ width: 2, height: 3, depth: 2 }).shape).toMatchObject({
      width: 2,
      height: 3,
      depth: 2,
      length: 12,
    });
    expect(await values(x.as2D({ width: 4, height: 3 }).subView(4, 4))).toEqual([4, 5, 6, 7]);
    expect(x.as2D({ width: 4, height: 3 }).strided(2).shape).toMatchObject({ width: 6, height: 1, depth: 1 });
    expect(x.subView(0, 0).as2D({ width: 0, height: 7 }).length).toBe(0);
  });

  const x = count(8);
  test.each<[string, () => unknown, typeof HeddleRangeError | typeof HeddleTypeError, string]>([
    [
      'a negative offset',
      () => x.subView(-1),
      HeddleRangeError,
      'subView: offset: expected a whole number from 0 to 8, found -1',
    ],
    ['an offset beyond the end', () => x.subView(9), HeddleRangeError, 'found 9'],
    [
      'a length beyond the end',
      () => x.subView(4, 5),
      HeddleRangeError,
      'subView: length: expected a whole number from 0 to 4, found 5',
    ],
    ['a negative length', () => x.subView(4, -1), HeddleRangeError, 'found -1'],
    ['a fraction', () => x.subView(0.5), HeddleRangeError, 'found 0.5'],
    ['NaN', () => x.subView(NaN), HeddleRangeError, 'found NaN'],
    ['a huge offset', () => x.subView(2 ** 53), HeddleRangeError, 'found 9007199254740992'],
    ['Infinity', () => x.subView(0, Infinity), HeddleRangeError, 'found Infinity'],
    [
      'a string',
      () => x.subView('1' as never),
      HeddleTypeError,
      "subView: offset: expected a number, found '1'",
    ],
    [
      'a step of 0',
      () => x.strided(0),
      HeddleRangeError,
      'strided: step: expected a whole number of at least 1, found 0',
    ],
    ['a fractional step', () => x.strided(1.5), HeddleRangeError, 'found 1.5'],
    ['an offset of a stride beyond the end', () => x.strided(2, 9), HeddleRangeError, 'strided: offset'],
    [
      'an extent of another size',
      () => x.as2D({ width: 3, height: 3 }),
      HeddleRangeError,
      'as2D: expected an extent of 8 elements in all, found 9',
    ],
    ['a negative extent', () => x.as2D({ width: -2, height: -4 }), HeddleRangeError, 'as2D: width'],
    [
      'an extent without a member',
      () => x.as3D({ width: 2, height: 4 } as never),
      HeddleTypeError,
      'as3D: depth: expected a number, found undefined',
    ],
    [
      'an extent that is a number',
      () => x.as2D(8 as never),
      HeddleTypeError,
      'as2D: expected { width, height }, found 8',
    ],
    ['no extent', () => x.as2D(undefined as never), HeddleTypeError, 'found undefined'],
  ])('refuse %s', (_, call, ErrorType, message) => {
    expect(call).toThrow(ErrorType);
    expect(call).toThrow(message);
  });

  test('the bytes of a view', () => {
    const points = accelerator.allocate(vec3f, 8);
    expect(points.subView(2, 3).span()).toMatchObject({ offsetBytes: 32, pieceBytes: 48, count: 1 });
    expect(points.strided(3, 1).span()).toMatchObject({
      offsetBytes: 16,
      pieceBytes: 16,
      strideBytes: 48,
      count: 3,
    });
  });
});

describe('fills', () => {
  test('repeat the element, over strides too', async () => {
    const x = count(5);
    x.strided(2).fill(-1);
    expect(await values(x)).toEqual([-1, 1, -1, 3, -1]);
    x.memSet(0x3f);
    expect(await values(x)).toEqual(Array(5).fill(new Float32Array(Uint32Array.of(0x3f3f3f3f).buffer)[0]));
    x.memSetToZero();
    expect(await values(x)).toEqual([0, 0, 0, 0, 0]);
    const points = accelerator.allocate(vec3f, 3);
    points.subView(1).fill([1, 2, 3]);
    expect([...(await points.copyToCPUAsync())]).toEqual([
      [0, 0, 0],
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  test('memSetToZeroAsync is ordered behind what was queued, and resolves when done', async () => {
    const x = count(4);
    x.fill(7);
    await x.memSetToZeroAsync();
    expect(await values(x)).toEqual([0, 0, 0, 0]);
  });

  test.each<[string, () => unknown, typeof HeddleRangeError | typeof HeddleTypeError]>([
    ['a value of another type', () => count(1).fill('1' as never), HeddleTypeError],
    ['a fraction for an integer', () => accelerator.allocate(i32, 1).fill(1.5), HeddleRangeError],
    ['a byte out of range', () => count(1).memSet(256), HeddleRangeError],
    ['a negative byte', () => count(1).memSet(-1), HeddleRangeError],
    ['no byte', () => count(1).memSet(undefined as never), HeddleTypeError],
  ])('refuse %s', (_, call, ErrorType) => {
    expect(call).toThrow(ErrorType);
  });
});

test('a view is found by brand', () => {
  expect({ [Symbol.for('@heddle/core/ArrayView')]: true }).toBeInstanceOf(ArrayView);
  expect([1, 2]).not.toBeInstanceOf(ArrayView);
});

test('a view or a stream of a second copy of core is refused as that, wherever it is given', async () => {
  const here = new FakeAccelerator();
  const x = here.allocate(f32, 1);
  vi.resetModules();
  const { FakeAccelerator: Other } = await import('./fake-accelerator.test-support.ts');
  const { f32: otherF32 } = await import('../language/schema.ts');
  const other = new Other();
  const theirs = other.allocate(otherF32, 1) as never;
  const stream = other.defaultStream as never;
  const y = kernel({ name: 'y', params: { x: read(f32) }, body() {} });
  const calls = [
    () => x.copyFrom(theirs),
    () => x.copyTo(theirs),
    () => here.launch(y, 1, { x: theirs }),
    () => x.fill(1, { stream }),
    () => here.defaultStream.waitFor(stream),
  ];
  for (const call of calls) expect(call).toThrow(/was made by another copy of @heddle\/core\n.*npm dedupe/);
});
