import { onlyOwnMembers } from './absent-member.ts';
import { builtin } from './builtin.ts';
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

const context = /* @__PURE__ */ onlyOwnMembers(
  'a range kernel',
  ' Use groupKernel for barriers, shared memory, and the index in a group.',
);
const position = /* @__PURE__ */ onlyOwnMembers('an index of several dimensions');

const AXES = ['x', 'y', 'z'] as const;

function along(which: 'index' | 'extent', dimensions: 1 | 2 | 3): unknown {
  if (dimensions === 1) return builtin(`${which}.x`);
  const axes = AXES.slice(0, dimensions).map(axis => [
    axis,
    { value: builtin(`${which}.${axis}`), enumerable: true },
  ]);
  return Object.freeze(Object.create(position, Object.fromEntries(axes)));
}

export function rangeContext(dimensions: 1 | 2 | 3): object {
  return Object.freeze(
    Object.create(context, {
      index: { value: along('index', dimensions), enumerable: true },
      extent: { value: along('extent', dimensions), enumerable: true },
    }) as object,
  );
}
