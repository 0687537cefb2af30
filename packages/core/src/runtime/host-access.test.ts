import { describe, expect, test, vi } from 'vitest';
import {
  HeddleRangeError,
  HeddleTypeError,
  HostBufferRaceError,
  NotSupportedError,
} from '../errors/errors.ts';
import { f32, i32, u32, vec3f } from '../language/schema.ts';
import type { I32T } from '../language/schema-types.ts';
import type { MemoryBuffer } from './buffer.ts';
import type { FakeOptions } from './fake-accelerator.test-support.ts';
import { FakeAccelerator, turns } from './fake-accelerator.test-support.ts';

const withHostMemory = (options: FakeOptions = {}) =>
  new FakeAccelerator({ capabilities: ['hostMemory'], ...options });

describe('without the capability hostMemory', () => {
  test.each(['idle', 'in flight', 'waited for'])(
    'every member refuses, naming the async form: %s',
    async state => {
      const accelerator = new FakeAccelerator();
      const x = accelerator.allocate(f32, 4, { label: 'x' });
      if (state !== 'idle') x.fill(1);
      if (state === 'waited for') await accelerator.synchronizeAsync();
      const calls: [() => unknown, string][] = [
        [() => x.host.use('read', () => {}), 'copyToCPUAsync'],
        [() => x.host.use('readWrite', () => {}), 'copyToCPUAsync'],
        [() => x.host.memSet(0), 'memSet'],
        [() => x.host.copyTo(new Float32Array(4)), 'copyToHostAsync'],
        [() => x.host.copyToHost(), 'copyToCPUAsync'],
      ];
      for (const [call, use] of calls) {
        expect(call).toThrow(NotSupportedError);
        expect(call).toThrow(use);
      }
      await accelerator.disposeAsync();
    },
  );
});

describe('immediate access', () => {
  test('use works on the memory itself', async () => {
    const accelerator = withHostMemory();
    const x = accelerator.allocate(f32, [1, 2, 3]);
    expect(x.host.use('read', data => [...data])).toEqual([1, 2, 3]);
    x.subView(1).host.use('readWrite', data => data.fill(9));
    expect([...(await x.copyToCPUAsync())]).toEqual([1, 9, 9]);
  });

  test('of a strided view on a copy, which readWrite writes back and read does not', () => {
    const x = withHostMemory().allocate(f32, [0, 1, 2, 3, 4]);
    expect(x.strided(2).host.use('read', data => [...data.fill(7)])).toEqual([7, 7, 7]);
    x.strided(2, 1).host.use('readWrite', data => data.set([-1, -3]));
    expect([...x.host.copyToHost()]).toEqual([0, -1, 2, -3, 4]);
  });

  test('structs come as a StructArray over the memory', () => {
    const x = withHostMemory().allocate(vec3f, 2);
    x.host.use('readWrite', data => data.set(1, [1, 2, 3]));
    expect([...x.host.copyToHost()]).toEqual([
      [0, 0, 0],
      [1, 2, 3],
    ]);
  });

  test('memSet, copyTo and copyToHost', () => {
    const x = withHostMemory().allocate(u32, [1, 2, 3, 4]);
    x.strided(2).host.memSet(0xff);
    const target = new Uint32Array(2);
    x.strided(2, 1).host.copyTo(target);
    expect([...target]).toEqual([2, 4]);
    expect([...x.host.copyToHost()]).toEqual([0xffffffff, 2, 0xffffffff, 4]);
    expect([...x.subView(4).host.copyToHost()]).toEqual([]);
  });

  test.each<[string, (x: any) => unknown, unknown]>([
    ['another access', x => x.host.use('write', () => {}), HeddleTypeError],
    ['a byte out of range', x => x.host.memSet(256), HeddleRangeError],
    ['a target of another length', x => x.host.copyTo(new Float32Array(5)), HeddleRangeError],
    ['a target of another type', x => x.host.copyTo(new Int32Array(4)), HeddleTypeError],
  ])('refuses %s', (_, call, ErrorType) => {
    expect(() => call(withHostMemory().allocate(f32, 4))).toThrow(ErrorType as never);
  });

  test('the body may not be asynchronous', () => {
    expect(() =>
      withHostMemory()
        .allocate(f32, 4)
        .host.use('read', async () => {}),
    ).toThrow(HeddleTypeError);
  });

  test('the body may neither queue, allocate nor wait, but access other memory', () => {
    const accelerator = withHostMemory();
    const [x, y] = [accelerator.allocate(f32, [1, 2]), accelerator.allocate(f32, [3, 4])];
    const within: (() => unknown)[] = [
      () => y.fill(1),
      () => y.copyFrom(x),
      () => y.copyFromCPU([1, 2]),
      () => y.copyToCPUAsync(),
      () => y.copyToRawAsync(accelerator.defaultStream, 0, 4),
      () => accelerator.allocate(f32, 1),
      () => accelerator.synchronizeAsync(),
      () => accelerator.defaultStream.synchronizeAsync(),
      () => accelerator.disposeAsync(),
      () => accelerator.defaultStream.waitFor(accelerator.createStream()),
    ];
    for (const call of within) expect(() => x.host.use('read', call)).toThrow('inside of a host.use body');
    expect(x.host.use('read', a => y.host.use('read', b => a[0]! + b[0]!))).toBe(4);
    expect(() =>
      x.host.use('read', () => {
        y.host.use('read', () => {});
        y.fill(1);
      }),
    ).toThrow(HeddleTypeError);
    y.fill(1);
  });
});

describe('host races', () => {
  test('an access while a write is unfinished throws on the same turn, and the identical access succeeds after the wait', async () => {
    const accelerator = withHostMemory();
    const x = accelerator.allocate(i32, 4, { label: 'v' });
    x.fill(7);
    const access = () => x.host.use('read', data => [...data]);
    expect(access).toThrow(HostBufferRaceError);
    try {
      access();
    } catch (error) {
      expect(error).toMatchObject({
        code: 'HEDDLE_HOST_BUFFER_RACE',
        label: 'v',
        operation: "fill of 'v'",
        pending: 1,
        use: 'copyToCPUAsync',
        launchStack: expect.stringContaining('host-access.test.ts'),
        stack: expect.stringContaining('host-access.test.ts'),
      });
    }
    await accelerator.synchronizeAsync();
    expect(access()).toEqual([7, 7, 7, 7]);
  });

  test.each<[string, (x: MemoryBuffer<I32T>, y: MemoryBuffer<I32T>) => unknown]>([
    ['fill', x => x.fill(7)],
    ['memSet', x => x.memSet(1)],
    ['memSetToZero', x => x.memSetToZero()],
    ['memSetToZeroAsync', x => x.memSetToZeroAsync()],
    ['copyFrom', (x, y) => x.copyFrom(y)],
    ['copyTo', (x, y) => y.copyTo(x)],
    ['copyFromCPU', x => x.copyFromCPU([1, 2, 3, 4])],
    ['copyFromAsync of a view', (x, y) => x.copyFromAsync(y)],
    ['copyFromAsync of data', x => x.copyFromAsync([1, 2, 3, 4])],
  ])('it names the line that queued the operation: %s', async (_, queue) => {
    const accelerator = withHostMemory();
    const x = accelerator.allocate(i32, 4);
    queue(x, accelerator.allocate(i32, 4));
    let first: string | undefined;
    try {
      x.host.memSet(0);
    } catch (error) {
      first = (error as HostBufferRaceError).launchStack.split('\n')[0];
    }
    expect(first).toMatch(/host-access\.test\.ts:\d+:\d+/);
    await accelerator.synchronizeAsync();
  });

  test('it judges the program and not the timing: what the device has done but nobody has waited for still races', async () => {
    const accelerator = withHostMemory();
    const x = accelerator.allocate(i32, 4);
    x.fill(7);
    await turns(3);
    expect(() => x.host.copyToHost()).toThrow(HostBufferRaceError);
    await x.copyToCPUAsync();
    expect([...x.host.copyToHost()]).toEqual([7, 7, 7, 7]);
  });

  test('only a wait that covers it helps', async () => {
    const accelerator = withHostMemory();
    const [a, b] = [accelerator.createStream(), accelerator.createStream()];
    const [x, y] = [accelerator.allocate(i32, 1), accelerator.allocate(i32, 1)];
    x.fill(7, { stream: a });
    await b.synchronizeAsync();
    await y.copyToCPUAsync();
    const controller = new AbortController();
    const aborted = accelerator.synchronizeAsync({ signal: controller.signal });
    controller.abort('enough');
    await expect(aborted).rejects.toBe('enough');
    await turns(2);
    expect(() => x.host.copyToHost()).toThrow(HostBufferRaceError);
    await a.synchronizeAsync();
    expect([...x.host.copyToHost()]).toEqual([7]);
  });

  test('a readback of another buffer does not count as a wait, even on one stream', async () => {
    const accelerator = withHostMemory();
    const [x, y] = [accelerator.allocate(i32, 1), accelerator.allocate(i32, 1)];
    x.fill(7);
    await y.copyToCPUAsync();
    expect(() => x.host.copyToHost()).toThrow(HostBufferRaceError);
    await y.copyToCPUAsync({ stream: accelerator.defaultStream });
    expect([...x.host.copyToHost()]).toEqual([7]);
  });

  test('disjoint ranges and two readers do not race; a host write does with a reader', async () => {
    const accelerator = withHostMemory();
    const [x, y] = [accelerator.allocate(i32, 8), accelerator.allocate(i32, 4)];
    x.subView(0, 4).fill(1);
    x.subView(4).host.use('readWrite', data => data.fill(2));
    y.copyFrom(x.subView(0, 4));
    expect(() => x.subView(3, 2).host.copyToHost()).toThrow(HostBufferRaceError);
    await accelerator.synchronizeAsync();
    y.copyFrom(x.subView(0, 4));
    expect([...x.host.copyToHost()]).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
    expect(() => x.host.memSet(0)).toThrow(HostBufferRaceError);
    x.subView(4).host.memSet(0);
    expect(() => y.host.copyTo(new Int32Array(4))).toThrow(HostBufferRaceError);
  });

  test('the interleaved halves of a buffer are disjoint', () => {
    const x = withHostMemory().allocate(i32, 8);
    x.strided(2).fill(1);
    x.strided(2, 1).host.memSet(0);
    expect(() => x.strided(2).host.memSet(0)).toThrow(HostBufferRaceError);
  });

  test('a pending readback is a reader', async () => {
    const accelerator = withHostMemory();
    const x = accelerator.allocate(i32, [1, 2]);
    const read = x.copyToCPUAsync();
    expect([...x.host.copyToHost()]).toEqual([1, 2]);
    expect(() => x.host.memSet(0)).toThrow(HostBufferRaceError);
    expect([...(await read)]).toEqual([1, 2]);
    x.host.memSet(0);
  });

  test('one that was aborted is finished by the next wait for everything', async () => {
    const accelerator = withHostMemory();
    const x = accelerator.allocate(i32, [1, 2]);
    const controller = new AbortController();
    const read = x.copyToCPUAsync({ signal: controller.signal });
    controller.abort('enough');
    await expect(read).rejects.toBe('enough');
    expect(() => x.host.memSet(0)).toThrow(HostBufferRaceError);
    await accelerator.synchronizeAsync();
    x.host.memSet(0);
  });

  test("'report' hands the error to onUncapturedError and lets the access happen", () => {
    const reported = vi.fn();
    const accelerator = withHostMemory({ detectHostBufferRaces: 'report', onUncapturedError: reported });
    const x = accelerator.allocate(i32, [1, 2]);
    x.fill(7);
    expect([...x.host.copyToHost()]).toEqual([1, 2]);
    expect(reported).toHaveBeenCalledOnce();
    expect(reported.mock.calls[0]![0]).toBeInstanceOf(HostBufferRaceError);
  });

  test('false turns it off, while the program runs too', () => {
    const accelerator = withHostMemory({ detectHostBufferRaces: false });
    const x = accelerator.allocate(i32, [1, 2]);
    x.fill(7);
    expect([...x.host.copyToHost()]).toEqual([1, 2]);
    accelerator.detectHostBufferRaces = true;
    expect(() => x.host.copyToHost()).toThrow(HostBufferRaceError);
  });
});
