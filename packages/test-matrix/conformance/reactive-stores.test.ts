// Frameworks keep state in stores that wrap what is put into them in Proxies. Vue's leave Heddle's objects as they are;
// through any other Proxy they are refused by name, and never fail with an error of the engine.
import {
  type Accelerator,
  type AcceleratorStream,
  type ArrayView,
  f32,
  HeddleTypeError,
  hostArray,
  kernel,
  type MemoryBuffer,
  readWrite,
  vec2f,
} from '@heddle/core';
import { reactive, ref, shallowRef } from '@vue/reactivity';
import { proxy, ref as valtioRef } from 'valtio/vanilla';
import { expect, suite, test } from '../harness/conformance.ts';
import { refusal, rejection } from '../harness/refusal.ts';

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

const stores: readonly (readonly [string, <T extends object>(value: T) => T])[] = [
  ['Vue ref', value => ref({ value }).value.value as typeof value],
  ['Vue ref of the object itself', value => ref(value).value as typeof value],
  ['Vue reactive', value => reactive({ value }).value as typeof value],
  ['Vue reactive array', value => reactive([value])[0] as typeof value],
  ['Vue shallowRef', value => shallowRef(value).value],
  ['Valtio ref', value => proxy({ value: valtioRef(value) }).value],
];

suite('reactive stores', () => {
  for (const [name, kept] of stores) {
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
      stream.dispose();
      for (const buffer of [x, y, points]) buffer.dispose();
    });
  }

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
