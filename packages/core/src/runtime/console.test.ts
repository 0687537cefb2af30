import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { kernel } from '../language/kernel.ts';
import { read, write } from '../language/params.ts';
import { array, bool, f32, struct, u32, vec3f } from '../language/schema.ts';
import { FakeAccelerator } from './fake-accelerator.test-support.ts';
import { groupKernel } from './group-kernel.ts';

const Ball = struct('Ball', { position: vec3f, trace: array(f32, 4), hit: bool });
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
  const values = [accelerator, accelerator.defaultStream, x, x.subView(1), x.strided(2)];
  expect(JSON.parse(JSON.stringify({ values }))).toEqual({ values: values.map(String) });
});

test('browsers show a tag', () => {
  const tags = [accelerator, accelerator.defaultStream, x, x.subView(1)].map(value =>
    Object.prototype.toString.call(value).slice(8, -1),
  );
  expect(tags).toEqual(['Accelerator', 'AcceleratorStream', 'MemoryBuffer', 'ArrayView']);
});
