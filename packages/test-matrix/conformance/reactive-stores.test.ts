// Frameworks keep state in stores that wrap what is put into them in Proxies. Those in the list leave Heddle's objects as
// they are; through any other Proxy the objects are refused by name, and never fail with an error of the engine.
import {
  type Accelerator,
  type AcceleratorStream,
  type ArrayView,
  array,
  atomic,
  atomics,
  f32,
  HeddleTypeError,
  hostArray,
  kernel,
  type MemoryBuffer,
  read,
  readWrite,
  struct,
  u32,
  vec2f,
} from '@heddle/core';
import { proxy } from 'valtio/vanilla';
import { expect, suite, test } from '../harness/conformance.ts';
import { refusal, rejection } from '../harness/refusal.ts';
import { stores } from '../programs/reactive-stores.ts';

const twice = kernel({
  name: 'twice',
  params: { x: readWrite(f32) },
  body({ x }, { index }) {
    x.at(index).$ = x.at(index).$.mul(2);
  },
});

/** A proxy such as a simple reactive store makes: every object that is read through it is wrapped, too. */
function deep<T extends object>(target: T): T {
  return new Proxy(target, {
    get(of, name, receiver) {
      const value: unknown = Reflect.get(of, name, receiver);
      const { configurable = true, writable = true } = Reflect.getOwnPropertyDescriptor(of, name) ?? {};
      return typeof value === 'object' && value !== null && (configurable || writable) ? deep(value) : value;
    },
  });
}
const shallow = <T extends object>(target: T): T => new Proxy(target, {});

suite('reactive stores', () => {
  test('plain objects are wrapped, by which the list is more than names', () => {
    for (const { name, wraps, keep } of stores) {
      const plain = { deep: { number: 1 } };
      const kept = keep(plain);
      expect([kept, kept.deep === plain.deep], name).toEqual([plain, !wraps]);
    }
  });

  for (const { name, keep: kept } of stores) {
    test(`${name}: all objects work and are taken as arguments`, async ({ accelerator }) => {
      const device = kept<Accelerator>(accelerator);
      const x = kept<MemoryBuffer<typeof f32>>(device.allocate(f32, [1, 2, 3]));
      const stream = kept<AcceleratorStream>(device.createStream());
      const view = kept<ArrayView<typeof f32>>(x.subView(1));
      stream.launch(kept(twice), 2, { x: view });
      expect([...(await x.copyToCPUAsync({ stream }))]).toEqual([1, 4, 6]);
      device.launch(twice, 1, { x: kept(view.subView(0, 1)) });
      expect([...(await view.copyToCPUAsync())]).toEqual([8, 6]);
      const points = kept(device.allocate(kept(vec2f), kept(hostArray(vec2f, [[1, 2]]))));
      expect([...(await points.copyToCPUAsync())]).toEqual([[1, 2]]);
      const y = device.allocate(f32, 2);
      y.copyFrom(view);
      expect([...(await y.copyToCPUAsync())]).toEqual([8, 6]);
      const objects = { device, stream, x, view, points, twice, f32, vec2f };
      const parts = {
        Pair: struct('Pair', { a: f32 }),
        list: array(f32, 2),
        cell: atomic(u32),
        param: read(f32),
      };
      for (const [of, object] of Object.entries({ ...objects, ...parts }))
        expect(kept(object) === object, of).toBe(true);
      stream.dispose();
      for (const buffer of [x, y, points]) buffer.dispose();
    });
  }

  test('parameters of kernels may be in any of them', ({ accelerator }) => {
    for (const { keep } of stores) {
      const params = keep({ x: readWrite(f32), count: atomics(u32) });
      const body = () => {};
      const made = kernel({ name: 'made', params: { ...params }, body });
      expect(made.ir.params.map(({ access }) => access)).toEqual(['readWrite', 'atomics']);
      expect(accelerator.generatedCode(keep(twice)).length).toBeGreaterThan(0);
    }
  });

  for (const [name, wrapped] of [
    ['a deep Proxy', deep],
    ['a shallow Proxy', shallow],
  ] as const) {
    test(`${name}: kernels and types work, the rest is refused by name`, async ({ accelerator, target }) => {
      const x = accelerator.allocate(wrapped(f32), [1, 2, 3]);
      accelerator.launch(wrapped(twice), 3, { x });
      expect([...(await x.copyToCPUAsync())]).toEqual([2, 4, 6]);

      const says = /expected the object itself, found a Proxy of it.*\n.*markRaw.*shallowRef.*Valtio/;
      const device = wrapped<Accelerator>(accelerator);
      const stream = wrapped(accelerator.defaultStream);
      const [buffer, view] = [wrapped(x), wrapped<ArrayView<typeof f32>>(x.subView(1))];
      const calls: readonly (() => unknown)[] = [
        () => device.allocate(f32, 3),
        () => device.createStream(),
        () => device.launch,
        () => device.defaultStream,
        () => device.report,
        () => device.flush(),
        () => device.generatedCode(twice),
        () => device.disposeAsync(),
        () => stream.launch(twice, 3, { x }),
        () => stream.flush(),
        () => stream.waitFor(accelerator.defaultStream),
        () => stream.dispose(),
        () => buffer.dispose(),
        () => buffer.fill(1),
        () => view.fill(1),
        () => view.subView(1),
        () => view.strided(2),
        () => view.as2D({ width: 1, height: 2 }),
        () => view.reinterpret(f32),
        () => view.copyFromCPU([1, 2]),
        () => view.memSetToZero(),
        () => view.host.copyToHost(),
        () => accelerator.launch(twice, 2, { x: view }),
        () => accelerator.launch(twice, 3, { x: buffer }),
        () => x.subView(1).copyFrom(view),
        () => x.fill(1, { stream }),
        () => accelerator.defaultStream.waitFor(stream),
      ];
      for (const call of calls) expect(refusal(call, HeddleTypeError, says).remedy, `${call}`).toBeDefined();
      const promises: readonly (() => Promise<unknown>)[] = [
        () => device.synchronizeAsync(),
        () => device.loadKernelAsync(twice),
        () => stream.synchronizeAsync(),
        () => view.copyToCPUAsync(),
        () => buffer.copyToRawAsync(undefined, 0, 4),
      ];
      for (const call of promises) await rejection(call, HeddleTypeError, says);
      expect(target.backend).toBe(accelerator.backend);
      expect([...(await x.copyToCPUAsync())]).toEqual([2, 4, 6]);
      x.dispose();
    });
  }

  test('a Valtio proxy of an accelerator', async ({ open }) => {
    const { device } = proxy({ device: await open() });
    refusal(() => device.allocate(f32, 1), HeddleTypeError, /a Proxy of it/);
  });
});
