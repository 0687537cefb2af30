// One memory for all buffers of an accelerator: disposed ranges are reused, the memory keeps its contents when it
// grows, and the limit is the requested one.
import { HeddleError, i32, OutOfMemoryError, u32 } from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { randomWords } from '../harness/random.ts';
import { refusal } from '../harness/refusal.ts';
import { count, counted, mix, mixOnHost } from '../harness/steps.ts';

const MIB = 2 ** 20;

suite('pool-memory', () => {
  test('10 000 launches, each on a buffer of its own, leave the memory as it was', async ({ open }) => {
    // room for 128 of these buffers, had nothing else a place in it
    const accelerator = await open({ backend: { maximumBytes: 8 * MIB } });
    const length = MIB / 16 / 4;
    const kept = accelerator.allocate(i32, [7]);
    for (let launch = 0; launch < 10_000; launch++) {
      const x = accelerator.allocate(i32, length);
      accelerator.launch(count, length, { out: x });
      const last = x.subView(length - 1);
      // at once, while the launch is queued; the memory lives on until that is done
      if (launch % 50 !== 49) x.dispose();
      else {
        expect(await last.copyToCPUAsync()).toEqual(Int32Array.of(length));
        x.dispose();
      }
    }
    expect([...(await kept.copyToCPUAsync())]).toEqual([7]);
    // the disposed ranges have been merged into one
    const large = accelerator.allocate(i32, (4 * MIB) / 4);
    expect([...(await large.subView(large.length - 1).copyToCPUAsync())]).toEqual([0]);
  });

  test('streams, kernels and uploads leave nothing behind either', async ({ open }) => {
    const accelerator = await open({ backend: { maximumBytes: 4 * MIB } });
    const host = counted(MIB / 16);
    for (let round = 0; round < 200; round++) {
      const stream = accelerator.createStream();
      const x = accelerator.allocate(i32, host);
      x.copyFromCPU(
        host.map(value => value + round),
        { stream },
      );
      x.fill(round, { stream });
      x.subView(1, 2).copyFrom(x.subView(5, 2), { stream });
      expect(await x.subView(0, 3).copyToCPUAsync({ stream })).toEqual(Int32Array.of(round, round, round));
      x.dispose();
      stream.dispose();
    }
  });

  test('memory that is used again is zero, as fresh memory is', async ({ open }) => {
    const accelerator = await open({ backend: { maximumBytes: 4 * MIB } });
    for (let round = 0; round < 8; round++) {
      const x = accelerator.allocate(u32, MIB / 4);
      expect((await x.copyToCPUAsync()).every(word => word === 0)).toBe(true);
      x.memSet(0xff);
      await accelerator.synchronizeAsync();
      x.dispose();
    }
  });

  test('beyond maximumBytes an allocation is refused at the call, and fits once there is room', async ({
    open,
  }) => {
    const accelerator = await open({ backend: { maximumBytes: 4 * MIB } });
    const length = (3 * MIB) / 2 / 4;
    const [first, second] = [accelerator.allocate(i32, length), accelerator.allocate(i32, length)];
    accelerator.launch(count, length, { out: second });
    const error = refusal(
      () => accelerator.allocate(i32, length, { label: 'third' }),
      OutOfMemoryError,
      /'third'.*1572864 bytes/,
    );
    // of the limit that was given, not of another
    expect(error.message).toMatch(/4194304/);
    expect(error.remedy).toMatch(/maximumBytes/);
    expect(HeddleError.is(error)).toBe(true);
    first.dispose();
    const third = accelerator.allocate(i32, length);
    third.copyFrom(second);
    expect(await third.copyToCPUAsync()).toEqual(counted(length));
  });

  test('disposed buffers that queued work still uses: given back when it is done, or the way out is named', async ({
    open,
    target,
  }) => {
    const accelerator = await open({ backend: { maximumBytes: 64 * MIB } });
    const length = (4 * MIB) / 4;
    const launchAndDispose = (): void => {
      const x = accelerator.allocate(i32, length);
      accelerator.launch(count, length, { out: x });
      x.dispose();
    };
    const error = refusal(
      () => {
        for (let round = 0; round < 30; round++) launchAndDispose();
      },
      OutOfMemoryError,
      /\d{8} .*disposed/,
    );
    expect(error.remedy).toMatch(/synchronizeAsync/);
    await accelerator.synchronizeAsync();
    for (let round = 0; round < 8; round++) launchAndDispose();
    await accelerator.synchronizeAsync();
    if (!target.capabilities.includes('hostMemory')) return;
    // no turn ends, and no message is received; that the work is done is read from the shared memory
    for (let round = 0; round < 60; round++) {
      for (const end = Date.now() + 5000; ; ) {
        try {
          launchAndDispose();
          break;
        } catch (error) {
          if (!(error instanceof OutOfMemoryError) || Date.now() > end) throw error;
        }
      }
    }
  });

  test('growth keeps what every buffer holds, with work in flight', async ({ open }) => {
    const accelerator = await open();
    const stream = accelerator.defaultStream;
    const hosts: Uint32Array<ArrayBuffer>[] = [];
    const buffers = [];
    // 63 MiB in all, in steps that each need more than there was
    for (let step = 0; step < 6; step++) {
      const host = randomWords((2 ** step * MIB) / 4, step);
      const x = accelerator.allocate(u32, host);
      mix(stream, x, step);
      mixOnHost(host, step);
      hosts.push(host);
      buffers.push(x);
    }
    for (const [i, x] of buffers.entries()) {
      const found = await x.copyToCPUAsync();
      // not toEqual, which takes its time with millions
      expect(found.length === x.length && found.every((word, at) => word === hosts[i]![at])).toBe(true);
    }
  });

  test('view.host sees the memory as it is after growth', { needs: ['hostMemory'] }, async ({ open }) => {
    const accelerator = await open();
    const x = accelerator.allocate(i32, 256);
    expect(x.host.copyToHost()).toEqual(new Int32Array(256));
    for (let step = 0; step < 5; step++) {
      const large = accelerator.allocate(i32, 2 ** (20 + step));
      accelerator.launch(count, large.length, { out: large });
      accelerator.launch(count, 256, { out: x });
      await accelerator.synchronizeAsync();
      expect(x.host.copyToHost()).toEqual(counted(256));
      expect(large.subView(large.length - 1).host.copyToHost()).toEqual(Int32Array.of(large.length));
      x.host.use('readWrite', data => data.fill(step));
      expect(await x.subView(255).copyToCPUAsync()).toEqual(Int32Array.of(step));
    }
  });
});
