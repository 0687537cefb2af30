// The blocking `reduce`: works where the host can block, and refuses loudly everywhere else, in flight or
// not.
import { reduce } from '@heddle/algorithms';
import {
  type Accelerator,
  type ArrayView,
  type Blocking,
  HeddleTypeError,
  i32,
  NotSupportedError,
  op,
} from '@heddle/core';
import { backends } from '../harness/backends/index.ts';
import { expect, suite, test } from '../harness/conformance.ts';
import { type ErrorClass, refusal } from '../harness/refusal.ts';
import { count } from '../harness/steps.ts';
import type { Target } from '../harness/targets.ts';

const blocks = ({ backend }: Target): boolean => backends[backend].completion === 'blocks';

/** The view in the type that a call without type checking could pass. */
const untyped = (view: ArrayView<typeof i32>) => view as ArrayView<typeof i32> & Blocking;

function set(accelerator: Accelerator) {
  const v = accelerator.allocate(i32, 256);
  accelerator.launch(count, 256, { out: v });
  return v;
}

suite('reduce-refused', () => {
  test('reduce in flight and after a wait, dense, strided and on a stream', async ({
    accelerator,
    target,
  }) => {
    const v = set(accelerator);
    const { defaultStream: stream } = accelerator;
    const calls = [
      [() => reduce(untyped(v), op.add(i32)), 32_896],
      [() => reduce(untyped(v.strided(2, 1)), op.max(i32), { stream }), 256],
      [() => reduce(untyped(v.subView(9, 1)), op.min(i32), { variant: 'range' }), 10],
    ] as const;
    for (const [call, expected] of calls) {
      for (const inFlight of [true, false]) {
        if (inFlight) accelerator.launch(count, 256, { out: v });
        else await accelerator.synchronizeAsync();
        if (blocks(target)) expect(call()).toBe(expected);
        else expect(refusal(call, NotSupportedError, /reduce/).use).toBe('reduceAsync');
      }
    }
  });

  test('a refusal queues nothing', ({ accelerator, target }) => {
    const v = set(accelerator);
    const { launches } = accelerator.statistics;
    const expected: ErrorClass<unknown> = blocks(target) ? HeddleTypeError : NotSupportedError;
    refusal(() => reduce(untyped(v), op.add(i32), { variant: 'tree' as never }), expected);
    expect(accelerator.statistics.launches).toBe(launches);
  });
});
