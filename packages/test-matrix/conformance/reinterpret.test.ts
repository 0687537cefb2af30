// The bytes of a buffer as elements of another type: no copy, and every rule about bytes holds as before.
import {
  array,
  type DataType,
  DisposedError,
  f32,
  HeddleRangeError,
  HeddleTypeError,
  HostBufferRaceError,
  i32,
  kernel,
  NotSupportedError,
  read,
  readWrite,
  StreamRaceError,
  struct,
  u32,
  vec2f,
  vec3f,
  vec4f,
  vec4u,
  write,
} from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { refusal } from '../harness/refusal.ts';

const needs = ['reinterpret'] as const;
const scaled = kernel({
  name: 'scaled',
  params: { x: readWrite(vec4f), by: vec4f },
  body({ x, by }, { index }) {
    x.at(index).$ = x.at(index).$.mul(by);
  },
});
const twice = kernel({
  name: 'twice',
  params: { x: readWrite(f32) },
  body({ x }, { index }) {
    x.at(index).$ = x.at(index).$.mul(2);
  },
});
const bits = kernel({
  name: 'bits',
  params: { x: read(u32), y: write(u32) },
  body({ x, y }, { index }) {
    y.at(index).$ = x.at(index).$;
  },
});
const summed = kernel({
  name: 'summed',
  params: { x: read(vec4f), y: write(f32) },
  body({ x, y }, { index }) {
    const { x: a, y: b, z, w } = x.at(index).$;
    y.at(index).$ = a.add(b).add(z).add(w);
  },
});

suite('reinterpret', () => {
  test('an f32 buffer as vec4f and back: launches of both write the same bytes', { needs }, async ({
    accelerator,
  }) => {
    const x = accelerator.allocate(f32, [1, 2, 3, 4, 5, 6, 7, 8]);
    const vectors = x.reinterpret(vec4f);
    expect(vectors.length).toBe(2);
    expect(vectors.buffer).toBe(x);
    accelerator.launch(scaled, 2, { x: vectors, by: [1, 2, 3, 4] });
    accelerator.launch(twice, 8, { x: vectors.reinterpret(f32) });
    expect([...(await x.copyToCPUAsync())]).toEqual([2, 8, 18, 32, 10, 24, 42, 64]);
    expect([...(await vectors.copyToCPUAsync())]).toEqual([
      [2, 8, 18, 32],
      [10, 24, 42, 64],
    ]);
    x.dispose();
  });

  test('a vec4f buffer as f32: sub-views, steps, uploads, fills and copies', { needs }, async ({
    accelerator,
  }) => {
    const x = accelerator.allocate(vec4f, [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ]);
    const floats = x.subView(1).reinterpret(f32);
    expect([...(await floats.copyToCPUAsync())]).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    expect([...(await floats.strided(3).copyToCPUAsync())]).toEqual([5, 8, 11]);
    floats.strided(4).fill(0);
    floats.subView(1, 2).copyFromCPU([60, 70]);
    const y = accelerator.allocate(f32, 8);
    y.copyFrom(floats);
    expect([...(await y.copyToCPUAsync())]).toEqual([0, 60, 70, 8, 0, 10, 11, 12]);
    y.reinterpret(vec4f).copyFrom(x.subView(0, 2));
    expect([...(await y.copyToCPUAsync())]).toEqual([1, 2, 3, 4, 0, 60, 70, 8]);
    accelerator.launch(twice, 3, { x: floats.strided(3) });
    expect([...(await x.copyToCPUAsync())].flat()).toEqual([1, 2, 3, 4, 0, 60, 70, 16, 0, 10, 22, 12]);
    x.dispose();
    y.dispose();
  });

  test('a strided view of vectors over a buffer of f32', { needs }, async ({ accelerator }) => {
    const x = accelerator.allocate(
      f32,
      Array.from({ length: 24 }, (_, i) => i),
    );
    const every = x.subView(4, 16).reinterpret(vec4f).strided(2, 1);
    expect([...(await every.copyToCPUAsync())]).toEqual([
      [8, 9, 10, 11],
      [16, 17, 18, 19],
    ]);
    accelerator.launch(scaled, 2, { x: every, by: [0, 0, 0, 0] });
    expect([...(await x.copyToCPUAsync())].filter(v => v === 0)).toHaveLength(9);
    x.dispose();
  });

  test('disjoint views of two types in one launch', { needs }, async ({ accelerator }) => {
    const x = accelerator.allocate(f32, [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0]);
    accelerator.launch(summed, 2, { x: x.subView(0, 8).reinterpret(vec4f), y: x.subView(9, 2) });
    expect([...(await x.copyToCPUAsync())].slice(8)).toEqual([0, 10, 26, 0]);
    x.dispose();
  });

  test('an empty view of larger elements than the buffer has bytes', { needs }, async ({ accelerator }) => {
    const x = accelerator.allocate(f32, [7]);
    accelerator.launch(scaled, 4, { x: x.subView(0, 0).reinterpret(vec4f), by: [2, 2, 2, 2] });
    expect([...(await x.copyToCPUAsync())]).toEqual([7]);
    x.dispose();
  });

  test('elements of one size, on every backend', async ({ accelerator }) => {
    const x = accelerator.allocate(f32, [1, -0, Number.NaN, 3]);
    const y = accelerator.allocate(i32, 4);
    accelerator.launch(bits, 2, { x: x.strided(2).reinterpret(u32), y: y.strided(2, 1).reinterpret(u32) });
    const host = await y.copyToCPUAsync();
    expect([...host]).toEqual([0, 0x3f800000, 0, (await x.reinterpret(i32).copyToCPUAsync())[2]!]);
    const Pair = struct('Pair', { point: vec3f, mass: f32 });
    const pairs = accelerator.allocate(Pair, [{ point: [1, 2, 3], mass: 4 }]);
    accelerator.launch(scaled, 1, { x: pairs.reinterpret(vec4f), by: [2, 2, 2, 2] });
    expect([...(await pairs.copyToCPUAsync())]).toEqual([{ point: [2, 4, 6], mass: 8 }]);
    expect(pairs.reinterpret(vec4u).reinterpret(vec3f).length).toBe(1);
    for (const buffer of [x, y, pairs]) buffer.dispose();
  });

  test('elements of another size, where textures have one texel an element, are refused', ({
    target,
    accelerator,
  }) => {
    if (target.capabilities.includes('reinterpret')) return;
    const x = accelerator.allocate(f32, 4);
    const error = refusal(() => x.reinterpret(vec4f), NotSupportedError, /vec4f.*16 bytes instead of 4/);
    expect(error.capability).toBe('reinterpret');
    x.dispose();
  });

  test('lengths, offsets and steps that do not divide', { needs }, ({ accelerator }) => {
    const x = accelerator.allocate(f32, 10);
    const says = (view: { reinterpret(type: DataType): unknown }, type: DataType, text: RegExp): void => {
      refusal(() => view.reinterpret(type), HeddleRangeError, text);
    };
    says(x, vec4f, /a length of a multiple of 16 bytes.*found 40 bytes/);
    says(x.subView(1, 4), vec2f, /an offset of a multiple of 8 bytes.*found 4 bytes/);
    says(x.subView(0, 7), array(f32, 3), /multiple of 12 bytes.*found 28 bytes/);
    says(x.subView(0, 8).strided(2), vec4f, /with a step of 2, found vec4f of 16 bytes/);
    refusal(
      () => x.reinterpret('vec4f' as never),
      HeddleTypeError,
      /reinterpret: type: expected an element type/,
    );
    expect(x.subView(0, 9).reinterpret(array(f32, 3)).length).toBe(3);
    x.dispose();
  });

  test('overlap is that of the bytes', { needs }, ({ accelerator }) => {
    const x = accelerator.allocate(f32, 8);
    const launch = (from: number): void =>
      accelerator.launch(summed, 1, { x: x.subView(0, 4).reinterpret(vec4f), y: x.subView(from, 1) });
    refusal(() => launch(3), HeddleRangeError, /overlap/);
    launch(4);
    refusal(
      () => x.subView(0, 4).copyFrom(x.reinterpret(vec4f).subView(0, 1).reinterpret(f32)),
      HeddleRangeError,
      /overlap/,
    );
    x.dispose();
  });

  test('the races of streams are those of the bytes', { needs }, async ({ open }) => {
    const accelerator = await open({ detectStreamRaces: true });
    const [a, b] = [accelerator.createStream(), accelerator.createStream()];
    const x = accelerator.allocate(f32, 8);
    x.reinterpret(vec4f).subView(0, 1).fill([1, 2, 3, 4], { stream: a });
    x.subView(4).fill(5, { stream: b });
    refusal(() => x.subView(3, 1).fill(5, { stream: b }), StreamRaceError);
  });

  test('the races of the host are those of the bytes', { needs: ['reinterpret', 'hostMemory'] }, async ({
    accelerator,
  }) => {
    const x = accelerator.allocate(f32, 8);
    accelerator.launch(scaled, 1, { x: x.reinterpret(vec4f).subView(1), by: [2, 2, 2, 2] });
    expect(x.subView(0, 4).host.use('read', data => data.length)).toBe(4);
    refusal(() => x.subView(4, 1).host.use('read', () => 0), HostBufferRaceError);
    await accelerator.synchronizeAsync();
    x.reinterpret(vec4f).host.use('readWrite', data => data.set(1, [6, 7, 8, 9]));
    expect([...x.host.copyToHost()]).toEqual([0, 0, 0, 0, 6, 7, 8, 9]);
    x.dispose();
  });

  test('of a disposed buffer', ({ accelerator }) => {
    const x = accelerator.allocate(f32, 8);
    const view = x.reinterpret(u32);
    x.dispose();
    refusal(() => x.reinterpret(i32), DisposedError);
    refusal(() => view.fill(1), DisposedError);
  });
});
