import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { fn } from '../language/fn.ts';
import { kernel } from '../language/kernel.ts';
import { op } from '../language/operator.ts';
import { atomics, read, write } from '../language/params.ts';
import { array, atomic, bool, f32, struct, u32, vec3f } from '../language/schema.ts';
import { FakeAccelerator } from './fake-accelerator.test-support.ts';
import { groupKernel } from './group-kernel.ts';
import { hostArray } from './host-data.ts';

const Ball = struct('Ball', { position: vec3f, trace: array(f32, 4), hit: bool });
const gone = new FakeAccelerator({ label: 'gone' });
const ofGone = gone.allocate(f32, 1, { label: 'y' });
await gone.disposeAsync();
const body = (): void => {};
const accelerator = new FakeAccelerator({ label: 'main', capabilities: ['groups'] });
const x = accelerator.allocate(f32, 6, { label: 'x' });

test.each<[string, unknown, string]>([
  ['a scalar', f32, 'f32'],
  ['a vector', vec3f, 'vec3f'],
  ['an array', array(vec3f, 2), 'array(vec3f, 2)'],
  ['a struct', Ball, "struct('Ball', { position: vec3f, trace: array(f32, 4), hit: bool })"],
  ['an accelerator', accelerator, "Accelerator 'main' (fake, groups)"],
  ['a stream', accelerator.defaultStream, "AcceleratorStream 'default' of 'main'"],
  ['a buffer', x, "MemoryBuffer 'x' of f32 (6 elements, 24 bytes, on 'main')"],
  ['a view', x.subView(1, 2), "ArrayView of f32 (2 elements of 'x' from 1)"],
  ['a strided view', x.strided(2, 1), "ArrayView of f32 (3 elements of 'x' from 1, step 2)"],
  ['a view of rows', x.as2D({ width: 3, height: 2 }), "ArrayView of f32 (3 x 2 elements of 'x' from 0)"],
  [
    'a view of layers',
    x.as3D({ width: 1, height: 2, depth: 3 }),
    "ArrayView of f32 (1 x 2 x 3 elements of 'x' from 0)",
  ],
  ['a view of one element', x.subView(1, 1), "ArrayView of f32 (1 element of 'x' from 1)"],
  ['host access', x.subView(1, 1).host, "HostAccess to ArrayView of f32 (1 element of 'x' from 1)"],
  ['a parameter', read(vec3f), 'read(vec3f)'],
  ['an atomic parameter', atomics(u32), 'atomics(u32)'],
  ['an atomic type', atomic(u32), 'atomic(u32)'],
  ['a function', fn('half', [f32, u32], bool, () => true), "fn 'half' (f32, u32) => bool"],
  ['an operator', op.max(f32), 'op.max(f32)'],
  ['a disposed accelerator', gone, "Accelerator 'gone' (fake, disposed)"],
  ['a buffer of a disposed accelerator', ofGone, "MemoryBuffer 'y' of f32 (1 element, 4 bytes, disposed)"],
  [
    'a kernel',
    kernel({ name: 'saxpy', params: { a: f32, x: read(f32) }, body }),
    "kernel 'saxpy' (a: f32, x: read(f32))",
  ],
  [
    'a group kernel',
    groupKernel({ name: 'sums', groupSize: 4, params: { y: write(u32) }, body }),
    "groupKernel 'sums' (y: write(u32))",
  ],
])('console.log shows %s on one line', (_, value, text) => {
  expect(inspect(value)).toBe(text);
  expect(inspect({ value }, { breakLength: 200 })).toBe(`{ value: ${text} }`);
  expect(String(value)).toBe(text);
});

test('JSON.stringify gives the same line, and no error about a cycle', () => {
  const values = [
    f32,
    read(u32),
    op.add(f32),
    kernel({ name: 'k', params: {}, body }),
    accelerator,
    accelerator.defaultStream,
    x,
    x.subView(1),
    x.strided(2),
  ];
  expect(JSON.parse(JSON.stringify({ values }))).toEqual({ values: values.map(String) });
});

test('a StructArray in a template is its elements', () => {
  const balls = hostArray(vec3f, [[1, 2, 3]]);
  expect(`${balls}`).toBe('StructArray(1) of vec3f [[1,2,3]]');
});

test('browsers show a tag', () => {
  const tags = [accelerator, accelerator.defaultStream, x, x.subView(1)].map(value =>
    Object.prototype.toString.call(value).slice(8, -1),
  );
  expect(tags).toEqual(['Accelerator', 'AcceleratorStream', 'MemoryBuffer', 'ArrayView']);
});
