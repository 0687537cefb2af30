// Immediate host access, and the detector that guards it: it judges the program, not the timing.
import { argMaxAsync, argMinAsync, reduceAsync } from '@heddle/algorithms';
import {
  type Accelerator,
  type AcceleratorStream,
  type ArrayView,
  type HeddleError,
  HeddleRangeError,
  HeddleTypeError,
  HostBufferRaceError,
  i32,
  NotSupportedError,
  op,
  struct,
  u32,
  vec3f,
} from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { refusal } from '../harness/refusal.ts';
import { count, counted, mix } from '../harness/steps.ts';

type Ints = ArrayView<typeof i32>;
const LENGTH = 256;
const needs = ['hostMemory'] as const;

const accesses: readonly (readonly [name: string, writes: boolean, access: (view: Ints) => unknown])[] = [
  ['host.use read', false, view => view.host.use('read', data => data.slice())],
  ['host.use readWrite', true, view => view.host.use('readWrite', data => data.fill(-7))],
  ['host.memSet', true, view => view.host.memSet(0xff)],
  ['host.copyTo', false, view => view.host.copyTo(new Int32Array(view.length))],
  ['host.copyToHost', false, view => view.host.copyToHost()],
];

/** Operations that are unfinished on `view` when they return, and whether each writes it. */
const operations: readonly (readonly [name: string, writes: boolean, queue: (view: Ints) => void])[] = [
  ['a launch that writes', true, view => view.accelerator.launch(count, view.length, { out: view })],
  ['fill', true, view => view.fill(3)],
  ['memSetToZero', true, view => view.memSetToZero()],
  ['copyFromCPU', true, view => view.copyFromCPU(new Int32Array(view.length))],
  ['copyFrom', true, view => view.copyFrom(view.accelerator.allocate(i32, view.length))],
  ['copyTo', false, view => view.copyTo(view.accelerator.allocate(i32, view.length))],
];

function allocate(accelerator: Accelerator, label = 'v') {
  return accelerator.allocate(i32, LENGTH, { label });
}

const readNothing = (v: Ints, stream: AcceleratorStream) => v.subView(0, 0).copyToCPUAsync({ stream });

suite('host-races', () => {
  test('detectHostBufferRaces: a launch; host.use; await; host.use', async ({ accelerator, target }) => {
    const v = allocate(accelerator);
    const read = () => v.host.use('read', data => data.slice());
    accelerator.launch(count, LENGTH, { out: v });
    if (target.capabilities.includes('hostMemory')) {
      refusal(read, HostBufferRaceError);
      await accelerator.synchronizeAsync();
      expect(read()).toEqual(counted(LENGTH));
    } else {
      expect(refusal(read, NotSupportedError).use).toBe('copyToCPUAsync');
      await accelerator.synchronizeAsync();
      expect(refusal(read, NotSupportedError).use).toBe('copyToCPUAsync');
    }
  });

  test('without hostMemory every member refuses, in flight or not', async ({ accelerator, target }) => {
    if (target.capabilities.includes('hostMemory')) return;
    const v = allocate(accelerator);
    for (const [, , access] of accesses) refusal(() => access(v), NotSupportedError, /Async|memSet/);
  });

  describe('every access against every operation', () => {
    for (const [accessName, accessWrites, access] of accesses) {
      test(accessName, { needs }, async ({ accelerator }) => {
        for (const [name, writes, queue] of operations) {
          const v = allocate(accelerator);
          queue(v);
          if (writes || accessWrites) refusal(() => access(v), HostBufferRaceError, /'v'/);
          else expect(() => access(v), name).not.toThrow();
          await accelerator.synchronizeAsync();
          expect(() => access(v), name).not.toThrow();
        }
      });
    }
  });

  test('the error says what, where and what to call', { needs }, ({ accelerator }) => {
    const v = accelerator.allocate(i32, LENGTH, { label: 'cells' });
    function queuesTheLaunch() {
      accelerator.launch(count, LENGTH, { out: v });
    }
    queuesTheLaunch();
    mix(accelerator.defaultStream, accelerator.allocate(u32, 4), 1);
    function readsTooEarly() {
      v.host.copyToHost();
    }
    const error = refusal(readsTooEarly, HostBufferRaceError, /launch of 'count'.*2 operations in flight/s);
    expect(error).toMatchObject({
      code: 'HEDDLE_HOST_BUFFER_RACE',
      label: 'cells',
      operation: "launch of 'count'",
      pending: 2,
      use: 'copyToCPUAsync',
    });
    expect(error.launchStack).toContain('queuesTheLaunch');
    expect(error.stack).toContain('readsTooEarly');
  });

  describe('ranges', () => {
    test('disjoint elements do not race; one shared element does', { needs }, ({ accelerator }) => {
      const v = allocate(accelerator);
      accelerator.launch(count, 10, { out: v.subView(20, 10) });
      for (const [offset, length, races] of [
        [0, 20, false],
        [0, 21, true],
        [29, 1, true],
        [30, 226, false],
        [0, 256, true],
        [25, 0, false],
      ] as const) {
        const access = () => v.subView(offset, length).host.copyToHost();
        if (races) refusal(access, HostBufferRaceError);
        else expect(access()).toHaveLength(length);
      }
    });

    test('interleaved elements do not race', { needs }, ({ accelerator }) => {
      const v = allocate(accelerator);
      accelerator.launch(count, 85, { out: v.strided(3, 1) });
      expect(v.strided(3).host.copyToHost()).toHaveLength(86);
      v.strided(3, 2).host.use('readWrite', data => data.fill(9));
      refusal(() => v.strided(3, 1).host.copyToHost(), HostBufferRaceError);
      refusal(() => v.subView(0, 2).host.copyToHost(), HostBufferRaceError);
      expect(v.subView(2, 2).host.copyToHost()).toEqual(Int32Array.of(9, 0));
    });

    test('elements between those of many launches do not race', { needs }, ({ accelerator }) => {
      for (const launches of [20, 33, 100, 600]) {
        const b = accelerator.allocate(i32, launches * 100);
        for (let i = 0; i < launches; i++) accelerator.launch(count, 1, { out: b.subView(i * 100, 1) });
        expect(b.subView(50, 1).host.copyToHost(), String(launches)).toEqual(Int32Array.of(0));
        expect(b.strided(100, 99).host.copyToHost(), String(launches)).toHaveLength(launches);
        refusal(() => b.subView(100, 1).host.copyToHost(), HostBufferRaceError);
        refusal(() => b.subView(100 * (launches - 1), 1).host.copyToHost(), HostBufferRaceError);
      }
    });

    test('elements of two strides race only where they meet', { needs }, ({ accelerator }) => {
      for (const [written, read, races] of [
        [[2, 9, 2], [3, 7, 2], false],
        [[2, 9, 2], [4, 7, 2], true],
        [[6, 0, 10], [4, 1, 15], false],
        [[6, 0, 10], [4, 2, 15], true],
        [[4, 3, 10], [7, 0, 5], true],
        [[4, 3, 10], [7, 0, 4], true],
        [[4, 3, 10], [7, 0, 1], false],
        [[10, 0, 3], [9, 3, 3], false],
        [[10, 0, 3], [9, 2, 3], true],
      ] as const) {
        const v = allocate(accelerator);
        const part = ([step, first, length]: readonly [number, number, number]) =>
          v.strided(step, first).subView(0, length);
        accelerator.launch(count, written[2], { out: part(written) });
        const access = () => part(read).host.copyToHost();
        if (races) refusal(access, HostBufferRaceError);
        else expect(access(), `${written} and ${read}`).toEqual(new Int32Array(read[2]));
      }
    });

    test('other buffers, and two reads, do not race', { needs }, ({ accelerator }) => {
      const [v, w, other] = [allocate(accelerator), allocate(accelerator), allocate(accelerator)];
      w.copyFrom(v);
      expect(v.host.use('read', data => data.length)).toBe(LENGTH);
      other.host.memSet(1);
      refusal(() => w.host.copyToHost(), HostBufferRaceError);
      refusal(() => v.host.memSet(1), HostBufferRaceError);
    });
  });

  describe('what counts as waited for', () => {
    const waits: readonly (readonly [string, (v: Ints, a: Accelerator) => Promise<unknown>])[] = [
      ['synchronizeAsync of the accelerator', (_, a) => a.synchronizeAsync()],
      ['synchronizeAsync of the stream', (_, a) => a.defaultStream.synchronizeAsync()],
      ['a readback', v => v.copyToCPUAsync()],
      ['a readback of a part', v => v.subView(3, 1).copyToCPUAsync()],
      ['a readback on its stream', (v, a) => v.copyToCPUAsync({ stream: a.defaultStream })],
      ['a readback of no elements', v => v.subView(3, 0).copyToCPUAsync()],
      ['a readback of no elements on its stream', v => readNothing(v, v.accelerator.defaultStream)],
      ['a readback of no elements into an array', v => v.subView(0, 0).copyToHostAsync(new Int32Array(0))],
      ['copyToRawAsync of no bytes', v => v.buffer.copyToRawAsync(undefined, 4, 0)],
      ['copyToRawAsync', (v, a) => v.buffer.copyToRawAsync(a.defaultStream, 4, 4)],
      ['an operation behind it, with its promise', v => v.subView(0, 1).memSetToZeroAsync()],
    ];
    for (const [name, wait] of waits) {
      test(name, { needs }, async ({ accelerator }) => {
        const v = allocate(accelerator);
        accelerator.launch(count, LENGTH, { out: v });
        const waited = wait(v, accelerator);
        refusal(() => v.host.copyToHost(), HostBufferRaceError);
        await waited;
        expect(v.host.copyToHost()[LENGTH - 1]).toBe(LENGTH);
      });
    }

    test('not a wait that nobody listens to, however long ago the device was done', {
      needs,
    }, async ({ accelerator }) => {
      for (const [name, wait] of [
        ...waits,
        ['copyToHostAsync', v => v.copyToHostAsync(new Int32Array(LENGTH))],
        ['copyFromAsync', v => v.subView(0, 1).copyFromAsync([1])],
        ['a readback of a strided view', v => v.strided(2).copyToCPUAsync()],
        ['reduceAsync', v => reduceAsync(v, op.add(i32))],
        ['argMinAsync', v => argMinAsync(v)],
        ['argMaxAsync', v => argMaxAsync(v)],
      ] satisfies typeof waits) {
        const v = allocate(accelerator);
        accelerator.launch(count, LENGTH, { out: v });
        const waited = wait(v, accelerator);
        waited.catch(() => {});
        await new Promise(resolve => setTimeout(resolve, 20));
        expect(() => v.host.copyToHost(), name).toThrow(HostBufferRaceError);
        await waited;
        expect(v.host.copyToHost()[LENGTH - 1], name).toBe(LENGTH);
      }
    });

    test('not a flush, not a turn, not a wait on another stream', { needs }, async ({ accelerator }) => {
      const v = allocate(accelerator);
      const other = accelerator.createStream();
      accelerator.launch(count, LENGTH, { out: v });
      accelerator.flush();
      await new Promise(resolve => setTimeout(resolve, 5));
      await other.synchronizeAsync();
      refusal(() => v.host.copyToHost(), HostBufferRaceError);
      other.dispose();
    });

    test('a pending readback is a read', { needs }, async ({ accelerator }) => {
      const v = allocate(accelerator);
      const reading = v.copyToCPUAsync();
      expect(v.host.copyToHost()).toHaveLength(LENGTH);
      refusal(() => v.host.memSet(1), HostBufferRaceError);
      await reading;
      v.host.memSet(1);
    });
  });

  describe('modes', () => {
    test('false lets everything pass', { needs }, async ({ open }) => {
      const accelerator = await open({ detectHostBufferRaces: false });
      const v = allocate(accelerator);
      accelerator.launch(count, LENGTH, { out: v });
      expect(() => v.host.copyToHost()).not.toThrow();
    });

    test("'report' hands the error over and goes on", { needs }, async ({ open }) => {
      const errors: HeddleError[] = [];
      const accelerator = await open({
        detectHostBufferRaces: 'report',
        onUncapturedError: error => errors.push(error),
      });
      const v = allocate(accelerator);
      accelerator.launch(count, LENGTH, { out: v });
      expect(v.host.copyToHost()).toHaveLength(LENGTH);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toBeInstanceOf(HostBufferRaceError);
      await accelerator.synchronizeAsync();
      v.host.copyToHost();
      expect(errors).toHaveLength(1);
    });

    test('can be switched while the accelerator runs', { needs }, async ({ open }) => {
      const accelerator = await open();
      const v = allocate(accelerator);
      accelerator.launch(count, LENGTH, { out: v });
      refusal(() => v.host.copyToHost(), HostBufferRaceError);
      accelerator.detectHostBufferRaces = false;
      expect(() => v.host.copyToHost()).not.toThrow();
      accelerator.detectHostBufferRaces = true;
      refusal(() => v.host.copyToHost(), HostBufferRaceError);
    });
  });

  describe('host.use', () => {
    test('forbids to queue, to allocate and to await', { needs }, ({ accelerator }) => {
      const v = allocate(accelerator);
      const w = allocate(accelerator);
      const stream = accelerator.defaultStream;
      const other = accelerator.createStream();
      const bodies: readonly (readonly [string, () => unknown])[] = [
        ['launch', () => accelerator.launch(count, LENGTH, { out: w })],
        ['fill', () => w.fill(1)],
        ['upload', () => w.copyFromCPU(new Int32Array(LENGTH))],
        ['copy', () => w.copyFrom(v)],
        ['readback', () => w.copyToRawAsync(stream, 0, 4)],
        ['allocate', () => accelerator.allocate(i32, 4)],
        ['wait', () => accelerator.synchronizeAsync()],
        ['waitFor', () => stream.waitFor(other)],
        ['an async body', async () => {}],
      ];
      const { launches } = accelerator.statistics;
      for (const [name, body] of bodies) {
        expect(refusal(() => v.host.use('read', body), HeddleTypeError).message, name).toMatch(/host\.use/);
      }
      expect(accelerator.statistics.launches).toBe(launches);
      // the refusals left nothing behind
      expect(w.host.copyToHost()).toEqual(new Int32Array(LENGTH));
      w.fill(1);
      other.dispose();
    });

    test('several views at once', { needs }, ({ accelerator }) => {
      const [v, w] = [accelerator.allocate(i32, [1, 2]), accelerator.allocate(i32, 2)];
      v.host.use('read', from => w.host.use('readWrite', to => to.set(from)));
      expect(w.host.copyToHost()).toEqual(Int32Array.of(1, 2));
      w.fill(1);
    });

    test('reads and writes dense, strided and struct views', { needs }, async ({ accelerator }) => {
      const v = accelerator.allocate(i32, counted(6));
      v.subView(1, 2).host.use('readWrite', data => data.fill(-1));
      v.strided(2, 1).host.use('readWrite', data => data.set([10, 20], 1));
      v.strided(2).host.use('read', data => data.fill(99));
      v.subView(5).host.memSet(0);
      expect([...v.host.copyToHost()]).toEqual([1, -1, -1, 10, 5, 0]);
      const target = new Int32Array(3);
      v.strided(2).host.copyTo(target);
      expect([...target]).toEqual([1, -1, 5]);
      const Body = struct('Body', { at: vec3f, id: u32 });
      const bodies = accelerator.allocate(Body, 2);
      bodies.host.use('readWrite', data => data.set(1, { at: [1, 2, 3], id: 7 }));
      expect((await bodies.copyToCPUAsync()).at(1)).toEqual({ at: [1, 2, 3], id: 7 });
    });

    test('gives the result of its body, and lets its error through', { needs }, ({ accelerator }) => {
      const v = accelerator.allocate(i32, [5]);
      expect(v.host.use('read', data => data[0]! * 2)).toBe(10);
      const mistake = new Error('of the body');
      expect(() =>
        v.host.use('readWrite', () => {
          throw mistake;
        }),
      ).toThrow(mistake);
      v.fill(1);
    });

    test('refuses bad arguments', { needs }, ({ accelerator }) => {
      const v = accelerator.allocate(i32, 4);
      refusal(() => v.host.use('write' as never, () => {}), HeddleTypeError, /access/);
      for (const byte of [-1, 256, 0.5, Number.NaN])
        refusal(() => v.host.memSet(byte), HeddleRangeError, /byte/);
      refusal(() => v.host.copyTo(new Int32Array(3)), HeddleRangeError, /4 elements/);
      refusal(() => v.host.copyTo(new Uint32Array(4) as never), HeddleTypeError, /Int32Array/);
      expect(v.host.copyToHost()).toEqual(new Int32Array(4));
    });
  });
});
