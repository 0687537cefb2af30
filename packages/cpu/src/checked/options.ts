import { HeddleTypeError } from '@heddle/core';
import { checkOptionNames } from '@heddle/core/backend';

/**
 * What a checked launch reports besides races. `bounds` and `portability` are on by default, and the
 * others are off.
 */
export interface CheckedOptions {
  /** Indices out of bounds: what is read is zero, what is written is dropped. */
  readonly bounds?: boolean | undefined;
  /** Invocations that write one element without order, all of them the same value. */
  readonly sameValue?: boolean | undefined;
  /**
   * Reads of what neither the host nor a kernel has written, in buffers, and of what no invocation of the
   * group has written, in shared memory. Both are zero.
   */
  readonly init?: boolean | undefined;
  /** Integer `add`, `sub`, `mul`, `neg` and `abs` that wrap. */
  readonly overflow?: boolean | undefined;
  /** `div` and `rem` by zero, of integers and of floats. */
  readonly division?: boolean | undefined;
  /** Float operations that make a NaN of operands of which none is one. */
  readonly nan?: boolean | undefined;
  /**
   * Functions of arguments outside of their domain, as the table in the language's documentation has it: what a
   * GPU makes of these is unspecified. A NaN among the arguments is not reported, a NaN that is made of others is.
   */
  readonly domain?: boolean | undefined;
  /**
   * Kernels that a device with WebGPU's default limits would refuse: groups of more than 256 invocations, more
   * than 16 KiB of shared memory, more than seven views. A warning on the console, once a kernel.
   */
  readonly portability?: boolean | undefined;
}

/** The switches as they are set. */
export type Checks = { readonly [K in keyof CheckedOptions]-?: boolean };

const DEFAULTS: Checks = {
  bounds: true,
  sameValue: false,
  init: false,
  overflow: false,
  division: false,
  nan: false,
  domain: false,
  portability: true,
};

/** Undefined for a backend that does not check. */
export function checksOf(checked: unknown): Checks | undefined {
  if (checked === undefined || checked === false) return undefined;
  if (checked === true) return DEFAULTS;
  if (typeof checked !== 'object' || checked === null || Array.isArray(checked))
    throw new HeddleTypeError(
      `cpu: checked: expected true, false or an object of switches, found ${String(checked)}`,
    );
  checkOptionNames('cpu: checked', checked, Object.keys(DEFAULTS));
  for (const [name, value] of Object.entries(checked)) {
    if (value !== undefined && typeof value !== 'boolean')
      throw new HeddleTypeError(`cpu: checked.${name}: expected true or false, found ${String(value)}`);
  }
  const set = Object.entries(checked as CheckedOptions).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(set) };
}
