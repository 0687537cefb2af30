import type { HostValue } from '../language/host-types.ts';
import type { Extent } from '../language/kernel.ts';
import type { AtomicsParam, Params, ReadParam, ReadWriteParam, WriteParam } from '../language/params.ts';
import type { Viewable } from './view.ts';

/** The second argument of a launch: the extent of a range kernel, or the groups of a group kernel. */
export type LaunchExtent<K> = K extends { readonly dimensions: infer D extends 1 | 2 | 3 }
  ? Extent<D>
  : { readonly groups: number };
/** The third argument: a view or a value for each parameter. */
export type LaunchArgs<K extends { readonly params: Params }> = {
  readonly [N in keyof K['params']]: HostArg<K['params'][N]>;
};

/**
 * The argument for a parameter. For a kernel whose type does not give its parameters (`Kernel` alone) it may
 * be anything.
 */
export type HostArg<P> = 0 extends 1 & P
  ? any
  : P extends ReadParam<infer T> | WriteParam<infer T> | ReadWriteParam<infer T>
    ? Viewable<T>
    : P extends AtomicsParam<infer S>
      ? Viewable<S>
      : HostValue<P>;
