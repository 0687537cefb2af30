/**
 * Every error that Heddle throws is made here, so that all of them read alike: the fault, then what was
 * expected and found, then the remedy on a line of its own. Classes are recognised by brand and not by
 * identity: a second copy of core, or another realm, throws errors that `instanceof` and `HeddleError.is`
 * still recognise.
 */
export type HeddleErrorCode =
  | 'HEDDLE_NOT_SUPPORTED'
  | 'HEDDLE_HOST_BUFFER_RACE'
  | 'HEDDLE_STREAM_RACE'
  | 'HEDDLE_KERNEL_RACE'
  | 'HEDDLE_KERNEL_BOUNDS'
  | 'HEDDLE_KERNEL_LINT'
  | 'HEDDLE_KERNEL'
  | 'HEDDLE_DEVICE_LOST'
  | 'HEDDLE_DISPOSED'
  | 'HEDDLE_ARGUMENT'
  | 'HEDDLE_OUT_OF_MEMORY'
  | 'HEDDLE_OPERATION'
  | 'HEDDLE_NO_BACKEND';

export interface ErrorDetails {
  /** The action that the reader can take to fix it. */
  readonly remedy?: string | undefined;
  readonly cause?: unknown;
}

/** @internal */
export const BRANDS: unique symbol = Symbol.for('@heddle/core/error') as never;

interface Branded {
  readonly brand: string;
}

const isBranded = (value: unknown, brand: string): boolean =>
  typeof value === 'object' &&
  value !== null &&
  ((value as { [BRANDS]?: readonly string[] })[BRANDS]?.includes(brand) ?? false);

interface Base<E extends Error, C extends HeddleErrorCode> {
  new (
    code: C,
    message: string,
    details?: ErrorDetails,
  ): E & { readonly code: C; readonly remedy?: string | undefined; toJSON(): object };
  readonly brand: string;
  [Symbol.hasInstance](value: unknown): boolean;
}

/** Extends `Error`, `RangeError` or `TypeError` by the members that every error of Heddle has. */
function basedOn<E extends Error, C extends HeddleErrorCode>(
  Native: new (message: string, options?: { cause: unknown }) => E,
): Base<E, C> {
  return class extends (Native as unknown as ErrorConstructor) {
    declare readonly code: C;
    declare readonly remedy?: string | undefined;
    static readonly brand: string = 'HeddleError';
    get [BRANDS](): readonly string[] {
      return ['HeddleError', (this.constructor as unknown as Branded).brand];
    }
    constructor(code: C, message: string, { remedy, cause }: ErrorDetails = {}) {
      super(remedy ? `${message}\n  ${remedy}` : message, cause === undefined ? undefined : { cause });
      this.name = new.target.brand;
      this.code = code;
      this.remedy = remedy;
    }
    /** JSON takes only enumerable members, and the message is none. */
    toJSON(): object {
      return { ...this, message: this.message };
    }
    static [Symbol.hasInstance](this: Branded, value: unknown): boolean {
      return isBranded(value, this.brand);
    }
  } as never;
}
const ErrorBase: Base<Error, HeddleErrorCode> = /* @__PURE__ */ basedOn(Error);
const RangeErrorBase: Base<RangeError, 'HEDDLE_ARGUMENT'> = /* @__PURE__ */ basedOn(RangeError);
const TypeErrorBase: Base<TypeError, 'HEDDLE_ARGUMENT'> = /* @__PURE__ */ basedOn(TypeError);

/**
 * The base of all errors with a `code`. Range and type mistakes extend `RangeError` and `TypeError`, and
 * `HeddleError.is` recognises them too.
 */
export class HeddleError extends ErrorBase {
  declare readonly cause?: unknown;
  static override readonly brand: string = 'HeddleError';
  static is(error: unknown): error is HeddleError {
    return isBranded(error, 'HeddleError');
  }
}

/** An argument out of its range: a negative offset, an extent too large, overlapping views. */
export class HeddleRangeError extends RangeErrorBase {
  static override readonly brand: string = 'HeddleRangeError';
  constructor(message: string, details?: ErrorDetails) {
    super('HEDDLE_ARGUMENT', message, details);
  }
}

/**
 * An argument of the wrong type: another typed array, a missing kernel argument, a
 * view of another accelerator.
 */
export class HeddleTypeError extends TypeErrorBase {
  static override readonly brand: string = 'HeddleTypeError';
  constructor(message: string, details?: ErrorDetails) {
    super('HEDDLE_ARGUMENT', message, details);
  }
}

const knownOf = (locations: readonly (string | undefined)[]): readonly string[] =>
  locations.filter(location => location !== undefined);

/** A message with a line for each location. */
const atLines = (message: string, locations: readonly string[]): string =>
  [message, ...locations.map(location => `  at ${location}`)].join('\n');

interface Lacking extends ErrorDetails {
  readonly capability?: string | undefined;
  readonly limit?: string | undefined;
  readonly locations?: readonly (string | undefined)[] | undefined;
}

/** The backend does not support the call or the kernel; `use` names what to call or require instead. */
export class NotSupportedError extends HeddleError {
  declare readonly code: 'HEDDLE_NOT_SUPPORTED';
  declare readonly use: string;
  /** The missing capability, if the error is about one. */
  declare readonly capability: string | undefined;
  /** The exceeded member of `accelerator.limits`, if the error is about one. */
  declare readonly limit: string | undefined;
  /** The lines of the kernel that need the capability or exceed the limit, as `file:line:column`. */
  declare readonly locations: readonly string[];
  static override readonly brand: string = 'NotSupportedError';
  constructor(message: string, use: string, details: Lacking = {}) {
    const { capability, limit, locations = [], ...rest } = details;
    const known = knownOf(locations);
    super('HEDDLE_NOT_SUPPORTED', atLines(message, known), { remedy: `Use ${use}.`, ...rest });
    Object.assign(this, { use, capability, limit, locations: known });
  }
}

/**
 * The host accessed memory that a launch in flight may still write, or wrote memory that it may still read.
 */
export class HostBufferRaceError extends HeddleError {
  declare readonly code: 'HEDDLE_HOST_BUFFER_RACE';
  declare readonly label: string;
  declare readonly operation: string;
  declare readonly pending: number;
  declare readonly use: string;
  /** The stack on which the operation in flight was queued. */
  declare readonly launchStack: string;
  static override readonly brand: string = 'HostBufferRaceError';
  constructor(
    message: string,
    fields: {
      readonly label: string;
      readonly operation: string;
      readonly pending: number;
      readonly use: string;
      readonly launchStack: string;
    },
  ) {
    super('HEDDLE_HOST_BUFFER_RACE', message, { remedy: `Use ${fields.use}.` });
    Object.assign(this, fields);
  }
}

/** Two streams access the same bytes, at least one of them writes, and nothing orders the two accesses. */
export class StreamRaceError extends HeddleError {
  declare readonly code: 'HEDDLE_STREAM_RACE';
  declare readonly label: string;
  declare readonly operation: string;
  declare readonly otherOperation: string;
  /** The stack on which the other operation was queued, if stacks are kept. */
  declare readonly otherStack: string;
  static override readonly brand: string = 'StreamRaceError';
  constructor(fields: {
    readonly label: string;
    readonly operation: string;
    readonly stream: string;
    readonly otherOperation: string;
    readonly otherStream: string;
    readonly otherStack: string;
    /** A sentence to append to the message. */
    readonly note?: string;
  }) {
    super(
      'HEDDLE_STREAM_RACE',
      `${fields.operation} on stream '${fields.stream}' and ${fields.otherOperation} on stream '${fields.otherStream}' may ` +
        `overlap in '${fields.label}', one of them writing, and nothing orders them${fields.note ?? ''}`,
      {
        remedy:
          'Call stream.waitFor(other) before the second one, or give each stream a sub-view of its own.',
      },
    );
    const { label, operation, otherOperation, otherStack } = fields;
    Object.assign(this, { label, operation, otherOperation, otherStack });
  }
}

/**
 * A mistake in a kernel, found while the kernel is traced or checked. `locations` are the lines concerned,
 * the most relevant one first.
 */
export class KernelError extends HeddleError {
  declare readonly code: 'HEDDLE_KERNEL';
  declare readonly kernel: string;
  declare readonly locations: readonly string[];
  static override readonly brand: string = 'KernelError';
  constructor(
    kernel: string,
    message: string,
    locations: readonly (string | undefined)[],
    details: ErrorDetails = {},
  ) {
    const known = knownOf(locations);
    super('HEDDLE_KERNEL', atLines(`kernel '${kernel}': ${message}`, known), details);
    Object.assign(this, { kernel, locations: known });
  }
}

/** An object was used after it was disposed. */
export class DisposedError extends HeddleError {
  declare readonly code: 'HEDDLE_DISPOSED';
  static override readonly brand: string = 'DisposedError';
  constructor(message: string, details: ErrorDetails = {}) {
    super('HEDDLE_DISPOSED', message, details);
  }
}

/** The device or the host does not have enough memory. */
export class OutOfMemoryError extends HeddleError {
  declare readonly code: 'HEDDLE_OUT_OF_MEMORY';
  static override readonly brand: string = 'OutOfMemoryError';
  constructor(message: string, details: ErrorDetails = {}) {
    super('HEDDLE_OUT_OF_MEMORY', message, details);
  }
}

/**
 * An operation failed for a reason of the device: a worker ended, or the platform refused a call. The
 * contents of the memory that it was to write are unspecified. The accelerator remains usable.
 */
export class OperationError extends HeddleError {
  declare readonly code: 'HEDDLE_OPERATION';
  static override readonly brand: string = 'OperationError';
  constructor(message: string, details: ErrorDetails = {}) {
    super('HEDDLE_OPERATION', message, { remedy: 'Queue it again.', ...details });
  }
}

/** None of the backends given to `createAccelerator` works here; `reasons` has the reason of each. */
export class NoBackendError extends HeddleError {
  declare readonly code: 'HEDDLE_NO_BACKEND';
  declare readonly reasons: readonly { readonly backend: string; readonly reason: string }[];
  static override readonly brand: string = 'NoBackendError';
  constructor(reasons: readonly { readonly backend: string; readonly reason: string }[]) {
    super(
      'HEDDLE_NO_BACKEND',
      ['no backend works here:', ...reasons.map(({ backend, reason }) => `  ${backend}: ${reason}`)].join(
        '\n',
      ),
      {
        remedy:
          'Add a backend that runs everywhere, such as wasm() or cpu(), to the list given to createAccelerator.',
      },
    );
    this.reasons = reasons;
  }
}

/** The device is lost permanently. Open a new accelerator. */
export class DeviceLostError extends HeddleError {
  declare readonly code: 'HEDDLE_DEVICE_LOST';
  declare readonly reason: 'disposed' | 'lost';
  static override readonly brand: string = 'DeviceLostError';
  constructor(reason: 'disposed' | 'lost', message: string, details: ErrorDetails = {}) {
    super('HEDDLE_DEVICE_LOST', message, {
      remedy: 'Call createAccelerator again; buffers of the lost accelerator are gone.',
      ...details,
    });
    this.reason = reason;
  }
}
