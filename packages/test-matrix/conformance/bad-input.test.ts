// Bad memory, views and data are refused at the call, with a typed error, and leave everything as it was.
import {
  type Accelerator,
  atomics,
  DisposedError,
  f32,
  HeddleRangeError,
  HeddleTypeError,
  i32,
  OutOfMemoryError,
  u32,
} from '@heddle/core';
import { backends } from '../harness/backends/index.ts';
import { expect, suite, test } from '../harness/conformance.ts';
import {
  Body,
  body,
  type Case,
  plane,
  refuseAll,
  saxpy,
  setUp,
  sizes,
  type Wrong,
} from '../programs/bad-input.ts';

const cases: Record<string, readonly Case[]> = {
  'allocate: lengths': [
    ...sizes('a length of', /allocate/, ({ accelerator }, size) => accelerator.allocate(f32, size)),
    [
      'no length',
      ({ accelerator }) => accelerator.allocate(f32, undefined as Wrong),
      HeddleTypeError,
      /allocate/,
    ],
    [
      'above the limit',
      ({ accelerator: a }) => a.allocate(f32, a.limits.maxBufferBytes / 4 + 1),
      HeddleRangeError,
      /maxBufferBytes/,
    ],
    [
      'far above it',
      ({ accelerator }) => accelerator.allocate(Body, 2 ** 50),
      HeddleRangeError,
      /maxBufferBytes/,
    ],
  ],
  'allocate: types and data': [
    [
      'no type',
      ({ accelerator }) => accelerator.allocate('f32' as Wrong, 3),
      HeddleTypeError,
      /element type/,
    ],
    [
      'an atomic',
      ({ accelerator }) => accelerator.allocate(atomics(u32) as Wrong, 3),
      HeddleTypeError,
      /type/,
    ],
    [
      'a narrower typed array',
      ({ accelerator }) => accelerator.allocate(u32, new Int8Array(3) as Wrong),
      HeddleTypeError,
      /Int8Array/,
    ],
    [
      'a wider one',
      ({ accelerator }) => accelerator.allocate(f32, new Float64Array(3) as Wrong),
      HeddleTypeError,
      /Float64Array/,
    ],
    [
      'one of another sign',
      ({ accelerator }) => accelerator.allocate(u32, new Int32Array(3) as Wrong),
      HeddleTypeError,
      /Int32Array/,
    ],
    [
      'bytes',
      ({ accelerator }) => accelerator.allocate(f32, new ArrayBuffer(8) as Wrong),
      HeddleTypeError,
      /ArrayBuffer/,
    ],
    [
      'an iterable',
      ({ accelerator }) => accelerator.allocate(f32, new Set([1]) as Wrong),
      HeddleTypeError,
      /Set/,
    ],
    [
      'a fraction for an integer',
      ({ accelerator }) => accelerator.allocate(i32, [1, 2.5]),
      HeddleRangeError,
      /\[1\].*2\.5/,
    ],
    ['a negative u32', ({ accelerator }) => accelerator.allocate(u32, [-1]), HeddleRangeError, /\[0\].*-1/],
    [
      'too large an i32',
      ({ accelerator }) => accelerator.allocate(i32, [0, 0, 2 ** 31]),
      HeddleRangeError,
      /\[2\]/,
    ],
    [
      'NaN for an integer',
      ({ accelerator }) => accelerator.allocate(i32, [Number.NaN]),
      HeddleRangeError,
      /NaN/,
    ],
    [
      'a string for a number',
      ({ accelerator }) => accelerator.allocate(f32, ['1'] as Wrong),
      HeddleTypeError,
      /\[0\].*'1'/,
    ],
    [
      'a hole',
      ({ accelerator }) => accelerator.allocate(f32, new Array(2)),
      HeddleTypeError,
      /\[0\].*undefined/,
    ],
    [
      'a field missing',
      ({ accelerator }) => accelerator.allocate(Body, [body, { at: [1, 2] }] as Wrong),
      HeddleTypeError,
      /\[1\].*'tags'/,
    ],
    [
      'a field too many',
      ({ accelerator }) => accelerator.allocate(Body, [{ ...body, z: 1 }] as Wrong),
      HeddleTypeError,
      /'z'/,
    ],
    [
      'a component missing',
      ({ accelerator }) => accelerator.allocate(Body, [{ ...body, at: [1] }] as Wrong),
      HeddleRangeError,
      /\.at.*2 values/,
    ],
    [
      'a bad element deep inside',
      ({ accelerator }) => accelerator.allocate(Body, [{ ...body, tags: [1, -2] }]),
      HeddleRangeError,
      /\.tags\[1\]/,
    ],
  ],
  views: [
    ...sizes('subView from', /subView: offset/, ({ x }, size) => x.subView(size)),
    ...sizes('subView of', /subView: length/, ({ x }, size) => x.subView(0, size)),
    ...sizes('strided by', /strided: step/, ({ x }, size) => x.strided(size)),
    ...sizes('strided from', /strided: offset/, ({ x }, size) => x.strided(2, size)),
    ...sizes('as2D, wide', /as2D: width/, ({ x }, width) => x.as2D({ width, height: 2 })),
    ...sizes('as3D, deep', /as3D: depth/, ({ x }, depth) => x.as3D({ width: 2, height: 2, depth })),
    ['subView beyond the end', ({ x }) => x.subView(9), HeddleRangeError, /offset/],
    ['subView over the end', ({ x }) => x.subView(5, 4), HeddleRangeError, /length/],
    ['subView over the end of a view', ({ x }) => x.subView(2, 4).subView(1, 4), HeddleRangeError, /length/],
    ['strided by 0', ({ x }) => x.strided(0), HeddleRangeError, /step/],
    ['as2D of another size', ({ x }) => x.as2D({ width: 3, height: 3 }), HeddleRangeError, /8 elements/],
    [
      'as3D of another size',
      ({ x }) => x.as3D({ width: 2, height: 2, depth: 3 }),
      HeddleRangeError,
      /8 elements/,
    ],
    ['as2D without an extent', ({ x }) => x.as2D(undefined as Wrong), HeddleTypeError, /as2D/],
  ],
  'upload, fill and copy': [
    ['too little data', ({ x }) => x.copyFromCPU(new Float32Array(7)), HeddleRangeError, /8 elements/],
    [
      'too much data',
      ({ x }) => x.subView(1).copyFromCPU(new Float32Array(8)),
      HeddleRangeError,
      /7 elements/,
    ],
    [
      'another typed array',
      ({ x }) => x.copyFromCPU(new Uint32Array(8) as Wrong),
      HeddleTypeError,
      /Uint32Array/,
    ],
    ['a view as data', ({ x, y }) => x.copyFromCPU(y as Wrong), HeddleTypeError, /copyFromCPU/],
    [
      'one bad value',
      ({ counts }) => counts.copyFromCPU([1, 2, 3, 4, 5, 6, 7, 0.5]),
      HeddleRangeError,
      /\[7\]/,
    ],
    [
      'copyFromAsync of too much',
      ({ x }) => x.copyFromAsync(new Float32Array(9)),
      HeddleRangeError,
      /8 elements/,
    ],
    ['fill with a string', ({ x }) => x.fill('1' as Wrong), HeddleTypeError, /fill/],
    ['fill with a fraction', ({ counts }) => counts.fill(1.5), HeddleRangeError, /fill/],
    [
      'fill with half a struct',
      ({ bodies }) => bodies.fill({ at: [0, 0] } as Wrong),
      HeddleTypeError,
      /tags/,
    ],
    ['memSet beyond a byte', ({ x }) => x.memSet(256), HeddleRangeError, /byte/],
    ['memSet with a fraction', ({ x }) => x.memSet(0.5), HeddleRangeError, /byte/],
    ['memSet with nothing', ({ x }) => x.memSet(undefined as Wrong), HeddleTypeError, /byte/],
    ['copy of another length', ({ x, y }) => x.copyFrom(y.subView(1)), HeddleRangeError, /length/],
    ['copy of another type', ({ x, counts }) => x.copyFrom(counts as Wrong), HeddleTypeError, /u32/],
    [
      'copyFrom an array',
      ({ x }) => x.copyFrom(new Float32Array(8) as Wrong),
      HeddleTypeError,
      /copyFromCPU/,
    ],
    ['copyTo an array', ({ x }) => x.copyTo(new Float32Array(8) as Wrong), HeddleTypeError, /copyTo/],
    ['copy onto itself', ({ x }) => x.subView(0, 5).copyTo(x.subView(3)), HeddleRangeError, /overlap/],
    [
      'copyFrom another accelerator',
      ({ x, foreign }) => x.copyFrom(foreign),
      HeddleTypeError,
      /another accelerator/,
    ],
    [
      'copyTo another accelerator',
      ({ x, foreign }) => x.copyTo(foreign),
      HeddleTypeError,
      /another accelerator/,
    ],
    [
      'a stream of another accelerator',
      ({ x, foreign }) => x.fill(1, { stream: foreign.accelerator.defaultStream }),
      HeddleTypeError,
      /another accelerator/,
    ],
    ['no stream', ({ x }) => x.fill(1, { stream: {} as Wrong }), HeddleTypeError, /stream/],
    ['fill of a disposed one', ({ gone }) => gone.fill(1), DisposedError, /'gone'/],
    ['copy from a disposed one', ({ x, gone }) => x.copyFrom(gone), DisposedError, /'gone'/],
    ['copy to a disposed one', ({ x, gone }) => x.copyTo(gone), DisposedError, /'gone'/],
  ],
};

suite('bad-input', () => {
  refuseAll(cases);

  test('an extent of 0 is no mistake', async fixtures => {
    const all = await setUp(fixtures);
    const x = await all.x.copyToCPUAsync();
    all.accelerator.launch(saxpy, 0, { a: 1, x: all.x, y: all.y });
    all.accelerator.launch(plane, { width: 0, height: 3 }, { x: all.x });
    all.x.subView(8, 0).fill(1);
    all.x.subView(3, 0).copyFromCPU([]);
    expect(await all.x.copyToCPUAsync()).toEqual(x);
  });

  test('an allocation that fails', async fixtures => {
    const { accelerator, target } = fixtures;
    const error = await backends[target.backend].withoutRoom(fixtures);
    expect(error.message).toMatch(/'big'.*4194304 bytes/);
    expect(error.code).toBe('HEDDLE_OUT_OF_MEMORY');
    expect(error.remedy).toBeTruthy();
    expect(
      await accelerator
        .allocate(f32, 2 ** 20)
        .subView(2 ** 20 - 1)
        .copyToCPUAsync(),
    ).toEqual(Float32Array.of(0));
  });
});
