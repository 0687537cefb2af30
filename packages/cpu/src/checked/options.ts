import { HeddleTypeError } from '@heddle/core';
import { checkOptionNames } from '@heddle/core/backend';

/**
 * The checks of a checked launch besides the race check. `bounds` and `portability` are on by default; the
 * others are off.
 */
export interface CheckedOptions {
  /** Reports indices out of bounds, where a read yields zero and a write is dropped. */
  readonly bounds?: boolean | undefined;
  /** Reports invocations that write one element without order, even if all of them write the same value. */
  readonly sameValue?: boolean | undefined;
  /**
   * Reports reads of buffer words that neither the host nor a kernel has written, and of shared memory that
   * no invocation of the group has written. Both are zero.
   */
  readonly init?: boolean | undefined;
  /** Reports integer `add`, `sub`, `mul`, `neg` and `abs` that wrap. */
  readonly overflow?: boolean | undefined;
  /** Reports `div` and `rem` by zero, for integers and floats. */
  readonly division?: boolean | undefined;
  /** Reports float operations that produce a NaN although no operand is a NaN. */
  readonly nan?: boolean | undefined;
  /**
   * Reports functions whose arguments are outside their domain, as given by the table in the language's
   * documentation: the results of a GPU are unspecified there. A NaN argument is not reported; a NaN result
   * of other arguments is.
   */
  readonly domain?: boolean | undefined;
  /**
   * Warns of kernels that a device with WebGPU's default limits would refuse: groups of more than 256
   * invocations, more than 16 KiB of shared memory, more than seven views. The warning goes to the console,
   * once per kernel.
   */
  readonly portability?: boolean | undefined;
}

/** The switches with their defaults applied. */
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

/** The switches of a checking backend; undefined for one that does not check. */
export function checksOf(checked: unknown): Checks | undefined {
  if (checked === undefined || checked === false) return undefined;
  if (checked === true) return DEFAULTS;
  if (typeof checked !== 'object' || checked === null || Array.isArray(checked))
    throw new HeddleTypeError(
      `cpu: checked: expected true, false or an object of switches, found ${String(checked)}`,
    );
  checkOptionNames('cpu: checked', checked, Object.keys(DEFAULTS));
  const set = Object.entries(checked as CheckedOptions).filter(([, value]) => value !== undefined);
  for (const [name, value] of set) {
    if (typeof value !== 'boolean')
      throw new HeddleTypeError(`cpu: checked.${name}: expected true or false, found ${String(value)}`);
  }
  return { ...DEFAULTS, ...Object.fromEntries(set) };
}
