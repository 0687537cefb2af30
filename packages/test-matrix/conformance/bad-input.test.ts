// Bad input is refused at the call, with a typed error, and leaves everything as it was.
import {
  type Accelerator,
  array,
  atomics,
  DisposedError,
  f32,
  groupKernel,
  HeddleError,
  HeddleRangeError,
  HeddleTypeError,
  i32,
  KernelError,
  kernel,
  type MemoryBuffer,
  OutOfMemoryError,
  read,
  readWrite,
  struct,
  u32,
  vec2f,
  write,
} from '@heddle/core';
import { vi } from 'vitest';
import { describe, expect, type Fixtures, suite, test } from '../src/conformance.ts';
import { type ErrorClass, refusal, rejection } from '../src/refusal.ts';
import type { BackendName } from '../src/targets.ts';

const saxpy = kernel({
  name: 'saxpy',
  params: { a: f32, x: read(f32), y: readWrite(f32) },
  body({ a, x, y }, { index }) {
    y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$);
  },
});
const plane = kernel({
  name: 'plane',
  dimensions: 2,
  params: { x: write(f32) },
  body({ x }, { index }) {
    x.at(index.x).$ = 1;
  },
});
const Body = struct('Body', { at: vec2f, tags: array(u32, 2) });
const body = { at: [1, 2], tags: [3, 4] } as const;

type Wrong = any;
interface Setup {
  readonly accelerator: Accelerator;
  readonly launch: Wrong;
  readonly x: MemoryBuffer<typeof f32>;
  readonly y: MemoryBuffer<typeof f32>;
  readonly counts: MemoryBuffer<typeof u32>;
  readonly bodies: MemoryBuffer<typeof Body>;
  readonly foreign: MemoryBuffer<typeof f32>;
  readonly gone: MemoryBuffer<typeof f32>;
}
type Case = readonly [
  name: string,
  call: (s: Setup) => unknown,
  expected: ErrorClass<unknown>,
  says: RegExp,
];

/** Not a size: each with the class that refuses it. */
const notSizes: readonly (readonly [Wrong, Case[2]])[] = [
  [-1, HeddleRangeError],
  [0.5, HeddleRangeError],
  [Number.NaN, HeddleRangeError],
  [Number.POSITIVE_INFINITY, HeddleRangeError],
  [2 ** 53, HeddleRangeError],
  ['3', HeddleTypeError],
  [3n, HeddleTypeError],
  [null, HeddleTypeError],
];
const sizes = (name: string, says: RegExp, call: (s: Setup, size: Wrong) => unknown): Case[] =>
  notSizes.map(([size, expected]) => [`${name} ${String(size)}`, s => call(s, size), expected, says]);

const cases: Record<string, readonly Case[]> = {
  'allocate: lengths': [
    ...sizes('a length of', /allocate/, ({ accelerator }, size) => accelerator.allocate(f32, size)),
    ['no length', ({ accelerator }) => accelerator.allocate(f32, undefined as Wrong), HeddleTypeError, /allocate/],
    ['above the limit', ({ accelerator: a }) => a.allocate(f32, a.limits.maxBufferBytes / 4 + 1), HeddleRangeError, /maxBufferBytes/],
    ['far above it', ({ accelerator }) => accelerator.allocate(Body, 2 ** 50), HeddleRangeError, /maxBufferBytes/],
  ],
  'allocate: types and data': [
    ['no type', ({ accelerator }) => accelerator.allocate('f32' as Wrong, 3), HeddleTypeError, /element type/],
    ['an atomic', ({ accelerator }) => accelerator.allocate(atomics(u32) as Wrong, 3), HeddleTypeError, /type/],
    ['a narrower typed array', ({ accelerator }) => accelerator.allocate(u32, new Int8Array(3) as Wrong), HeddleTypeError, /Int8Array/],
    ['a wider one', ({ accelerator }) => accelerator.allocate(f32, new Float64Array(3) as Wrong), HeddleTypeError, /Float64Array/],
    ['one of another sign', ({ accelerator }) => accelerator.allocate(u32, new Int32Array(3) as Wrong), HeddleTypeError, /Int32Array/],
    ['bytes', ({ accelerator }) => accelerator.allocate(f32, new ArrayBuffer(8) as Wrong), HeddleTypeError, /ArrayBuffer/],
    ['an iterable', ({ accelerator }) => accelerator.allocate(f32, new Set([1]) as Wrong), HeddleTypeError, /Set/],
    ['a fraction for an integer', ({ accelerator }) => accelerator.allocate(i32, [1, 2.5]), HeddleRangeError, /\[1\].*2\.5/],
    ['a negative u32', ({ accelerator }) => accelerator.allocate(u32, [-1]), HeddleRangeError, /\[0\].*-1/],
    ['too large an i32', ({ accelerator }) => accelerator.allocate(i32, [0, 0, 2 ** 31]), HeddleRangeError, /\[2\]/],
    ['NaN for an integer', ({ accelerator }) => accelerator.allocate(i32, [Number.NaN]), HeddleRangeError, /NaN/],
    ['a string for a number', ({ accelerator }) => accelerator.allocate(f32, ['1'] as Wrong), HeddleTypeError, /\[0\].*'1'/],
    ['a hole', ({ accelerator }) => accelerator.allocate(f32, new Array(2)), HeddleTypeError, /\[0\].*undefined/],
    ['a field missing', ({ accelerator }) => accelerator.allocate(Body, [body, { at: [1, 2] }] as Wrong), HeddleTypeError, /\[1\].*'tags'/],
    ['a field too many', ({ accelerator }) => accelerator.allocate(Body, [{ ...body, z: 1 }] as Wrong), HeddleTypeError, /'z'/],
    ['a component missing', ({ accelerator }) => accelerator.allocate(Body, [{ ...body, at: [1] }] as Wrong), HeddleRangeError, /\.at.*2 values/],
    ['a bad element deep inside', ({ accelerator }) => accelerator.allocate(Body, [{ ...body, tags: [1, -2] }]), HeddleRangeError, /\.tags\[1\]/],
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
    ['as3D of another size', ({ x }) => x.as3D({ width: 2, height: 2, depth: 3 }), HeddleRangeError, /8 elements/],
    ['as2D without an extent', ({ x }) => x.as2D(undefined as Wrong), HeddleTypeError, /as2D/],
  ],
  'upload, fill and copy': [
    ['too little data', ({ x }) => x.copyFromCPU(new Float32Array(7)), HeddleRangeError, /8 elements/],
    ['too much data', ({ x }) => x.subView(1).copyFromCPU(new Float32Array(8)), HeddleRangeError, /7 elements/],
    ['another typed array', ({ x }) => x.copyFromCPU(new Uint32Array(8) as Wrong), HeddleTypeError, /Uint32Array/],
    ['a view as data', ({ x, y }) => x.copyFromCPU(y as Wrong), HeddleTypeError, /copyFromCPU/],
    ['one bad value', ({ counts }) => counts.copyFromCPU([1, 2, 3, 4, 5, 6, 7, 0.5]), HeddleRangeError, /\[7\]/],
    ['copyFromAsync of too much', ({ x }) => x.copyFromAsync(new Float32Array(9)), HeddleRangeError, /8 elements/],
    ['fill with a string', ({ x }) => x.fill('1' as Wrong), HeddleTypeError, /fill/],
    ['fill with a fraction', ({ counts }) => counts.fill(1.5), HeddleRangeError, /fill/],
    ['fill with half a struct', ({ bodies }) => bodies.fill({ at: [0, 0] } as Wrong), HeddleTypeError, /tags/],
    ['memSet beyond a byte', ({ x }) => x.memSet(256), HeddleRangeError, /byte/],
    ['memSet with a fraction', ({ x }) => x.memSet(0.5), HeddleRangeError, /byte/],
    ['memSet with nothing', ({ x }) => x.memSet(undefined as Wrong), HeddleTypeError, /byte/],
    ['copy of another length', ({ x, y }) => x.copyFrom(y.subView(1)), HeddleRangeError, /length/],
    ['copy of another type', ({ x, counts }) => x.copyFrom(counts as Wrong), HeddleTypeError, /u32/],
    ['copyFrom an array', ({ x }) => x.copyFrom(new Float32Array(8) as Wrong), HeddleTypeError, /copyFromCPU/],
    ['copyTo an array', ({ x }) => x.copyTo(new Float32Array(8) as Wrong), HeddleTypeError, /copyTo/],
    ['copy onto itself', ({ x }) => x.subView(0, 5).copyTo(x.subView(3)), HeddleRangeError, /overlap/],
    ['copyFrom another accelerator', ({ x, foreign }) => x.copyFrom(foreign), HeddleTypeError, /another accelerator/],
    ['copyTo another accelerator', ({ x, foreign }) => x.copyTo(foreign), HeddleTypeError, /another accelerator/],
    ['a stream of another accelerator', ({ x, foreign }) => x.fill(1, { stream: foreign.accelerator.defaultStream }), HeddleTypeError, /another accelerator/],
    ['no stream', ({ x }) => x.fill(1, { stream: {} as Wrong }), HeddleTypeError, /stream/],
    ['fill of a disposed one', ({ gone }) => gone.fill(1), DisposedError, /'gone'/],
    ['copy from a disposed one', ({ x, gone }) => x.copyFrom(gone), DisposedError, /'gone'/],
    ['copy to a disposed one', ({ x, gone }) => x.copyTo(gone), DisposedError, /'gone'/],
  ],
  'launch: extents': [
    ...sizes('an extent of', /saxpy.*extent/, ({ launch, x, y }, size) => launch(saxpy, size, { a: 1, x, y })),
    ...sizes('a height of', /plane.*height/, ({ launch, x }, height) => launch(plane, { width: 1, height }, { x })),
    ['2-D for 1-D', ({ launch, x, y }) => launch(saxpy, { width: 2, height: 2 }, { a: 1, x, y }), HeddleTypeError, /one dimension/],
    ['1-D for 2-D', ({ launch, x }) => launch(plane, 4, { x }), HeddleTypeError, /width, height/],
    ['3-D for 2-D', ({ launch, x }) => launch(plane, { width: 1, height: 1, depth: 1 }, { x }), HeddleTypeError, /depth/],
    ['half an extent', ({ launch, x }) => launch(plane, { width: 1 }, { x }), HeddleTypeError, /height/],
    ['groups for a range', ({ launch, x, y }) => launch(saxpy, { groups: 1 }, { a: 1, x, y }), HeddleTypeError, /extent/],
    ['none', ({ launch, x, y }) => launch(saxpy, undefined, { a: 1, x, y }), HeddleTypeError, /extent/],
  ],
  'launch: arguments': [
    ['none', ({ launch }) => launch(saxpy, 8), HeddleTypeError, /arguments/],
    ['one missing', ({ launch, x }) => launch(saxpy, 8, { a: 1, x }), HeddleTypeError, /'y' is missing/],
    ['one undefined', ({ launch, x }) => launch(saxpy, 8, { a: 1, x, y: undefined }), HeddleTypeError, /'y' is missing/],
    ['one misspelt', ({ launch, x, y }) => launch(saxpy, 8, { a: 1, x, y, z: y }), HeddleTypeError, /'z'.*a, x, y/],
    ['a value for a view', ({ launch, x }) => launch(saxpy, 8, { a: 1, x, y: 2 }), HeddleTypeError, /'y'.*view of f32/],
    ['an array for a view', ({ launch, x }) => launch(saxpy, 8, { a: 1, x, y: new Float32Array(8) }), HeddleTypeError, /'y'/],
    ['a view for a value', ({ launch, x, y }) => launch(saxpy, 8, { a: x, x, y }), HeddleTypeError, /'a'/],
    ['a string for a value', ({ launch, x, y }) => launch(saxpy, 8, { a: '1', x, y }), HeddleTypeError, /'a'.*'1'/],
    ['another element type', ({ launch, x, counts }) => launch(saxpy, 8, { a: 1, x, y: counts }), HeddleTypeError, /'y'.*f32.*u32/],
    ['overlapping, one written', ({ launch, x }) => launch(saxpy, 8, { a: 1, x, y: x }), HeddleRangeError, /overlap/],
    ['overlapping parts', ({ launch, x }) => launch(saxpy, 4, { a: 1, x: x.subView(0, 5), y: x.subView(4) }), HeddleRangeError, /overlap/],
    ['of another accelerator', ({ launch, x, foreign }) => launch(saxpy, 8, { a: 1, x, y: foreign }), HeddleTypeError, /'y'.*another accelerator/],
    ['a disposed one', ({ launch, x, gone }) => launch(saxpy, 8, { a: 1, x, y: gone }), DisposedError, /'gone'/],
    ['no kernel', ({ launch, x, y }) => launch({}, 8, { a: 1, x, y }), HeddleTypeError, /kernel/],
    ['no kernel at all', ({ launch, x, y }) => launch(undefined, 8, { a: 1, x, y }), HeddleTypeError, /kernel/],
  ],
  'kernel definitions': [
    ['an async body', () => kernel({ name: 'k', params: {}, body: (async () => {}) as Wrong }), HeddleTypeError, /async/i],
    ['a generator', () => kernel({ name: 'k', params: {}, *body(): Wrong {} }), HeddleTypeError, /Generator/],
    ['no body', () => kernel({ name: 'k', params: {} } as Wrong), HeddleTypeError, /body/],
    ['no params', () => kernel({ name: 'k', body() {} } as Wrong), HeddleTypeError, /params/],
    ['a parameter that is no type', () => kernel({ name: 'k', params: { a: 'f32' as Wrong }, body() {} }), HeddleTypeError, /a.*element type/],
    ['no name', () => kernel({ params: {}, body() {} } as Wrong), HeddleTypeError, /name/],
    ['four dimensions', () => kernel({ name: 'k', dimensions: 4 as Wrong, params: {}, body() {} }), HeddleRangeError, /dimensions/],
    ['a group size of 0', () => groupKernel({ name: 'k', groupSize: 0, params: {}, body() {} }), HeddleRangeError, /groupSize/],
    ['atomics of floats', () => kernel({ name: 'k', params: { x: atomics(f32 as Wrong) }, body() {} }), HeddleTypeError, /u32 or i32/],
  ],
};

/** What a refused call must not change. */
async function stateOf({ accelerator, x, y, counts, bodies }: Setup) {
  const contents = await Promise.all([x, y, counts].map(buffer => buffer.copyToRawAsync(accelerator.defaultStream, 0, buffer.byteLength)));
  const { bytesReadBack: _, ...statistics } = accelerator.statistics;
  return { contents, bodies: [...(await bodies.copyToCPUAsync())], statistics };
}

async function setUp({ accelerator, open }: Pick<Fixtures, 'accelerator' | 'open'>): Promise<Setup> {
  const other = await open();
  const gone = accelerator.allocate(f32, 8, { label: 'gone' });
  gone.dispose();
  const [x, y] = [accelerator.allocate(f32, 8), accelerator.allocate(f32, 8)];
  const counts = accelerator.allocate(u32, [1, 2, 3, 4, 5, 6, 7, 8]);
  const bodies = accelerator.allocate(Body, [body, body]);
  // both are traced and compiled before
  accelerator.launch(saxpy, 8, { a: 1, x, y });
  accelerator.launch(plane, { width: 8, height: 1 }, { x });
  return { accelerator, launch: accelerator.launch, x, y, counts, bodies, foreign: other.allocate(f32, 8), gone };
}

/** Makes the next large allocation of the backend fail, as it does on a machine without room. */
const withoutRoom: Record<BackendName, (body: () => void) => void> = {
  cpu(body) {
    const { ArrayBuffer: Real } = globalThis;
    vi.stubGlobal(
      'ArrayBuffer',
      class extends Real {
        constructor(byteLength: number) {
          if (byteLength > 2 ** 20) throw new RangeError('Array buffer allocation failed');
          super(byteLength);
        }
      },
    );
    try {
      body();
    } finally {
      vi.unstubAllGlobals();
    }
  },
};

suite('bad-input', () => {
  for (const [group, rows] of Object.entries(cases)) {
    describe(group, () => {
      for (const [name, call, expected, says] of rows) {
        test(name, async fixtures => {
          const all = await setUp(fixtures);
          const before = await stateOf(all);
          refusal(() => call(all), expected, says);
          expect(await stateOf(all)).toEqual(before);
        });
      }
    });
  }

  test('an extent of 0 is no mistake', async fixtures => {
    const all = await setUp(fixtures);
    const before = await stateOf(all);
    all.accelerator.launch(saxpy, 0, { a: 1, x: all.x, y: all.y });
    all.accelerator.launch(plane, { width: 0, height: 3 }, { x: all.x });
    all.x.subView(8, 0).fill(1);
    all.x.subView(3, 0).copyFromCPU([]);
    expect((await stateOf(all)).contents).toEqual(before.contents);
  });

  test('a group size above the limit', { needs: ['groups'] }, async ({ accelerator }) => {
    const large = (groupSize: number) =>
      groupKernel({ name: 'large', groupSize, params: { x: write(u32) }, body: ({ x }, g) => void (x.at(g.globalIndex).$ = 1) });
    const { maxGroupSize } = accelerator.limits;
    const x = accelerator.allocate(u32, maxGroupSize);
    refusal(() => accelerator.launch(large(maxGroupSize + 1), { groups: 1 }, { x }), HeddleRangeError, /groupSize.*maxGroupSize/);
    await rejection(() => accelerator.loadKernelAsync(large(maxGroupSize + 1)), HeddleRangeError, /maxGroupSize/);
    accelerator.launch(large(maxGroupSize), { groups: 1 }, { x });
    expect((await x.copyToCPUAsync()).every(value => value === 1)).toBe(true);
    refusal(() => accelerator.launch(large(4), 4 as Wrong, { x }), HeddleTypeError, /groups/);
    refusal(() => accelerator.launch(large(4), { groups: -1 }, { x }), HeddleRangeError, /groups/);
  });

  test('an allocation that fails', async ({ accelerator, target }) => {
    withoutRoom[target.backend](() => {
      const error = refusal(() => accelerator.allocate(f32, 2 ** 20, { label: 'big' }), OutOfMemoryError, /'big'.*4194304 bytes/);
      expect(error.code).toBe('HEDDLE_OUT_OF_MEMORY');
      expect(error.remedy).toBeTruthy();
    });
    expect(await accelerator.allocate(f32, 2 ** 20).subView(2 ** 20 - 1).copyToCPUAsync()).toEqual(Float32Array.of(0));
  });

  test('an async body that is not known to be one', ({ accelerator }) => {
    const late = kernel({ name: 'late', params: {}, body: (() => Promise.resolve()) as Wrong });
    const error = refusal(() => accelerator.launch(late, 1, {}), KernelError, /promise/);
    expect(error.kernel).toBe('late');
  });

  test('two copies of core', async ({ accelerator }) => {
    vi.resetModules();
    const copy = await import('@heddle/core');
    expect(copy.f32).not.toBe(f32);
    const theirs = copy.kernel({ name: 'theirs', params: { x: copy.write(copy.f32) }, body() {} });
    const x = accelerator.allocate(f32, 1);
    refusal(() => accelerator.launch(theirs as Wrong, 1, { x }), HeddleTypeError, /another copy of @heddle\/core/);
    refusal(() => accelerator.allocate(copy.f32, 1), HeddleTypeError, /another copy/);
    refusal(() => kernel({ name: 'k', params: { x: read(copy.f32) }, body() {} }), HeddleTypeError, /another copy/);
    const backend = { name: 'ours', isSupported: async () => ({ ok: true }) as const, open: async () => accelerator };
    await rejection(() => copy.createAccelerator([backend as Wrong]), copy.NoBackendError as Wrong, /another copy of @heddle\/core/);
    // errors are known by brand: a program that has two copies can still catch them
    const error = refusal(() => accelerator.allocate(f32, -1), copy.HeddleRangeError as Wrong) as Error;
    expect(copy.HeddleError.is(error) && HeddleError.is(error)).toBe(true);
  });
});
