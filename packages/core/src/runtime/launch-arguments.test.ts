import { describe, expect, test } from 'vitest';
import { DisposedError, HeddleRangeError, HeddleTypeError, NotSupportedError } from '../errors/errors.ts';
import type { Kernel } from '../language/kernel.ts';
import { kernel } from '../language/kernel.ts';
import { atomics, read, readWrite, write } from '../language/params.ts';
import { f32, i32, u32 } from '../language/schema.ts';
import { FakeAccelerator } from './fake-accelerator.test-support.ts';
import { groupKernel } from './group-kernel.ts';

const saxpy = kernel({
  name: 'saxpy',
  params: { a: f32, x: read(f32), y: readWrite(f32) },
  body({ a, x, y }, { index }) {
    y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$);
  },
});
const iota = kernel({
  name: 'iota',
  params: { v: write(i32) },
  body({ v }, { index }) {
    v.at(index).$ = i32(index).add(1);
  },
});
const image = kernel({
  name: 'image',
  dimensions: 2,
  params: { v: write(u32) },
  body({ v }, { index, extent }) {
    v.at(index.y.mul(extent.x).add(index.x)).$ = index.x;
  },
});
const volume = kernel({
  name: 'volume',
  dimensions: 3,
  params: { v: write(u32) },
  body({ v }, { index }) {
    v.at(index.z).$ = index.x;
  },
});
const groups = groupKernel({
  name: 'groups',
  groupSize: 64,
  params: { v: write(u32) },
  body({ v }, group) {
    v.at(group.groupIndex).$ = group.localIndex;
  },
});
const both = kernel({
  name: 'both',
  params: { a: read(f32), b: read(f32), c: write(f32) },
  body({ a, b, c }, { index }) {
    c.at(index).$ = a.at(index).$.add(b.at(index).$);
  },
});
const count = kernel({
  name: 'count',
  params: { n: atomics(u32) },
  body({ n }) {
    n.at(0).add(1);
  },
});

describe('an extent of 0 is a launch of nothing', () => {
  const accelerator = new FakeAccelerator();
  const v = accelerator.allocate(u32, 4);
  test.each<[string, () => void]>([
    ['a range', () => accelerator.launch(iota, 0, { v: accelerator.allocate(i32, 0) })],
    ['a width', () => accelerator.launch(image, { width: 0, height: 7 }, { v })],
    ['a depth', () => accelerator.launch(volume, { width: 3, height: 3, depth: 0 }, { v })],
    ['groups', () => accelerator.launch(groups, { groups: 0 }, { v })],
  ])('%s', (_, launch) => {
    launch();
    expect(accelerator.statistics.launches).toBe(0);
  });

  test('but its arguments are checked', () => {
    expect(() => accelerator.launch(iota, 0, { v } as never)).toThrow(HeddleTypeError);
  });
});

describe('a bad extent', () => {
  const accelerator = new FakeAccelerator();
  const [v, w] = [accelerator.allocate(u32, 4), accelerator.allocate(i32, 4)];
  const extent = (value: unknown) => () => accelerator.launch(iota, value as never, { v: w });
  test.each<[string, () => void, typeof HeddleRangeError | typeof HeddleTypeError, string]>([
    [
      'negative',
      extent(-1),
      HeddleRangeError,
      "launch of 'iota': extent: expected a whole number from 0 to 4294967295, found -1",
    ],
    ['fractional', extent(1.5), HeddleRangeError, 'found 1.5'],
    ['NaN', extent(NaN), HeddleRangeError, 'found NaN'],
    ['huge', extent(2 ** 32), HeddleRangeError, 'found 4294967296'],
    [
      'a string',
      extent('4'),
      HeddleTypeError,
      "expected a number, as the kernel has one dimension, found '4'",
    ],
    ['undefined', extent(undefined), HeddleTypeError, 'found undefined'],
    [
      '2-D for a 1-D kernel',
      extent({ width: 2, height: 2 }),
      HeddleTypeError,
      'found an object of kind Object\n  Write launch(kernel, 3, { ... })',
    ],
    [
      '1-D for a 2-D kernel',
      () => accelerator.launch(image, 4 as never, { v }),
      HeddleTypeError,
      'a kernel of 2 dimensions takes { width, height }, found 4',
    ],
    [
      '3-D for a 2-D kernel',
      () => accelerator.launch(image, { width: 1, height: 1, depth: 1 } as never, { v }),
      HeddleTypeError,
      "found the member 'depth'",
    ],
    [
      '2-D for a 3-D kernel',
      () => accelerator.launch(volume, { width: 1, height: 1 } as never, { v }),
      HeddleTypeError,
      'extent.depth: expected a number, found undefined',
    ],
    [
      'more than u32 in all',
      () => accelerator.launch(image, { width: 65536, height: 65536 }, { v }),
      HeddleRangeError,
      'expected at most 4294967295 invocations in all, found 4294967296',
    ],
    [
      'a number for groups',
      () => accelerator.launch(groups, 4 as never, { v }),
      HeddleTypeError,
      'grid: a group kernel takes { groups }, found 4',
    ],
    [
      'negative groups',
      () => accelerator.launch(groups, { groups: -1 }, { v }),
      HeddleRangeError,
      'grid.groups: expected a whole number',
    ],
    [
      'groups that u32 cannot count',
      () => accelerator.launch(groups, { groups: 2 ** 26 }, { v }),
      HeddleRangeError,
      'found 4294967296',
    ],
  ])('%s', (_, launch, ErrorType, message) => {
    expect(launch).toThrow(ErrorType);
    expect(launch).toThrow(message);
    expect(accelerator.statistics.launches).toBe(0);
  });
});

describe('bad arguments', () => {
  const accelerator = new FakeAccelerator({ label: 'here' });
  const far = new FakeAccelerator({ label: 'far' });
  const [x, y] = [accelerator.allocate(f32, 4, { label: 'x' }), accelerator.allocate(f32, 4, { label: 'y' })];
  const gone = accelerator.allocate(f32, 4, { label: 'gone' });
  gone.dispose();
  const launch = (args: unknown) => () => accelerator.launch(saxpy, 4, args as never);
  test.each<[string, () => void, unknown, string]>([
    [
      'one is missing',
      launch({ a: 1, x }),
      HeddleTypeError,
      "launch of 'saxpy': the argument 'y' is missing; the kernel takes a, x, y",
    ],
    ['one is undefined', launch({ a: undefined, x, y }), HeddleTypeError, "the argument 'a' is missing"],
    [
      'one is misspelt',
      launch({ a: 1, x, y, z: y }),
      HeddleTypeError,
      "launch of 'saxpy': there is no parameter 'z'; the kernel takes a, x, y",
    ],
    [
      'there are none',
      launch(undefined),
      HeddleTypeError,
      'arguments: expected an object, found undefined\n  Write them by name, in one object: { a, x, y }.',
    ],
    [
      'a scalar of the wrong type',
      launch({ a: '1', x, y }),
      HeddleTypeError,
      "launch of 'saxpy': argument 'a': expected a number for f32, found '1'",
    ],
    [
      'a view for a scalar',
      launch({ a: x, x, y }),
      HeddleTypeError,
      "argument 'a': expected a number for f32",
    ],
    [
      'host data for a view',
      launch({ a: 1, x: new Float32Array(4), y }),
      HeddleTypeError,
      "argument 'x': expected a view of f32, found a Float32Array of length 4\n  Upload host data",
    ],
    [
      'null for a view',
      launch({ a: 1, x: null, y }),
      HeddleTypeError,
      "argument 'x': expected a view of f32, found null",
    ],
    [
      'another element type',
      launch({ a: 1, x: accelerator.allocate(u32, 4, { label: 'u' }), y }),
      HeddleTypeError,
      "argument 'x': expected a view of f32, found a view of u32 ('u')",
    ],
    [
      'a view of another accelerator',
      launch({ a: 1, x: far.allocate(f32, 4), y }),
      HeddleTypeError,
      "belongs to another accelerator, 'far', not to 'here'",
    ],
    ['a disposed buffer', launch({ a: 1, x: gone, y }), DisposedError, "the buffer 'gone' is disposed"],
    [
      'a view of a disposed buffer',
      launch({ a: 1, x: gone.subView(1), y }),
      DisposedError,
      "the buffer 'gone' is disposed",
    ],
    [
      'what it writes overlaps what it reads',
      launch({ a: 1, x: y, y }),
      HeddleRangeError,
      "the arguments 'x' (read) and 'y' (readWrite) overlap in 'y'",
    ],
    ['by one element', launch({ a: 1, x: y.subView(0, 2), y: y.subView(1) }), HeddleRangeError, 'overlap'],
    [
      'no kernel',
      () => accelerator.launch({} as Kernel, 4, { x, y } as never),
      HeddleTypeError,
      'expected a kernel',
    ],
    [
      'undefined for a kernel',
      () => accelerator.launch(undefined as unknown as Kernel, 4, {} as never),
      HeddleTypeError,
      'expected a kernel',
    ],
  ])('%s', (_, call, ErrorType, message) => {
    expect(call).toThrow(ErrorType as never);
    expect(call).toThrow(message);
    expect(accelerator.statistics.launches).toBe(0);
  });

  test('a disposed stream', () => {
    const stream = accelerator.createStream({ label: 'up' });
    stream.dispose();
    expect(() => stream.launch(saxpy, 4, { a: 1, x, y })).toThrow(DisposedError);
  });
});

describe('views of one buffer', () => {
  test('disjoint ones and two readers are fine', async () => {
    const accelerator = new FakeAccelerator();
    const x = accelerator.allocate(f32, [1, 2, 3, 4, 0, 0, 0, 0]);
    accelerator.launch(both, 4, { a: x.subView(0, 4), b: x.subView(0, 4), c: x.subView(4) });
    accelerator.launch(saxpy, 4, { a: 100, x: x.strided(2), y: x.strided(2, 1) });
    expect([...(await x.copyToCPUAsync())]).toEqual([1, 102, 3, 304, 2, 204, 6, 608]);
  });

  test('two writers may not overlap', () => {
    const two = kernel({
      name: 'two',
      params: { a: write(f32), b: write(f32) },
      body({ a, b }, { index }) {
        a.at(index).$ = 1;
        b.at(index).$ = 2;
      },
    });
    const accelerator = new FakeAccelerator();
    const x = accelerator.allocate(f32, 4, { label: 'x' });
    expect(() => accelerator.launch(two, 2, { a: x, b: x.subView(3) })).toThrow(
      "the arguments 'a' (write) and 'b' (write) overlap in 'x'",
    );
    accelerator.launch(two, 2, { a: x.subView(0, 3), b: x.subView(3) });
  });
});

describe('what a backend cannot do', () => {
  test('a capability that it lacks, named with the line', () => {
    const accelerator = new FakeAccelerator({ capabilities: [] });
    const launch = () => accelerator.launch(count, 1, { n: accelerator.allocate(u32, 1) });
    expect(launch).toThrow(NotSupportedError);
    expect(launch).toThrow(
      /kernel 'count': .*'atomics', which fake does not have here\n {2}at .*launch-arguments\.test\.ts:\d+:\d+\n {2}Use a backend that has it\.$/,
    );
  });

  test('a group size above the limit, and more views than it can bind', () => {
    const small = new FakeAccelerator({ limits: { maxGroupSize: 32, maxBindings: 2 } });
    expect(() => small.launch(groups, { groups: 1 }, { v: small.allocate(u32, 1) })).toThrow(
      NotSupportedError,
    );
    expect(() => small.launch(groups, { groups: 1 }, { v: small.allocate(u32, 1) })).toThrow(
      'expected a groupSize of at most 32 on fake (limits.maxGroupSize), found 64',
    );
    const x = small.allocate(f32, 4);
    expect(() => small.launch(both, 1, { a: x, b: x, c: small.allocate(f32, 4) })).toThrow(
      'expected a number of views of at most 2 on fake (limits.maxBindings), found 3',
    );
  });

  test('is told by loadKernelAsync too, as a rejection', async () => {
    const accelerator = new FakeAccelerator({ capabilities: [] });
    await expect(accelerator.loadKernelAsync(count)).rejects.toBeInstanceOf(NotSupportedError);
    await expect(accelerator.loadKernelAsync(saxpy, { signal: AbortSignal.abort('no') })).rejects.toBe('no');
  });
});
