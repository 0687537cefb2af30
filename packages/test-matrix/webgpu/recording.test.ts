// The recording and submission of work: few submits, in order, and nothing is destroyed while it is in use.
import { array, f32, i32, kernel, read, readWrite, strict, u32, write } from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { tappedGpu } from '../harness/platform-gpu.ts';
import { randomWords } from '../harness/random.ts';
import { count, counted, mix, mixOnHost } from '../harness/steps.ts';

suite('recording', () => {
  test('1 000 tiny launches and a wait make few submits', async ({ accelerator }) => {
    const host = Uint32Array.of(1);
    const x = accelerator.allocate(u32, host);
    const before = accelerator.statistics.submits;
    for (let launch = 0; launch < 1000; launch++) {
      mix(accelerator.defaultStream, x, launch);
      mixOnHost(host, launch);
    }
    await accelerator.synchronizeAsync();
    expect(accelerator.statistics.submits - before).toBeLessThanOrEqual(40);
    expect(await x.copyToCPUAsync()).toEqual(host);
  });

  test('readbacks of one turn share a submit', async ({ accelerator }) => {
    const x = accelerator.allocate(i32, 1000);
    accelerator.launch(count, 1000, { out: x });
    const before = accelerator.statistics.submits;
    const parts = await Promise.all(
      Array.from({ length: 20 }, (_, i) => x.subView(50 * i, 50).copyToCPUAsync()),
    );
    expect(parts.flatMap(part => [...part])).toEqual([...counted(1000)]);
    expect(accelerator.statistics.submits - before).toBe(1);
  });

  test('work starts without a wait or a flush, at the end of the turn', async ({ open }) => {
    let submitted = 0;
    const gpu = await tappedGpu(({ queue }) => {
      const submit = queue.submit.bind(queue);
      queue.submit = buffers => {
        submitted += 1;
        submit(buffers);
      };
    });
    const accelerator = await open({ backend: { gpu } });
    accelerator.launch(count, 10, { out: accelerator.allocate(i32, 10) });
    expect(submitted).toBe(0);
    await Promise.resolve();
    await Promise.resolve();
    expect(submitted).toBe(1);
  });

  test('uploads between launches, small and large, in order', async ({ accelerator }) => {
    const host = randomWords(70_000, 1);
    const x = accelerator.allocate(u32, host);
    for (let round = 0; round < 8; round++) {
      mix(accelerator.defaultStream, x, round);
      mixOnHost(host, round);
      const [from, length] = round % 2 === 0 ? [round * 100, 3] : [round, 60_000];
      const data = randomWords(length, round);
      x.subView(from, length).copyFromCPU(data);
      host.set(data, from);
      const strided = randomWords(50, 100 + round);
      x.strided(1400).copyFromCPU(strided);
      strided.forEach((word, i) => {
        host[1400 * i] = word;
      });
    }
    expect(await x.copyToCPUAsync()).toEqual(host);
  });

  test('an upload larger than a batch holds', async ({ accelerator }) => {
    const words = randomWords(2 ** 21, 3);
    const x = accelerator.allocate(u32, words.length);
    for (let round = 0; round < 6; round++) {
      mix(accelerator.defaultStream, x.subView(0, 1), round);
      x.copyFromCPU(words);
    }
    const found = await x.copyToCPUAsync();
    expect(found.findIndex((word, i) => word !== words[i])).toBe(-1);
    x.dispose();
  });

  describe('views of one buffer in one launch, of which one is written', () => {
    const scale = kernel({
      name: 'scale',
      params: { by: f32, from: read(f32), to: write(f32), also: readWrite(f32) },
      body({ by, from, to, also }, { index }) {
        to.at(index).$ = from.at(index).$.mul(by);
        also.at(index).$ = also.at(index).$.add(from.at(index).$);
      },
    });

    test('interleaved: each element is where it belongs', async ({ accelerator }) => {
      const x = accelerator.allocate(
        f32,
        Float32Array.from({ length: 30 }, (_, i) => i),
      );
      accelerator.launch(scale, 10, {
        by: -1,
        from: x.strided(3),
        to: x.strided(3, 1),
        also: x.strided(3, 2),
      });
      const expected = Array.from({ length: 30 }, (_, i) => [i, -(i - 1), i + i - 2][i % 3]);
      expect([...(await x.copyToCPUAsync())]).toEqual(expected);
    });

    test('one after the other, again and again', async ({ accelerator }) => {
      const x = accelerator.allocate(f32, [1, 2, 3, 0, 0, 0, 10, 20, 30]);
      const parts = { from: x.subView(0, 3), to: x.subView(3, 3), also: x.subView(6) };
      for (let round = 0; round < 3; round++) accelerator.launch(scale, 3, { by: 2, ...parts });
      expect([...(await x.copyToCPUAsync())]).toEqual([1, 2, 3, 2, 4, 6, 13, 26, 39]);
    });

    test('one of them empty', async ({ accelerator }) => {
      const x = accelerator.allocate(f32, [1, 2, 3]);
      accelerator.launch(scale, 3, { by: 2, from: x.subView(3), to: x.subView(0, 2), also: x.subView(2) });
      expect([...(await x.copyToCPUAsync())]).toEqual([0, 0, 3]);
    });
  });

  test('a buffer disposed before its work is submitted lives until then; its memory goes after that', async ({
    open,
  }) => {
    const events: string[] = [];
    const gpu = await tappedGpu(device => {
      const { queue } = device;
      const submit = queue.submit.bind(queue);
      queue.submit = buffers => {
        events.push('submit');
        submit(buffers);
      };
      const createBuffer = device.createBuffer.bind(device);
      device.createBuffer = description => {
        const buffer = createBuffer(description) as ReturnType<typeof createBuffer> & { destroy(): void };
        const destroy = buffer.destroy.bind(buffer);
        buffer.destroy = () => {
          events.push(`destroy ${description.label}`);
          destroy();
        };
        return buffer;
      };
    });
    const accelerator = await open({ backend: { gpu } });
    const temporary = accelerator.allocate(i32, 10, { label: 'temporary' });
    const idle = accelerator.allocate(i32, 10, { label: 'idle' });
    const kept = accelerator.allocate(i32, 10, { label: 'kept' });
    accelerator.launch(count, 10, { out: temporary });
    kept.copyFrom(temporary);
    temporary.dispose();
    idle.dispose();
    expect(events).toEqual(['destroy idle']);
    expect(await kept.copyToCPUAsync()).toEqual(counted(10));
    expect(events.slice(0, 3)).toEqual(['destroy idle', 'submit', 'destroy temporary']);
  });

  test('values of any size, each launch its own', async ({ accelerator }) => {
    const table = array(u32, 20_000);
    const pick = kernel({
      name: 'pick',
      params: { table, out: write(u32) },
      body({ table, out }, { index }) {
        out.at(index).$ = table.at(index.mul(7));
      },
    });
    const tables = Array.from({ length: 5 }, (_, seed) => [...randomWords(20_000, seed)]);
    const outs = tables.map(() => accelerator.allocate(u32, 2000));
    tables.forEach((table, i) => {
      accelerator.launch(pick, 2000, { table, out: outs[i]! });
      mix(accelerator.defaultStream, outs[i]!, i);
    });
    for (const [i, out] of outs.entries()) {
      const expected = Uint32Array.from({ length: 2000 }, (_, j) => tables[i]![7 * j]!);
      mixOnHost(expected, i);
      expect(await out.copyToCPUAsync()).toEqual(expected);
    }
  });

  test('a launch has a zero of its own, whatever stood in its place', async ({ accelerator }) => {
    const keep = kernel({
      name: 'keep',
      params: { x: read(f32), out: write(f32) },
      body({ x, out }, { index }) {
        out.at(index).$ = strict(x.at(index).$);
      },
    });
    const x = accelerator.allocate(f32, [1, 2, 3, 4]);
    const [spread, out] = [accelerator.allocate(f32, 8), accelerator.allocate(f32, 4)];
    // what a strided copy hands over begins where a launch's block does, and has no zero there
    spread.strided(2, 1).copyFrom(x);
    await accelerator.synchronizeAsync();
    accelerator.launch(keep, 4, { x, out });
    expect([...(await out.copyToCPUAsync())]).toEqual([1, 2, 3, 4]);
  });

  test('an extent of more workgroups than an axis has', async ({ accelerator }) => {
    const plane = kernel({
      name: 'plane',
      dimensions: 2,
      params: { out: write(u32) },
      body({ out }, { index, extent }) {
        out.at(index.y.mul(extent.x).add(index.x)).$ = index.x.add(index.y.mul(1_000_000)).add(1);
      },
    });
    const width = 8 * 65_535 + 9;
    const out = accelerator.allocate(u32, width * 2 + 5);
    accelerator.launch(plane, { width, height: 2 }, { out });
    const found = await out.copyToCPUAsync();
    const wrong = found.findIndex(
      (value, i) => value !== (i < 2 * width ? (i % width) + Math.floor(i / width) * 1_000_000 + 1 : 0),
    );
    expect(wrong).toBe(-1);
    out.dispose();
  });
});
