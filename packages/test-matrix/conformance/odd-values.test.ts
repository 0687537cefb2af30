// Values that a type checker would refuse, from programs without one or from code that is generic: each call that
// takes them throws a typed error by itself, and none is taken for something else.
import { argMaxAsync, reduceAsync, reduceInto } from '@heddle/algorithms';
import {
  type Accelerator,
  createAccelerator,
  f32,
  HeddleError,
  HeddleRangeError,
  HeddleTypeError,
  hostArray,
  i32,
  kernel,
  op,
  readWrite,
  struct,
  u32,
  vec3f,
} from '@heddle/core';
import { cpu } from '@heddle/cpu';
import { expect, suite, test } from '../harness/conformance.ts';
import { refusal, rejection } from '../harness/refusal.ts';
import { count, counted } from '../harness/steps.ts';

const LENGTH = 4;

/** Objects that are easily taken for a signal. */
const noSignals: Record<string, unknown> = {
  'the controller of one': new AbortController(),
  'its reason': new Error('enough'),
  'a part of one': { aborted: false },
  'an aborted part of one': { aborted: true },
  'a number of milliseconds': 1000,
  null: null,
};

/** A view of four bytes that says to be another one. */
class Lying extends Float32Array {
  override get byteLength(): number {
    return 400;
  }
  override get byteOffset(): number {
    return 4;
  }
  override get length(): number {
    return 3;
  }
}

const revoked = (target: object): never => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy as never;
};

suite('odd-values', () => {
  test('a signal that is none is refused at the call, and nothing is queued', async ({ accelerator }) => {
    const x = accelerator.allocate(i32, counted(LENGTH));
    const stream = accelerator.defaultStream;
    const waits: Record<string, (signal: never) => Promise<unknown>> = {
      'synchronizeAsync of the accelerator': signal => accelerator.synchronizeAsync({ signal }),
      'synchronizeAsync of a stream': signal => stream.synchronizeAsync({ signal }),
      copyToCPUAsync: signal => x.copyToCPUAsync({ signal }),
      'copyToCPUAsync, strided': signal => x.strided(2).copyToCPUAsync({ signal }),
      copyToHostAsync: signal => x.copyToHostAsync(new Int32Array(LENGTH), { signal }),
      copyFromAsync: signal => x.copyFromAsync(new Int32Array(LENGTH), { signal }),
      memSetToZeroAsync: signal => x.memSetToZeroAsync({ signal }),
      reduceAsync: signal => reduceAsync(x, op.add(i32), { signal }),
      argMaxAsync: signal => argMaxAsync(x, { signal }),
    };
    for (const [name, signal] of Object.entries(noSignals)) {
      for (const [wait, call] of Object.entries(waits)) {
        const error = refusal(
          () => call(signal as never),
          HeddleTypeError,
          /signal: expected an AbortSignal/,
        );
        expect(error.message, `${name} in ${wait}`).toMatch(/found/);
        expect(error.remedy).toMatch(/controller\.signal/);
      }
      const wrong = { signal } as never;
      await rejection(() => accelerator.loadKernelAsync(count, wrong), HeddleTypeError, /AbortSignal/);
      await rejection(() => createAccelerator([cpu()], wrong), HeddleTypeError, /AbortSignal/);
    }
    expect(await x.copyToCPUAsync()).toEqual(counted(LENGTH));
  });

  test('a signal in place of the options is refused, and not ignored', async ({ accelerator }) => {
    const x = accelerator.allocate(i32, LENGTH);
    const { signal } = new AbortController();
    for (const call of [
      () => accelerator.synchronizeAsync(signal as never),
      () => x.copyToCPUAsync(signal as never),
      () => x.memSetToZeroAsync(signal as never),
      () => reduceAsync(x, op.add(i32), signal as never),
    ])
      refusal(call, HeddleTypeError, /there is no option/);
  });

  test('a Proxy of a typed array, and a Proxy that was revoked, are refused wherever a value is taken', async ({
    accelerator,
    target,
  }) => {
    const x = accelerator.allocate(f32, LENGTH);
    const v = accelerator.allocate(vec3f, LENGTH);
    for (const odd of [
      new Proxy(new Float32Array(LENGTH), {}),
      new Proxy(new Uint8Array(LENGTH), {}),
      revoked([]),
      revoked({}),
      revoked(() => {}),
      {
        get length() {
          throw new Error('of a getter');
        },
      },
    ] as never[]) {
      const calls: Record<string, () => unknown> = {
        allocate: () => accelerator.allocate(f32, odd),
        'allocate of vectors': () => accelerator.allocate(vec3f, odd),
        'a value of allocate': () => accelerator.allocate(f32, [odd]),
        'a label': () => accelerator.allocate(f32, 1, { label: odd }),
        copyFromCPU: () => x.copyFromCPU(odd),
        'copyFromCPU of flat data': () => v.copyFromCPU(odd),
        copyFromAsync: () => x.copyFromAsync(odd),
        copyFrom: () => x.copyFrom(odd),
        copyTo: () => x.copyTo(odd),
        copyToHostAsync: () => x.copyToHostAsync(odd),
        'copyToHostAsync of flat data': () => v.copyToHostAsync(odd),
        fill: () => x.fill(odd),
        memSet: () => x.memSet(odd),
        'a stream': () => x.fill(1, { stream: odd }),
        'a stream of a readback': () => x.copyToCPUAsync({ stream: odd }),
        'a stream of copyToRawAsync': () => x.copyToRawAsync(odd, 0, 4),
        'an offset of copyToRawAsync': () => x.copyToRawAsync(undefined, odd, 4),
        waitFor: () => accelerator.defaultStream.waitFor(odd),
        subView: () => x.subView(odd),
        strided: () => x.strided(odd),
        'a width': () => x.as2D({ width: odd, height: 1 }),
        hostArray: () => hostArray(f32, [odd]),
        'an index of set': () => hostArray(vec3f, 1).set(odd, [1, 2, 3]),
        'an extent': () => accelerator.launch(count, odd, { out: accelerator.allocate(i32, 1) }),
        'a view of a launch': () => accelerator.launch(count, 1, { out: odd }),
        ...(target.capabilities.includes('hostMemory') && {
          'host.copyTo': () => x.host.copyTo(odd),
          'host.memSet': () => x.host.memSet(odd),
          'an access of host.use': () => x.host.use(odd, () => 1),
        }),
      };
      for (const [what, call] of Object.entries(calls)) {
        let found: unknown;
        try {
          call();
        } catch (error) {
          found = error;
        }
        expect(found, what).toSatisfy(HeddleError.is);
        expect(found, what).toBeInstanceOf(HeddleTypeError);
      }
      await rejection(() => createAccelerator(odd), HeddleTypeError);
    }
    expect(await x.copyToCPUAsync()).toEqual(new Float32Array(LENGTH));
  });

  test('a subclass of a typed array counts with the memory that it has', async ({ accelerator }) => {
    const lying = new Lying([1, 2, 3, 4, 5, 6]);
    const x = accelerator.allocate(f32, lying as never);
    expect([...(await x.copyToCPUAsync())]).toEqual([1, 2, 3, 4, 5, 6]);
    x.copyFromCPU(new Lying([6, 5, 4, 3, 2, 1]) as never);
    const into = new Lying(6);
    await x.copyToHostAsync(into as never);
    expect([...new Float32Array(into.buffer)]).toEqual([6, 5, 4, 3, 2, 1]);
    const v = accelerator.allocate(vec3f, lying as never);
    expect((await v.copyToCPUAsync()).toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    await v.copyToHostAsync(into as never);
    expect([...new Float32Array(into.buffer)]).toEqual([1, 2, 3, 4, 5, 6]);
    // one that only calls itself an array of floats is none
    const bytes = Object.defineProperty(new Uint8Array(12), Symbol.toStringTag, { value: 'Float32Array' });
    refusal(() => accelerator.allocate(f32, bytes as never), HeddleTypeError, /Uint8Array|Float32Array/);
    refusal(() => accelerator.allocate(vec3f, bytes as never), HeddleTypeError);
  });

  test('a length of -0 is 0', ({ accelerator }) => {
    const x = accelerator.allocate(f32, -0);
    const y = accelerator.allocate(f32, LENGTH);
    for (const { length } of [
      x,
      y.subView(-0, -0),
      y.subView(LENGTH),
      hostArray(f32, -0),
      hostArray(vec3f, -0),
    ])
      expect(length).toBe(0);
    expect(y.as2D({ width: LENGTH, height: 1 }).subView(-0).shape.offset).toBe(0);
  });

  test('algorithms read their options once, and check the stream before they queue', async ({
    accelerator,
    open,
  }) => {
    const x = accelerator.allocate(i32, counted(LENGTH));
    const target = accelerator.allocate(i32, 1);
    const [one, other] = [accelerator.createStream(), accelerator.createStream()];
    const calls: readonly ((options: object) => unknown)[] = [
      options => reduceAsync(x, op.add(i32), options),
      options => reduceInto(x, target, op.add(i32), options),
      options => argMaxAsync(x, options),
    ];
    for (const call of calls) {
      const asked: string[] = [];
      await call({
        get stream() {
          asked.push('stream');
          return asked.length % 2 === 1 ? one : other;
        },
        get variant() {
          asked.push('variant');
          return 'range';
        },
      });
      expect(asked.sort()).toEqual(['stream', 'variant']);
      const { launches } = accelerator.statistics;
      const foreign = (await open()).defaultStream;
      for (const wrong of [null, 'default', accelerator, foreign, { launch() {} }, new Proxy(one, {})])
        refusal(() => call({ stream: wrong }), HeddleTypeError, /stream|Proxy/);
      expect(accelerator.statistics.launches).toBe(launches);
    }
    one.dispose();
    other.dispose();
  });

  test('options of createAccelerator of another kind are refused', async () => {
    for (const [name, wrong] of Object.entries({
      label: [1, null, Symbol('label'), {}],
      require: [null, 'groups', new Set(['groups']), { length: 1 }],
      detectHostBufferRaces: [null, 1, 'reports', 'true'],
      detectStreamRaces: [null, 0, 'throw', {}],
      onUncapturedError: [null, 'log', {}],
    })) {
      for (const value of wrong)
        await rejection(
          () => createAccelerator([cpu()], { [name]: value } as never),
          HeddleTypeError,
          new RegExp(`${name}: expected`),
        );
    }
  });

  test('a body of host.use that is no function, a form that is none', { needs: ['hostMemory'] }, ({
    accelerator,
  }) => {
    const x = accelerator.allocate(u32, 1);
    for (const wrong of [undefined, null, 'read', {}, Promise.resolve()] as never[])
      refusal(() => x.host.use('read', wrong), HeddleTypeError, /host\.use: body: expected a function/);
    for (const wrong of [null, 'checkd', Symbol('form'), 1] as never[])
      refusal(() => accelerator.generatedCode(count, wrong), HeddleTypeError, /'proven' or 'checked'/);
  });

  test('a number beyond the range of f32 is refused wherever a value of the host is given', ({
    accelerator,
  }) => {
    const Ball = struct('Ball', { radius: f32, at: vec3f });
    const scaled = kernel({
      name: 'scaled',
      params: { by: f32, ball: Ball, x: readWrite(f32) },
      body({ by, ball, x }, { index }) {
        x.at(index).$ = x.at(index).$.mul(by).add(ball.radius);
      },
    });
    const x = accelerator.allocate(f32, 2);
    const v = accelerator.allocate(vec3f, 2);
    const balls = accelerator.allocate(Ball, 1);
    for (const far of [1e300, -3.5e38, 2 ** 128]) {
      const ball = { radius: far, at: [0, 0, 0] } as const;
      const none = { radius: 0, at: [0, 0, 0] } as const;
      const calls: readonly (() => unknown)[] = [
        () => accelerator.launch(scaled, 2, { by: far, ball: none, x }),
        () => accelerator.launch(scaled, 2, { by: 1, ball, x }),
        () => x.fill(far),
        () => v.fill([0, far, 0]),
        () => balls.fill(ball),
        () => accelerator.allocate(f32, [far]),
        () => accelerator.allocate(vec3f, [[0, 0, far]]),
        () => x.copyFromCPU([0, far] as never),
        () => balls.copyFromCPU([ball]),
        () => hostArray(Ball, [none]).set(0, ball),
      ];
      for (const call of calls)
        refusal(call, HeddleRangeError, /beyond the range of f32\n.*Write Infinity where infinity is meant/);
    }
    x.fill(Infinity);
    x.fill(3.4e38);
  });

  test('a reduction of something else, or by something else, says what it found', ({ accelerator }) => {
    const x = accelerator.allocate(f32, 3);
    const calls: readonly (readonly [call: () => unknown, message: RegExp])[] = [
      [
        () => reduceAsync([1, 2] as never, op.add(f32)),
        /^reduceAsync: view: .*found an object of kind Array\n.*allocate/,
      ],
      [() => reduceAsync(undefined as never, op.add(f32)), /found undefined/],
      [
        () => reduceInto(x, new Float32Array(1) as never, op.add(f32)),
        /target: .*found an object of kind Float32Array/,
      ],
      [
        () => reduceAsync(x, op.add as never),
        /^reduceAsync: operator: .*found a function\n.*op\.add\(f32\), not op\.add/,
      ],
      [() => reduceAsync(x, 'add' as never), /found add/],
      [() => reduceInto(x, x, undefined as never), /^reduceInto: operator: .*found undefined/],
      [() => argMaxAsync([1, 2] as never), /^argMaxAsync: .*found an object of kind Array/],
      [() => argMaxAsync(accelerator.allocate(vec3f, 1) as never), /found one of vec3f/],
      [() => reduceAsync(x, op.add(f32), { stream: 'main' as never }), /stream: .*found main/],
      [
        () => reduceAsync(x, op.add(f32), { variant: {} as never }),
        /variant: .*found an object of kind Object/,
      ],
    ];
    for (const [call, message] of calls) refusal(call, HeddleTypeError, message);
  });

  const wrongResults: readonly (readonly [name: string, result: () => unknown, found: string])[] = [
    ['nothing', () => {}, 'undefined'],
    ['null', () => null, 'null'],
    ['a function', () => () => 1, 'a function'],
    ['a text', () => 'a', "the string 'a'"],
    ['a list', () => [1], 'an array'],
  ];
  for (const [name, result, found] of wrongResults)
    test(`an operator whose member returns ${name}: the error names the member, and the line of the call`, ({
      accelerator,
    }) => {
      const x = accelerator.allocate(f32, 3);
      const variants = accelerator.capabilities.has('groups')
        ? (['range', 'group'] as const)
        : (['range'] as const);
      for (const variant of variants)
        for (const member of ['combine', 'identity'] as const) {
          const { type, identity, combine } = op.add(f32);
          const operator = { type, name: 'mine', identity, combine, [member]: result } as never;
          // A call of a loaded kernel is refused as the first one.
          for (let round = 0; round < 2; round++) {
            const error = refusal(
              () => reduceAsync(x, operator, { variant }),
              HeddleTypeError,
              new RegExp(
                `reduceAsync: operator 'mine': ${member}: expected f32, found ${found}\n  Return a value`,
              ),
            );
            expect(error.stack).toContain('odd-values.test');
          }
        }
    });

  test('a length that no array has', ({ accelerator }) => {
    const calls: readonly ((accelerator: Accelerator) => unknown)[] = [
      a => a.allocate(f32, 1e300),
      a => a.allocate(f32, Infinity),
      a => a.allocate(vec3f, 2 ** 53),
      a => a.allocate(f32, 4).strided(Infinity),
      a => a.allocate(f32, 4).subView(2 ** 53),
      () => hostArray(f32, 2 ** 53),
      () => hostArray(vec3f, -1),
    ];
    for (const call of calls) refusal(() => call(accelerator), HeddleRangeError, /found/);
  });
});
