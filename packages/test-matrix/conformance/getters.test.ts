// A program may hand over objects whose members are code: getters, Proxies, handlers. Each is asked once, and
// whatever it does meanwhile, what was checked is what is used.
import { argMaxAsync, reduceAsync, reduceInto } from '@heddle/algorithms';
import {
  type Accelerator,
  type ArrayView,
  DisposedError,
  f32,
  HeddleTypeError,
  i32,
  kernel,
  type MemoryBuffer,
  op,
  readWrite,
  struct,
  u32,
  write,
} from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { refusal, rejection } from '../harness/refusal.ts';
import { saxpy } from '../programs/bad-input.ts';

const LENGTH = 8;
const Step = struct('Step', { by: i32, scale: i32 });
const stepped = kernel({
  name: 'stepped',
  params: { step: Step, x: readWrite(i32) },
  body({ step, x }, { index }) {
    x.at(index).$ = x.at(index).$.mul(step.scale).add(step.by);
  },
});
const plane = kernel({
  name: 'plane of sevens',
  dimensions: 2,
  params: { x: write(i32) },
  body({ x }, { index }) {
    x.at(index.x, index.y).$ = 7;
  },
});
const flat = kernel({
  name: 'sevens',
  params: { x: write(i32) },
  body({ x }, { index }) {
    x.at(index).$ = 7;
  },
});

type Words = MemoryBuffer<typeof i32>;
const fresh = (accelerator: Accelerator): Words => accelerator.allocate(i32, LENGTH, { label: 'fresh' });
const sevens = new Int32Array(LENGTH).fill(7);

/** Members that are getters, each of which counts how often it was asked. */
function counting<T extends object>(members: T): { readonly object: T; readonly asked: Map<string, number> } {
  const asked = new Map<string, number>();
  const object = {};
  for (const [name, value] of Object.entries(members)) {
    asked.set(name, 0);
    Object.defineProperty(object, name, {
      enumerable: true,
      get() {
        asked.set(name, asked.get(name)! + 1);
        return value;
      },
    });
  }
  return { object: object as T, asked };
}

/** The object with a member that does something when it is asked for. */
const doing = <T extends object, K extends keyof T>(object: T, name: K, act: () => void): T =>
  Object.defineProperty(Array.isArray(object) ? (object.slice() as unknown as T) : { ...object }, name, {
    enumerable: true,
    get() {
      act();
      return object[name];
    },
  });

/** A view that is disposed while a call reads its arguments; the memory allocated in its place must not change. */
interface Trap {
  readonly x: Words;
  readonly dispose: () => void;
  readonly untouched: () => Promise<void>;
}
function trapOf(accelerator: Accelerator): Trap {
  const x = fresh(accelerator);
  let victim: Words | undefined;
  return {
    x,
    dispose() {
      if (victim) return;
      x.dispose();
      victim = accelerator.allocate(i32, new Int32Array(LENGTH).fill(-1));
    },
    async untouched() {
      expect(victim, 'the member was asked for').toBeDefined();
      expect(await victim!.copyToCPUAsync()).toEqual(new Int32Array(LENGTH).fill(-1));
    },
  };
}

const doors: Record<string, (trap: Trap, accelerator: Accelerator) => unknown> = {
  'an argument of a launch': ({ x, dispose }, accelerator) =>
    accelerator.launch(
      stepped,
      LENGTH,
      // behind the view in the order of the parameters, and in front of it
      doing({ x, step: { by: 1, scale: 1 } }, 'step', dispose),
    ),
  'the view of a launch': ({ x, dispose }, accelerator) =>
    accelerator.launch(flat, LENGTH, doing({ x }, 'x', dispose)),
  'a member of a struct in a launch': ({ x, dispose }, accelerator) =>
    accelerator.launch(stepped, LENGTH, { x, step: doing({ by: 1, scale: 1 }, 'scale', dispose) }),
  'arguments that are a Proxy': ({ x, dispose }, accelerator) =>
    accelerator.launch(
      flat,
      LENGTH,
      new Proxy(
        { x },
        {
          get: (target, name) => {
            dispose();
            return Reflect.get(target, name);
          },
          ownKeys: target => {
            dispose();
            return Reflect.ownKeys(target);
          },
        },
      ),
    ),
  'an extent': ({ x, dispose }, accelerator) =>
    accelerator.launch(plane, doing({ width: LENGTH, height: 1 }, 'height', dispose), {
      x: x.as2D({ width: LENGTH, height: 1 }),
    }),
  'an argument of a launch of nothing': ({ x, dispose }, accelerator) =>
    accelerator.launch(stepped, 0, doing({ x, step: { by: 1, scale: 1 } }, 'step', dispose)),
  'an element of an upload': ({ x, dispose }) =>
    x.copyFromCPU(doing(new Array<number>(LENGTH).fill(7), 3, dispose) as number[]),
  'the options of an upload': ({ x, dispose }) =>
    x.copyFromCPU(sevens, doing({ stream: undefined }, 'stream', dispose)),
  'the options of a fill': ({ x, dispose }) => x.fill(7, doing({ stream: undefined }, 'stream', dispose)),
  'the options of a memSet': ({ x, dispose }) => x.memSet(7, doing({ stream: undefined }, 'stream', dispose)),
  'the options of a copy': ({ x, dispose }, accelerator) =>
    x.copyFrom(fresh(accelerator), doing({ stream: undefined }, 'stream', dispose)),
  'the options of a copy to another': ({ x, dispose }, accelerator) =>
    fresh(accelerator).copyTo(x, doing({ stream: undefined }, 'stream', dispose)),
  'the options of a memSetToZero': ({ x, dispose }) =>
    x.memSetToZero(doing({ stream: undefined }, 'stream', dispose)),
  'the options of a reduction': ({ x, dispose }, accelerator) =>
    reduceInto(
      fresh(accelerator),
      x.subView(0, 1),
      op.add(i32),
      doing({ stream: undefined }, 'stream', dispose),
    ),
};

suite('getters', () => {
  for (const [door, call] of Object.entries(doors)) {
    test(`${door}: disposes the memory of the call, which is refused and writes nowhere`, async ({
      accelerator,
    }) => {
      // compiled before, so that only the call under test is looked at
      accelerator.launch(stepped, LENGTH, { x: fresh(accelerator), step: { by: 1, scale: 1 } });
      accelerator.launch(flat, LENGTH, { x: fresh(accelerator) });
      const trap = trapOf(accelerator);
      const { launches } = accelerator.statistics;
      const error = refusal(() => call(trap, accelerator), DisposedError, /'fresh'/);
      expect(error.message).toMatch(/is disposed/);
      expect(accelerator.statistics.launches).toBe(launches);
      await trap.untouched();
    });
  }

  // A Proxy of a view could answer differently each time, so it is not taken for the view at all.
  for (const [door, call] of Object.entries({
    'the source of a copy': ({ x, proxy }) => x.copyFrom(proxy),
    'the target of a copy': ({ x, proxy }) => x.copyTo(proxy),
    'the view of a launch': ({ proxy }, accelerator) => accelerator.launch(flat, LENGTH, { x: proxy }),
  } satisfies Record<string, (views: { x: Words; proxy: Words }, accelerator: Accelerator) => void>)) {
    test(`${door} that is a Proxy is refused, and nothing is written`, async ({ accelerator }) => {
      const trap = trapOf(accelerator);
      const source = fresh(accelerator);
      const proxy = new Proxy(source, {
        get(target, name) {
          trap.dispose();
          return Reflect.get(target, name, target);
        },
      });
      const x = fresh(accelerator);
      refusal(() => call({ x, proxy }, accelerator), HeddleTypeError, /found a Proxy/);
      for (const view of [x, source]) expect(await view.copyToCPUAsync()).toEqual(new Int32Array(LENGTH));
    });
  }

  test('an element of an upload of structs disposes its target', async ({ accelerator }) => {
    const x = accelerator.allocate(Step, 2, { label: 'fresh' });
    const element = doing({ by: 1, scale: 2 }, 'scale', () => x.dispose());
    refusal(() => x.copyFromCPU([{ by: 1, scale: 2 }, element]), DisposedError, /'fresh'/);
    const y = accelerator.allocate(Step, 2, { label: 'fresh' });
    refusal(() => y.fill(doing({ by: 1, scale: 2 }, 'scale', () => y.dispose())), DisposedError, /'fresh'/);
  });

  test('the options of a wait or a readback dispose what is read', async ({ accelerator }) => {
    const calls: readonly ((x: Words, options: object) => Promise<unknown>)[] = [
      (x, options) => x.copyToCPUAsync(options),
      (x, options) => x.strided(2).copyToCPUAsync(options),
      (x, options) => x.copyToHostAsync(new Int32Array(LENGTH), options),
    ];
    for (const member of ['stream', 'signal'] as const) {
      for (const call of calls) {
        const x = fresh(accelerator);
        const options = doing({ stream: undefined, signal: undefined }, member, () => x.dispose());
        await rejection(async () => call(x, options), DisposedError, /'fresh'/);
      }
    }
  });

  test('data and options that dispose the accelerator', async ({ open }) => {
    for (const call of [
      (own: Accelerator, act: () => void) =>
        own.allocate(i32, doing([1, 2, 3], 1, act) as number[], { label: 'x' }),
      (own: Accelerator, act: () => void) => own.allocate(i32, 4, doing({ label: 'x' }, 'label', act)),
      (own: Accelerator, act: () => void) => own.createStream(doing({ label: 's' }, 'label', act)),
      (own: Accelerator, act: () => void) =>
        own.launch(stepped, 1, doing({ x: own.allocate(i32, 1), step: { by: 1, scale: 1 } }, 'step', act)),
    ]) {
      const own = await open();
      let disposed: Promise<void> | undefined;
      refusal(
        () =>
          call(own, () => {
            disposed ??= own.disposeAsync();
          }),
        DisposedError,
        /accelerator/,
      );
      await disposed;
    }
  });

  test('each member is asked once', async ({ accelerator }) => {
    const stream = accelerator.createStream();
    const [x, y] = [accelerator.allocate(f32, [1, 2, 3]), accelerator.allocate(f32, [4, 5, 6])];
    const launched = counting({ a: 2, x, y });
    stream.launch(saxpy, 3, launched.object);
    const step = counting({ by: 1, scale: 3 });
    const z = accelerator.allocate(i32, [1, 2, 3, 4]);
    stream.launch(stepped, 4, { step: step.object, x: z });
    const extent = counting({ width: 2, height: 2 });
    const rows = counting({ width: 2, height: 2 });
    const p = accelerator.allocate(i32, 4);
    stream.launch(plane, extent.object, { x: p.as2D(rows.object) });
    const options = counting({ stream, signal: undefined });
    const found = [
      await y.copyToCPUAsync(options.object),
      await z.copyToCPUAsync({ stream }),
      await p.copyToCPUAsync({ stream }),
    ];
    expect(found.map(array => [...array])).toEqual([
      [6, 9, 12],
      [4, 7, 10, 13],
      [7, 7, 7, 7],
    ]);
    const label = counting({ label: 'labelled' });
    expect(accelerator.allocate(u32, 1, label.object).label).toBe('labelled');
    const waited = counting({ signal: undefined });
    await accelerator.synchronizeAsync(waited.object);
    await accelerator.loadKernelAsync(saxpy, waited.object);
    await x.copyFromAsync([7, 8, 9], options.object);
    await x.memSetToZeroAsync(options.object);
    const definition = counting({
      name: 'asked once',
      dimensions: 1 as const,
      precision: 'native' as const,
      params: { x: write(i32) },
    });
    stream.launch(
      kernel(
        Object.defineProperty(definition.object, 'body', {
          enumerable: true,
          get: () => flatBody,
        }) as never,
      ),
      4,
      { x: z } as never,
    );
    expect(await z.copyToCPUAsync({ stream })).toEqual(new Int32Array(4).fill(7));
    for (const { asked } of [launched, step, extent, rows, label, definition])
      for (const [name, times] of asked) expect(times, name).toBe(1);
    for (const [name, times] of options.asked) expect(times, name).toBe(3);
    expect(waited.asked.get('signal')).toBe(2);
    stream.dispose();
  });

  test('each field of a struct is asked once, when it is declared', async ({ accelerator }) => {
    const fields = counting({ by: i32, scale: i32 });
    const Declared = struct('Declared', fields.object);
    const x = accelerator.allocate(Declared, [{ by: 1, scale: 2 }]);
    expect((await x.copyToCPUAsync()).at(0)).toEqual({ by: 1, scale: 2 });
    for (const [name, times] of fields.asked) expect(times, name).toBe(1);
  });

  test('each option of a reduction is asked once', async ({ accelerator }) => {
    const stream = accelerator.createStream();
    const x = accelerator.allocate(i32, [1, 5, 3]);
    const into = counting({ stream, variant: 'range' as const });
    const target = accelerator.allocate(i32, 1);
    reduceInto(x, target, op.add(i32), into.object);
    expect([...(await target.copyToCPUAsync({ stream }))]).toEqual([9]);
    const waiting = [0, 1].map(() => counting({ stream, variant: 'range' as const, signal: undefined }));
    expect(await reduceAsync(x, op.add(i32), waiting[0]!.object)).toBe(9);
    expect(await argMaxAsync(x, waiting[1]!.object)).toEqual({ value: 5, index: 1 });
    for (const { asked } of [into, ...waiting])
      for (const [name, times] of asked) expect(times, name).toBe(1);
    stream.dispose();
  });

  test('an argument that is another view each time: the first counts, and nothing else is written', async ({
    accelerator,
    open,
  }) => {
    const foreign = (await open()).allocate(i32, LENGTH);
    const views: readonly ArrayView[] = [fresh(accelerator), fresh(accelerator), foreign];
    let next = 0;
    accelerator.launch(flat, LENGTH, {
      get x() {
        return views[next++]! as Words;
      },
    });
    expect(next).toBe(1);
    expect(await views[0]!.copyToCPUAsync()).toEqual(sevens);
    expect(await views[1]!.copyToCPUAsync()).toEqual(new Int32Array(LENGTH));
  });

  test('an argument that launches: that comes first, and both are right', async ({ accelerator }) => {
    const x = accelerator.allocate(i32, [1, 2, 3]);
    const launch = (by: number) =>
      accelerator.launch(stepped, 3, {
        x,
        step: doing({ by, scale: 10 }, 'by', () => {
          if (by === 2) launch(1);
        }),
      });
    launch(2);
    expect([...(await x.copyToCPUAsync())]).toEqual([112, 212, 312]);
  });

  test('values that only turn into numbers are refused, unasked', ({ accelerator }) => {
    const asked: string[] = [];
    const number: object = {
      valueOf: () => asked.push('valueOf'),
      toString: () => `${asked.push('toString')}`,
    };
    const wrong = number as never;
    const x = accelerator.allocate(i32, 4);
    for (const call of [
      () => accelerator.launch(flat, wrong, { x }),
      () => accelerator.launch(plane, { width: wrong, height: 1 }, { x }),
      () => accelerator.launch(stepped, 4, { x, step: { by: wrong, scale: 1 } }),
      () => x.subView(wrong),
      () => x.strided(wrong),
      () => x.as2D({ width: wrong, height: 1 }),
      () => x.fill(wrong),
      () => x.memSet(wrong),
      () => x.copyFromCPU([1, 2, 3, wrong]),
      () => x.copyToRawAsync(undefined, wrong, 4),
      () => accelerator.allocate(i32, [wrong]),
      () => accelerator.allocate(i32, 1, { label: wrong }),
      () => accelerator.createStream({ label: wrong }),
    ])
      refusal(call, HeddleTypeError);
    expect(asked).toEqual([]);
  });

  test('data that grows or shrinks while it is read', async ({ accelerator }) => {
    const growing: number[] = [1, 2, 3];
    const grown = new Proxy(growing, {
      get(target, name) {
        if (name === '0') target.push(9);
        return Reflect.get(target, name);
      },
    });
    const x = accelerator.allocate(i32, grown);
    expect([...(await x.copyToCPUAsync())]).toEqual([1, 2, 3]);
    const shrinking = [1, 2, 3];
    const shrunk = new Proxy(shrinking, {
      get(target, name) {
        if (name === '0') target.length = 1;
        return Reflect.get(target, name);
      },
    });
    refusal(() => accelerator.allocate(i32, shrunk), HeddleTypeError, /\[1\].*undefined/);
  });

  test('a handler of races that disposes the memory of a host access', { needs: ['hostMemory'] }, async ({
    open,
  }) => {
    const accesses: readonly ((x: Words) => unknown)[] = [
      x => x.host.memSet(7),
      x => x.host.use('readWrite', data => data.fill(7)),
      x => x.strided(2).host.use('readWrite', data => data.fill(7)),
      x => x.host.copyToHost(),
    ];
    for (const access of accesses) {
      const own: Accelerator = await open({
        detectHostBufferRaces: 'report',
        onUncapturedError: () => trap.dispose(),
      });
      const trap = trapOf(own);
      own.launch(flat, LENGTH, { x: trap.x });
      refusal(() => access(trap.x), DisposedError, /'fresh'/);
      await own.synchronizeAsync();
      await trap.untouched();
    }
  });

  test('a handler of races that disposes the memory of the call', async ({ open }) => {
    const own: Accelerator = await open({
      detectStreamRaces: 'report',
      onUncapturedError: () => trap.dispose(),
    });
    const trap = trapOf(own);
    const other = own.createStream();
    own.launch(flat, LENGTH, { x: trap.x });
    refusal(() => other.launch(flat, LENGTH, { x: trap.x }), DisposedError, /'fresh'/);
    await own.synchronizeAsync();
    await trap.untouched();
  });
});

function flatBody({ x }: any, { index }: any): void {
  x.at(index).$ = 7;
}
