import { createAccelerator, HeddleError, i32, kernel, type MemoryBuffer, write } from '@heddle/core';
import { describe, expect, test } from 'vitest';
import type { NullAccelerator } from './accelerator.ts';
import { nullBackend } from './backend.ts';

const iota = kernel({
  name: 'iota',
  params: { v: write(i32) },
  body({ v }, { index }) {
    v.at(index).$ = i32(index).add(1);
  },
});

/** The tasks that the backend asks for are begun by the test. */
async function open(): Promise<{ accelerator: NullAccelerator; tasks: (() => void)[] }> {
  const tasks: (() => void)[] = [];
  const backend = nullBackend({ later: task => tasks.push(task) });
  return { accelerator: await createAccelerator([backend], { detectHostBufferRaces: false }), tasks };
}

/** Long enough for promises, and no task of the backend's. */
const settle = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

describe('a batch', () => {
  test('is done in the task that it asked for, not before', async () => {
    const { accelerator, tasks } = await open();
    const x = accelerator.allocate(i32, 3);
    accelerator.launch(iota, 3, { v: x });
    x.subView(1, 1).fill(7);
    await settle();
    expect(tasks.length, 'one task for what one turn queued').toBe(1);
    expect([...x.host.copyToHost()]).toEqual([0, 0, 0]);
    tasks[0]!();
    await settle();
    expect([...x.host.copyToHost()]).toEqual([1, 7, 3]);
    expect(accelerator.statistics.submits).toBe(1);
  });

  test('is behind the one before it, even if its task comes first', async () => {
    const { accelerator, tasks } = await open();
    const x = accelerator.allocate(i32, 1);
    for (const value of [1, 2]) {
      x.fill(value);
      accelerator.flush();
    }
    tasks[1]!();
    await settle();
    expect([...x.host.copyToHost()]).toEqual([0]);
    tasks[0]!();
    await settle();
    expect([...x.host.copyToHost()]).toEqual([2]);
  });

  test('of one stream is not behind that of another', async () => {
    const { accelerator, tasks } = await open();
    const [one, two] = [accelerator.createStream(), accelerator.createStream()];
    const [x, y] = [accelerator.allocate(i32, 1), accelerator.allocate(i32, 1)];
    x.fill(1, { stream: one });
    y.fill(2, { stream: two });
    accelerator.flush();
    tasks[1]!();
    await two.synchronizeAsync();
    expect([...x.host.copyToHost(), ...y.host.copyToHost()]).toEqual([0, 2]);
  });
});

describe('what fails', () => {
  /** Takes the memory away, as no device would: whatever touches it fails. */
  const detach = (x: MemoryBuffer<typeof i32>): void => {
    x.host.use(
      'readWrite',
      ({ buffer }) => void structuredClone(buffer, { transfer: [buffer as ArrayBuffer] }),
    );
  };

  test('rejects the next wait, once, and work queued later is done', async () => {
    const accelerator = await createAccelerator([nullBackend()]);
    const [x, y] = [accelerator.allocate(i32, 4, { label: 'x' }), accelerator.allocate(i32, 4)];
    detach(x);
    accelerator.launch(iota, 4, { v: x });
    accelerator.launch(iota, 4, { v: y });
    const error = await accelerator.synchronizeAsync().catch(error => error);
    expect(error).toBeInstanceOf(HeddleError);
    expect(error.message).toMatch(/^launch of 'iota' on stream 'default' failed: .*detached/);
    expect(error.stack).toContain('accelerator.test');
    await accelerator.synchronizeAsync();
    expect([...(await y.copyToCPUAsync())]).toEqual([1, 2, 3, 4]);
    await accelerator.disposeAsync();
  });

  test('is a readback: rejects that alone', async () => {
    const accelerator = await createAccelerator([nullBackend()]);
    const x = accelerator.allocate(i32, 4);
    detach(x);
    await expect(x.copyToCPUAsync()).rejects.toThrow(/detached/);
    await accelerator.disposeAsync();
  });
});
