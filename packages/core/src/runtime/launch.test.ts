import { describe, expect, test, vi } from 'vitest';
import { HostBufferRaceError, KernelError, NotSupportedError, StreamRaceError } from '../errors/errors.ts';
import type { Kernel } from '../language/kernel.ts';
import { kernel } from '../language/kernel.ts';
import { read, readWrite, write } from '../language/params.ts';
import { array, bool, f32, i32, struct, u32, vec3f } from '../language/schema.ts';
import type { MemoryBuffer } from './buffer.ts';
import { FakeAccelerator } from './fake-accelerator.test-support.ts';
import type { LaunchOperation, Operation } from './operation.ts';

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

function launches(accelerator: FakeAccelerator): LaunchOperation[] {
  const seen: LaunchOperation[] = [];
  accelerator.failing = (operation: Operation) => {
    if (operation.kind === 'launch') seen.push(operation);
    return undefined;
  };
  return seen;
}

test('runs in order, on the default stream or another', async () => {
  const accelerator = new FakeAccelerator();
  const [x, y] = [accelerator.allocate(f32, [1, 2, 3]), accelerator.allocate(f32, 3)];
  accelerator.launch(saxpy, 3, { a: 2, x, y });
  const stream = accelerator.createStream();
  stream.waitFor(accelerator.defaultStream);
  stream.launch(saxpy, 2, { a: 1, x: x.subView(1), y: y.subView(1) });
  expect([...(await y.copyToCPUAsync({ stream }))]).toEqual([2, 6, 9]);
  expect(accelerator.statistics.launches).toBe(2);
});

test('arguments are copied at the call: data1, A, data2, B', async () => {
  const accelerator = new FakeAccelerator();
  const [x, a, b] = [
    accelerator.allocate(f32, 2),
    accelerator.allocate(f32, 2),
    accelerator.allocate(f32, 2),
  ];
  const data = new Float32Array([1, 2]);
  x.copyFromCPU(data);
  accelerator.launch(saxpy, 2, { a: 1, x, y: a });
  data.set([10, 20]);
  x.copyFromCPU(data);
  accelerator.launch(saxpy, 2, { a: 1, x, y: b });
  data.fill(0);
  expect([[...(await a.copyToCPUAsync())], [...(await b.copyToCPUAsync())]]).toEqual([
    [1, 2],
    [10, 20],
  ]);
});

test('an upload, a fill and a copy right after an unawaited launch are ordered behind it', async () => {
  const accelerator = new FakeAccelerator();
  const [v, copy] = [accelerator.allocate(i32, 4), accelerator.allocate(i32, 4)];
  accelerator.launch(iota, 4, { v });
  copy.copyFrom(v);
  v.subView(0, 1).fill(-1);
  v.subView(1, 1).copyFromCPU([-2]);
  expect([[...(await v.copyToCPUAsync())], [...(await copy.copyToCPUAsync())]]).toEqual([
    [-1, -2, 3, 4],
    [1, 2, 3, 4],
  ]);
});

test('the operation says what a backend needs', async () => {
  const accelerator = new FakeAccelerator();
  const seen = launches(accelerator);
  const x = accelerator.allocate(f32, 16, { label: 'x' });
  const y = accelerator.allocate(f32, 16);
  accelerator.launch(saxpy, 4, { a: 0.5, x: x.strided(2, 1), y: y.subView(4).as2D({ width: 4, height: 3 }) });
  accelerator.launch(saxpy, 100, { a: 0.5, x, y });
  await accelerator.synchronizeAsync();
  const [proven, checked] = seen as [LaunchOperation, LaunchOperation];
  expect(proven).toMatchObject({
    kind: 'launch',
    position: 1,
    description: "launch of 'saxpy'",
    form: 'proven',
    shape: { extent: [4, 1, 1], values: [undefined, undefined, undefined] },
    views: [
      { param: 1, buffer: x, offset: 1, step: 2, length: 8, width: 8, height: 1, depth: 1 },
      { param: 2, buffer: y, offset: 4, step: 1, length: 12, width: 4, height: 3, depth: 1 },
    ],
  });
  expect([...new Float32Array(proven.words.buffer)].slice(0, 1)).toEqual([0.5]);
  expect(checked.form).toBe('checked');
});

test('scalars, booleans, structs, vectors and arrays travel as values', async () => {
  const Inner = struct('Inner', { on: bool, at: vec3f });
  const Outer = struct('Outer', { inner: Inner, list: array(i32, 2), n: u32 });
  const take = kernel({
    name: 'take',
    params: { flag: bool, value: Outer, out: write(f32) },
    body({ flag, value, out }) {
      out.at(0).$ = flag.toF32();
      out.at(1).$ = value.inner.on.toF32();
      out.at(2).$ = value.inner.at.z;
      out.at(3).$ = f32(value.list.at(1));
      out.at(4).$ = f32(value.n);
    },
  });
  const accelerator = new FakeAccelerator();
  const out = accelerator.allocate(f32, 5);
  accelerator.launch(take, 1, {
    flag: true,
    value: { inner: { on: true, at: [1, 2, 3] }, list: [4, -5], n: 6 },
    out,
  });
  expect([...(await out.copyToCPUAsync())]).toEqual([1, 1, 3, -5, 6]);
  expect(() =>
    accelerator.launch(take, 1, {
      flag: true,
      value: { inner: { on: 1, at: [1, 2, 3] }, list: [4, -5], n: 6 },
      out,
    } as never),
  ).toThrow("launch of 'take': argument 'value'.inner.on: expected a boolean, found 1");
});

describe("without 'scatter', a write at (x, y) wants a view that is shaped as the extent", () => {
  const paint = kernel({
    name: 'paint',
    dimensions: 2,
    params: { from: i32, image: write(i32) },
    body({ from, image }, { index: { x, y } }) {
      image.at(x, y).$ = from.add(i32(y.mul(10).add(x)));
    },
  });
  const stack = kernel({
    name: 'stack',
    dimensions: 3,
    params: { cube: write(u32) },
    body({ cube }, { index: { x, y, z } }) {
      cube.at(x, y, z).$ = z.mul(100).add(y.mul(10)).add(x);
    },
  });
  const thrown = (launch: () => void): unknown => {
    try {
      launch();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  test('in 2-D as wide', async () => {
    const accelerator = new FakeAccelerator({ capabilities: [] });
    const v = accelerator.allocate(i32, 7);
    const image = v.subView(1).as2D({ width: 2, height: 3 });
    accelerator.launch(paint, { width: 2, height: 2 }, { from: 1, image });
    expect([...(await v.copyToCPUAsync())]).toEqual([0, 1, 2, 11, 12, 0, 0]);
    accelerator.launch(paint, { width: 2, height: 4 }, { from: 5, image });
    expect([...(await v.copyToCPUAsync())]).toEqual([0, 5, 6, 15, 16, 25, 26]);

    const error = thrown(() => accelerator.launch(paint, { width: 3, height: 2 }, { from: 0, image }));
    expect(error).toBeInstanceOf(NotSupportedError);
    expect((error as Error).message).toMatch(
      /^launch of 'paint': argument 'image': expected a view of width 3, as the extent has, found one of width 2, for which a write at \(x, y\) is not at the invocation's own index and needs the capability 'scatter', which fake does not have here\n {2}at .*launch\.test\.ts:\d+:\d+\n/,
    );
    expect((error as NotSupportedError).use).toBe('a view of width 3, or a backend that has it');
    expect(() =>
      accelerator.launch(
        paint,
        { width: 2, height: 3 },
        { from: 0, image: v.subView(0, 6).as2D({ width: 6, height: 1 }) },
      ),
    ).toThrow('expected a view of width 2, as the extent has, found one of width 6');
    accelerator.launch(paint, { width: 3, height: 0 }, { from: 0, image });
    expect(accelerator.statistics.launches).toBe(2);
  });

  test('in 3-D as wide and as high', async () => {
    const accelerator = new FakeAccelerator({ capabilities: [] });
    const cube = accelerator.allocate(u32, 12).as3D({ width: 2, height: 3, depth: 2 });
    accelerator.launch(stack, { width: 2, height: 3, depth: 1 }, { cube });
    expect([...(await cube.copyToCPUAsync())]).toEqual([0, 1, 10, 11, 20, 21, 0, 0, 0, 0, 0, 0]);
    for (const [width, height] of [
      [2, 2],
      [3, 3],
    ] as const)
      expect(() => accelerator.launch(stack, { width, height, depth: 2 }, { cube })).toThrow(
        `launch of 'stack': argument 'cube': expected a view of width ${width} and height ${height}, as the extent has, found one of width 2 and height 3, for which a write at (x, y, z) is`,
      );
  });

  test('with it, anything goes', async () => {
    const accelerator = new FakeAccelerator({ capabilities: ['scatter'] });
    const image = accelerator.allocate(i32, 6).as2D({ width: 2, height: 3 });
    accelerator.launch(paint, { width: 3, height: 2 }, { from: 1, image });
    expect([...(await image.copyToCPUAsync())]).toEqual([1, 2, 11, 12, 0, 0]);
  });
});

describe('a kernel is traced once an object, compiled once a program', () => {
  test('a launch of a known kernel does neither', async () => {
    const make = () =>
      kernel({
        name: 'once',
        params: { v: write(i32) },
        body({ v }, { index }) {
          v.at(index).$ = 7;
        },
      });
    const [one, same] = [make(), make()];
    const accelerator = new FakeAccelerator();
    const v = accelerator.allocate(i32, 4);
    const run = (k: typeof one) => {
      accelerator.launch(k, 4, { v });
      const { launches: l, kernelsTraced, pipelinesCompiled } = accelerator.statistics;
      return [l, kernelsTraced, pipelinesCompiled];
    };
    expect(run(one)).toEqual([1, 1, 1]);
    expect(run(one)).toEqual([2, 1, 1]);
    expect(run(same)).toEqual([3, 2, 1]);
    accelerator.launch(one, 8, { v });
    expect(accelerator.statistics).toMatchObject({ kernelsTraced: 2, pipelinesCompiled: 2 });
    const other = new FakeAccelerator();
    other.launch(one, 1, { v: other.allocate(i32, 1) });
    expect(other.statistics).toMatchObject({ kernelsTraced: 0, pipelinesCompiled: 1 });
  });

  test('loadKernelAsync does both ahead of the launch', async () => {
    const early = kernel({
      name: 'early',
      params: { v: write(i32) },
      body({ v }, { index }) {
        v.at(index).$ = 8;
      },
    });
    const accelerator = new FakeAccelerator();
    await accelerator.loadKernelAsync(early);
    const loaded = accelerator.statistics;
    accelerator.launch(early, 4, { v: accelerator.allocate(i32, 4) });
    expect(accelerator.statistics).toMatchObject({
      kernelsTraced: loaded.kernelsTraced,
      pipelinesCompiled: loaded.pipelinesCompiled,
    });
    expect(accelerator.generatedCode(early)).toContain('early');
  });

  test('two kernels of one name and different bodies are two', async () => {
    const make = (value: number) =>
      kernel({
        name: 'same',
        params: { v: write(i32) },
        body({ v }, { index }) {
          v.at(index).$ = value;
        },
      });
    const [one, two] = [make(1), make(2)];
    const accelerator = new FakeAccelerator();
    const v = accelerator.allocate(i32, 2);
    for (const [k, value] of [
      [one, 1],
      [two, 2],
      [one, 1],
      [make(3), 3],
    ] as const) {
      accelerator.launch(k, 2, { v });
      expect([...(await v.copyToCPUAsync())]).toEqual([value, value]);
    }
  });

  test('a mistake in the body is a KernelError at the launch, every time', () => {
    const broken = kernel({
      name: 'broken',
      params: { v: write(i32) },
      body() {
        throw new KernelError('broken', 'on purpose', []);
      },
    });
    const accelerator = new FakeAccelerator();
    const v = accelerator.allocate(i32, 2);
    for (let i = 0; i < 2; i++) expect(() => accelerator.launch(broken, 2, { v })).toThrow(KernelError);
  });

  test('what the tracer found odd is printed once a kernel, on however many accelerators', () => {
    const print = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const odd = kernel({
      name: 'odd',
      params: { v: write(i32) },
      body({ v }, { index }) {
        index.lt(3);
        v.at(index).$ = 1;
      },
    });
    for (const accelerator of [new FakeAccelerator(), new FakeAccelerator()]) {
      for (let i = 0; i < 2; i++) accelerator.launch(odd, 1, { v: accelerator.allocate(i32, 1) });
    }
    expect(print).toHaveBeenCalledOnce();
    expect(print.mock.calls[0]![0]).toMatch(/^\[heddle\] .*'odd'/);
    print.mockRestore();
  });

  test('an async body is refused', () => {
    const accelerator = new FakeAccelerator();
    expect(() => {
      const later = kernel({ name: 'later', params: { v: write(i32) }, body: (async () => {}) as never });
      accelerator.launch(later, 1, { v: accelerator.allocate(i32, 1) });
    }).toThrow(/async/);
  });

  test('a kernel of a second copy of core is refused by name', () => {
    const brand = Symbol.for('@heddle/core/language');
    const foreign = {
      kind: 'range',
      name: 'saxpy',
      params: {},
      dimensions: 1,
      [brand]: { brand: 'kernel', copy: {} },
    };
    expect(() => new FakeAccelerator().launch(foreign as unknown as Kernel, 1, {} as never)).toThrow(
      'this kernel was made by another copy of @heddle/core',
    );
  });
});

describe('races', () => {
  test('go by declared access', async () => {
    const accelerator = new FakeAccelerator({ capabilities: ['hostMemory'], detectStreamRaces: true });
    const [x, y] = [
      accelerator.allocate(f32, 4, { label: 'x' }),
      accelerator.allocate(f32, 4, { label: 'y' }),
    ];
    accelerator.launch(saxpy, 4, { a: 1, x, y });
    x.host.use('read', () => {});
    expect(() => x.host.memSet(0)).toThrow(HostBufferRaceError);
    expect(() => y.host.use('read', () => {})).toThrow(
      "host.use of 'y': launch of 'saxpy' on stream 'default' may still write these bytes",
    );
    const stream = accelerator.createStream({ label: 'other' });
    stream.launch(saxpy, 4, { a: 1, x, y: accelerator.allocate(f32, 4) });
    expect(() => stream.launch(saxpy, 4, { a: 1, x, y })).toThrow(StreamRaceError);
    await accelerator.synchronizeAsync();
    stream.launch(saxpy, 4, { a: 1, x, y });
    expect([...(await y.copyToCPUAsync())]).toEqual([0, 0, 0, 0]);
  });

  test.each<[string, (on: FakeAccelerator, v: MemoryBuffer<typeof i32>) => void]>([
    ['accelerator', (on, v) => on.launch(iota, 4, { v })],
    ['stream', (on, v) => on.defaultStream.launch(iota, 4, { v })],
  ])('the stack of a launch begins where the program called it: %s', (_, launch) => {
    const accelerator = new FakeAccelerator({ capabilities: ['hostMemory'] });
    const v = accelerator.allocate(i32, 4);
    launch(accelerator, v);
    try {
      v.host.copyToHost();
      expect.unreachable();
    } catch (error) {
      expect((error as HostBufferRaceError).launchStack.split('\n')[0]).toMatch(/launch\.test\.ts:\d+:\d+/);
    }
  });
});
