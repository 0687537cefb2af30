import { builtin } from './builtin.ts';
import { located } from './source.ts';
import { fail } from './trace.ts';
import type { Value } from './value.ts';
import type { U32 as U32Value } from './value-types.ts';

/** The index of an invocation of a range kernel: a value for each dimension. */
export type KernelIndex<D extends 1 | 2 | 3> = D extends 1
  ? U32Value
  : D extends 2
    ? { readonly x: U32Value; readonly y: U32Value }
    : { readonly x: U32Value; readonly y: U32Value; readonly z: U32Value };
export interface RangeContext<D extends 1 | 2 | 3> {
  /** The index of this invocation. */
  readonly index: KernelIndex<D>;
  /** The extent of the launch. */
  readonly extent: KernelIndex<D>;
}

const AXES = ['x', 'y', 'z'] as const;

function along(which: 'index' | 'extent', dimensions: 1 | 2 | 3): unknown {
  if (dimensions === 1) return builtin(`${which}.x`);
  return Object.freeze(
    Object.fromEntries(
      AXES.slice(0, dimensions).map((axis): [string, Value] => [axis, builtin(`${which}.${axis}`)]),
    ),
  );
}

/** The members of `GroupContext`, which throw here. Only a body whose type errors were ignored reaches them. */
const groupsOnly: object = Object.create(
  null,
  Object.fromEntries(
    [
      'barrier',
      'shared',
      'uniformLoad',
      'subgroup',
      'localIndex',
      'groupIndex',
      'globalIndex',
      'groupCount',
      'groupSize',
    ].map(name => [
      name,
      {
        get: located(() =>
          fail(
            `a range kernel has no ${name}`,
            'Its invocations know nothing of each other. Use groupKernel, whose invocations work in groups.',
          ),
        ),
      },
    ]),
  ),
);

export function rangeContext(dimensions: 1 | 2 | 3): object {
  return Object.freeze(
    Object.create(groupsOnly, {
      index: { value: along('index', dimensions), enumerable: true },
      extent: { value: along('extent', dimensions), enumerable: true },
    }) as object,
  );
}
