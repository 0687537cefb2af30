import type {
  ArrayView,
  Blocking,
  DataType,
  HostValue,
  MemoryBuffer,
  OnStream,
  Operator,
  Waiting,
} from '@heddle/core';
import {
  AcceleratorStream,
  assertBlocking,
  checkOptionNames,
  HeddleRangeError,
  HeddleTypeError,
  mapWait,
} from '@heddle/core';
import { GROUP_SIZE, treeKernel } from './group-kernel.ts';
import { naming } from './operator-results.ts';
import type { Lift } from './range-kernel.ts';
import { blockFor, rangeKernel } from './range-kernel.ts';

export interface ReduceOptions extends OnStream {
  /**
   * `group` combines in shared memory; `range` runs long invocations without it. The default depends on the
   * accelerator's `limits.preferredGrain` and on whether it supports groups.
   */
  readonly variant?: 'group' | 'range' | undefined;
}

/** If hardware prefers fewer elements per invocation than this, the `group` variant is the default. */
const GROUP_GRAIN = 256;

/**
 * Reduces a view to one element of device memory. Queued, never waits. The operator must be associative and
 * need not commute. A sum of n floats has an error of at most d * 2^-24 / (1 - d * 2^-24) times the sum of
 * their magnitudes, with d = 3 * ceil(cbrt(grain)) per pass and ceil(log_grain(n)) passes, where grain is
 * `limits.preferredGrain` (the `group` variant: d = grain + 6 per pass).
 *
 * An empty view is reduced to the operator's identity: 0 for `op.add`, Infinity for `op.min(f32)`.
 *
 * @throws HeddleRangeError for a target of another length than 1.
 *
 * @example
 * ```ts
 * const sum = accelerator.allocate(f32, 1);
 * reduceInto(x, sum, op.add(f32));
 * await sum.copyToCPUAsync(); // Float32Array [6]
 * ```
 */
export function reduceInto<T extends DataType>(
  view: ArrayView<T>,
  target: ArrayView<T>,
  operator: Operator<T>,
  options?: ReduceOptions,
): void {
  checkOperator('reduceInto', view, operator);
  checkView('reduceInto: target', target);
  reduceLifted('reduceInto', view, target, operator, undefined, choose('reduceInto', view, options));
}

export interface Choices extends ReduceOptions, Waiting {}

/** The options, each of which is read once: it may be a getter. */
export function choose(method: string, { accelerator }: ArrayView, options: Choices | undefined): Choices {
  if (options === undefined) return {};
  checkOptionNames(method, options, ['stream', 'variant', ...(method.endsWith('Async') ? ['signal'] : [])]);
  const { stream, variant, signal } = options;
  if (stream !== undefined && !(stream instanceof AcceleratorStream && stream.accelerator === accelerator))
    throw new HeddleTypeError(
      `${method}: stream: expected a stream of '${accelerator.label}', found ${found(stream)}`,
    );
  if (variant !== undefined && variant !== 'group' && variant !== 'range') {
    throw new HeddleTypeError(`${method}: variant: expected 'group' or 'range', found ${found(variant)}`);
  }
  return { stream, variant, signal };
}

/** `reduceInto` for a first pass that makes the operator's values from elements of another type. */
export function reduceLifted<S extends DataType, T extends DataType>(
  method: string,
  view: ArrayView<S>,
  target: ArrayView<T>,
  operator: Operator<T>,
  lift: Lift<S, T> | undefined,
  choices: Choices,
): void {
  const { accelerator } = view;
  const { stream = accelerator.defaultStream, variant: asked } = choices;
  if (target.length !== 1)
    throw new HeddleRangeError(`${method}: target: expected a view of 1 element, found ${target.length}`);
  const { preferredGrain } = accelerator.limits;
  const variant =
    asked ?? (accelerator.capabilities.has('groups') && preferredGrain < GROUP_GRAIN ? 'group' : 'range');
  const block = blockFor(Math.max(2, preferredGrain));
  const run = variant === 'group' ? GROUP_SIZE * Math.min(preferredGrain, GROUP_GRAIN) : block ** 3;

  const pass = <E extends DataType>(from: ArrayView<E>, into: ArrayView<T>, how?: Lift<E, T>) => {
    const args = { source: from, target: into };
    if (variant === 'range')
      stream.launch(rangeKernel(operator, how), into.length, { ...args, block } as never);
    else
      stream.launch(treeKernel(operator, how), { groups: into.length }, {
        ...args,
        perLane: run / GROUP_SIZE,
      } as never);
  };

  // A pass must not write memory that it reads, and the target may be part of the view.
  if (view.length === 0 || (view.length <= run && view.buffer !== (target.buffer as unknown)))
    return naming(method, operator, () => pass(view, target, lift));
  let partial = accelerator.allocate(operator.type, Math.ceil(view.length / run));
  try {
    naming(method, operator, () => pass(view, partial, lift));
    while (partial.length > run) {
      const done = partial;
      partial = accelerator.allocate(operator.type, Math.ceil(done.length / run));
      pass(done, partial);
      done.dispose();
    }
    pass(partial, target);
  } finally {
    partial.dispose();
  }
}

/**
 * Reduces a view to a value on the host: a launch or a few, a drain, and a readback of one element. Waits;
 * see `reduceInto` for errors, accuracy and empty views.
 *
 * @example
 * ```ts
 * await reduceAsync(x, op.add(f32)); // 6
 * await reduceAsync(x.strided(2), op.max(f32), { stream }); // 3
 * ```
 */
export function reduceAsync<T extends DataType>(
  view: ArrayView<T>,
  operator: Operator<T>,
  options?: ReduceOptions & Waiting,
): Promise<HostValue<T>> {
  checkOperator('reduceAsync', view, operator);
  const choices = choose('reduceAsync', view, options);
  return readingOne(view, operator.type, choices, target => {
    reduceLifted('reduceAsync', view, target, operator, undefined, choices);
  });
}

/** Lets `fill` queue the computation of one element, then reads that element. */
export function readingOne<T extends DataType>(
  view: ArrayView,
  type: T,
  { stream = view.accelerator.defaultStream, signal }: Choices,
  fill: (target: ArrayView<T>) => void,
): Promise<HostValue<T>> {
  const target = view.accelerator.allocate(type, 1, { label: 'reduced' });
  try {
    fill(target);
    const values = target.copyToCPUAsync({ stream, signal });
    return mapWait(values, read => read.at(0) as HostValue<T>);
  } finally {
    // Disposal does not affect a readback that has begun.
    target.dispose();
  }
}

/**
 * `reduceAsync` that blocks. On the cpu backend only; elsewhere `NotSupportedError` names `reduceAsync`.
 *
 * @example
 * ```ts
 * reduce(x, op.add(f32)); // 6
 * ```
 */
export function reduce<T extends DataType>(
  view: ArrayView<T> & Blocking,
  operator: Operator<T>,
  options?: ReduceOptions,
): HostValue<T> {
  checkView('reduce: view', view);
  assertBlocking(view.accelerator, 'reduce', 'reduceAsync');
  checkOperator('reduce', view, operator);
  const choices = choose('reduce', view, options);
  const target = view.accelerator.allocate(operator.type, 1, { label: 'reduced' }) as MemoryBuffer<T> &
    Blocking;
  try {
    reduceLifted('reduce', view, target, operator, undefined, choices);
    return target.copyToCPU({ stream: choices.stream }).at(0) as HostValue<T>;
  } finally {
    target.dispose();
  }
}

function checkOperator(method: string, view: ArrayView, operator: Operator): void {
  if (typeof operator?.combine !== 'function' || typeof operator.identity !== 'function') {
    throw new HeddleTypeError(
      `${method}: operator: expected { type, name, identity, combine }, such as op.add(f32), found ${found(operator)}`,
      {
        remedy: typeof operator === 'function' ? 'Call it with a type: op.add(f32), not op.add.' : undefined,
      },
    );
  }
  checkView(`${method}: view`, view);
}

/** The launch compares the element types. This check is for a caller who omitted an argument. */
function checkView(what: string, view: ArrayView): void {
  if (typeof view?.accelerator?.launch === 'function') return;
  throw new HeddleTypeError(`${what}: expected a view of a buffer, found ${found(view)}`, {
    remedy: 'Allocate one: accelerator.allocate(f32, [1, 2, 3]).',
  });
}

/** A description of a wrong value for a message. */
export const found = (value: unknown): string =>
  typeof value === 'function'
    ? 'a function'
    : typeof value === 'object' && value !== null
      ? `an object of kind ${Object.prototype.toString.call(value).slice(8, -1)}`
      : String(value);
