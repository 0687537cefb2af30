import {
  type BlockingAccelerator,
  createAccelerator,
  type HeddleError,
  KernelBoundsError,
  KernelRaceError,
  kernel,
  NotSupportedError,
  readWrite,
  u32,
} from '@heddle/core';
import { expect, test, vi } from 'vitest';
import { cpu } from '../backend.ts';

const opened = (): Promise<BlockingAccelerator> => createAccelerator([cpu({ checked: true })]);

/** Two kernels of one structure: their code is compiled once, and their source lines differ. */
const [first, second] = [
  kernel({
    name: 'shift',
    params: { y: readWrite(u32) },
    body({ y }, { index }) {
      y.at(index).$ = y.at(index.add(1)).$; // first
    },
  }),
  kernel({
    name: 'shift',
    params: { y: readWrite(u32) },
    body({ y }, { index }) {
      y.at(index).$ = y.at(index.add(1)).$; // second
    },
  }),
];

function thrown(call: () => void): HeddleError {
  try {
    call();
  } catch (error) {
    return error as HeddleError;
  }
  throw new Error('expected an error, found none');
}

test('a launch runs to its end, and the wait has what was found, with where it was queued', async () => {
  const accelerator = await opened();
  const y = accelerator.allocate(u32, [1, 2, 3]);
  accelerator.launch(first, 2, { y });
  const error = thrown(() => accelerator.synchronize());
  expect(error).toBeInstanceOf(KernelRaceError);
  expect(error.code).toBe('HEDDLE_KERNEL_RACE');
  expect(error.message).toMatch(/^launch of 'shift' on stream 'default' failed: kernel 'shift': /);
  expect(error.stack).toMatch(/sanitizer\.test/);
  expect([...y.copyToCPU()]).toEqual([2, 3, 3]);
});

test('kernels that share their code have lines of their own', async () => {
  const accelerator = await opened();
  for (const [shift, comment] of [
    [first, '// first'],
    [second, '// second'],
  ] as const) {
    accelerator.launch(shift, 2, { y: accelerator.allocate(u32, 3) });
    const error = thrown(() => accelerator.synchronize()) as KernelRaceError;
    for (const { source } of error.accesses)
      expect(source.find(line => line.startsWith('>'))).toContain(comment);
  }
  expect(accelerator.statistics.pipelinesCompiled).toBe(1);
});

test('the others of a launch are with the first, a race before an index', async () => {
  const accelerator = await opened();
  accelerator.launch(first, 3, { y: accelerator.allocate(u32, 3) });
  const error = thrown(() => accelerator.synchronize()) as KernelRaceError;
  expect(error).toBeInstanceOf(KernelRaceError);
  expect(error.others).toEqual([expect.any(KernelBoundsError)]);
  expect(error.message).toContain('and 1 more finding in this launch (error.others)');
});

test('a failure that no wait claims is told once', async () => {
  const uncaptured = vi.fn();
  const accelerator = await createAccelerator([cpu({ checked: true })], { onUncapturedError: uncaptured });
  accelerator.launch(first, 2, { y: accelerator.allocate(u32, 3) });
  await vi.waitFor(() => expect(uncaptured).toHaveBeenCalled());
  expect(uncaptured.mock.calls).toEqual([[expect.any(KernelRaceError)]]);
  await accelerator.disposeAsync();
});

test('only generated code is checked: what cannot have it says so', async () => {
  expect(() => cpu({ checked: true, engine: 'interpreter' })).toThrow(NotSupportedError);
  expect(() => cpu({ checked: false, engine: 'interpreter' })).not.toThrow();
  const original = globalThis.Function;
  try {
    globalThis.Function = class {
      constructor() {
        throw new EvalError('unsafe-eval');
      }
    } as never;
    expect(await cpu({ checked: true }).isSupported()).toMatchObject({
      ok: false,
      reason: expect.stringContaining('which cpu({ checked: true }) needs'),
    });
    expect(await cpu().isSupported()).toEqual({ ok: true });
  } finally {
    globalThis.Function = original;
  }
});

test('switches are checked', () => {
  expect(() => cpu({ checked: 'yes' as never })).toThrow('cpu: checked: expected true, false or an object');
  expect(() => cpu({ checked: { overflows: true } as never })).toThrow(
    "cpu: checked: there is no option 'overflows'; there are bounds, sameValue,",
  );
  expect(() => cpu({ checked: { nan: 1 as never } })).toThrow(
    'cpu: checked.nan: expected true or false, found 1',
  );
  expect(() => cpu({ checked: { nan: undefined } })).not.toThrow();
});
