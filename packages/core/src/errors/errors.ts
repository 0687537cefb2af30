/**
 * Every error that Heddle throws is made here, so that all of them read alike: what was wrong, what was
 * expected and found, then the remedy on a line of its own. Classes are recognised by brand and not by
 * identity: a second copy of core, or another realm, throws errors that `instanceof` and
 * `HeddleError.is` still know.
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
  | 'HEDDLE_NO_BACKEND';

export interface ErrorDetails {
  /** What the reader can do about it. */
  readonly remedy?: string | undefined;
  readonly cause?: unknown;
}

/** @internal */
export const BRANDS: unique symbol = Symbol.for('@heddle/core/error') as never;

const render = (message: string, remedy: string | undefined): string =>
  remedy ? `${message}\n  ${remedy}` : message;

interface Branded {
  readonly brand: string;
}

function isBranded(value: unknown, brand: string): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    ((value as { [BRANDS]?: readonly string[] })[BRANDS]?.includes(brand) ?? false)
  );
}

/**
 * The base of all errors with a `code`; range and type mistakes extend `RangeError` and `TypeError` and count
 * as it too (`HeddleError.is`).
 */
export class HeddleError extends Error {
  readonly code: HeddleErrorCode;
  readonly remedy?: string | undefined;
  declare readonly cause?: unknown;
  static readonly brand: string = 'HeddleError';
  /** @internal */
  get [BRANDS](): readonly string[] {
    return ['HeddleError', (this.constructor as unknown as Branded).brand];
  }
  constructor(code: HeddleErrorCode, message: string, { remedy, cause }: ErrorDetails = {}) {
    super(render(message, remedy), cause === undefined ? undefined : { cause });
    this.name = new.target.brand;
    this.code = code;
    this.remedy = remedy;
  }
  static is(error: unknown): error is HeddleError {
    return isBranded(error, 'HeddleError');
  }
  static [Symbol.hasInstance](this: Branded, value: unknown): boolean {
    return isBranded(value, this.brand);
  }
}

/** An argument out of its range: a negative offset, an extent too large, overlapping views. */
export class HeddleRangeError extends RangeError {
  readonly code = 'HEDDLE_ARGUMENT' as const;
  readonly remedy?: string | undefined;
  static readonly brand: string = 'HeddleRangeError';
  /** @internal */
  get [BRANDS](): readonly string[] {
    return ['HeddleError', 'HeddleRangeError'];
  }
  constructor(message: string, { remedy, cause }: ErrorDetails = {}) {
    super(render(message, remedy), cause === undefined ? undefined : { cause });
    this.name = new.target.brand;
    this.remedy = remedy;
  }
  static [Symbol.hasInstance](this: Branded, value: unknown): boolean {
    return isBranded(value, this.brand);
  }
}

/**
 * An argument of the wrong type: another typed array, a missing kernel argument, a
 * view of another accelerator.
 */
export class HeddleTypeError extends TypeError {
  readonly code = 'HEDDLE_ARGUMENT' as const;
  readonly remedy?: string | undefined;
  static readonly brand: string = 'HeddleTypeError';
  /** @internal */
  get [BRANDS](): readonly string[] {
    return ['HeddleError', 'HeddleTypeError'];
  }
  constructor(message: string, { remedy, cause }: ErrorDetails = {}) {
    super(render(message, remedy), cause === undefined ? undefined : { cause });
    this.name = new.target.brand;
    this.remedy = remedy;
  }
  static [Symbol.hasInstance](this: Branded, value: unknown): boolean {
    return isBranded(value, this.brand);
  }
}

/** What this backend cannot do; `use` names what to call or require instead. */
export class NotSupportedError extends HeddleError {
  declare readonly code: 'HEDDLE_NOT_SUPPORTED';
  readonly use: string;
  static override readonly brand: string = 'NotSupportedError';
  constructor(message: string, use: string, details: ErrorDetails = {}) {
    super('HEDDLE_NOT_SUPPORTED', message, { remedy: `Use ${use}.`, ...details });
    this.use = use;
  }
}

/** The host touched memory that a launch in flight may still write (or wrote what it may still read). */
export class HostBufferRaceError extends HeddleError {
  declare readonly code: 'HEDDLE_HOST_BUFFER_RACE';
  readonly label: string;
  readonly operation: string;
  readonly pending: number;
  readonly use: string;
  /** Where the operation in flight was queued. */
  readonly launchStack: string;
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
    this.label = fields.label;
    this.operation = fields.operation;
    this.pending = fields.pending;
    this.use = fields.use;
    this.launchStack = fields.launchStack;
  }
}

/** Two streams touch the same bytes, one of them writing, and nothing orders them. */
export class StreamRaceError extends HeddleError {
  declare readonly code: 'HEDDLE_STREAM_RACE';
  readonly label: string;
  readonly operation: string;
  readonly otherOperation: string;
  /** Where the other operation was queued, if stacks are kept. */
  readonly otherStack: string;
  static override readonly brand: string = 'StreamRaceError';
  constructor(fields: {
    readonly label: string;
    readonly operation: string;
    readonly stream: string;
    readonly otherOperation: string;
    readonly otherStream: string;
    readonly otherStack: string;
  }) {
    super(
      'HEDDLE_STREAM_RACE',
      `${fields.operation} on stream '${fields.stream}' and ${fields.otherOperation} on stream '${fields.otherStream}' may ` +
        `overlap in '${fields.label}', one of them writing, and nothing orders them`,
      {
        remedy:
          'Call stream.waitFor(other) before the second one, or hand each stream a sub-view of its own.',
      },
    );
    this.label = fields.label;
    this.operation = fields.operation;
    this.otherOperation = fields.otherOperation;
    this.otherStack = fields.otherStack;
  }
}

/**
 * A mistake in a kernel, found while tracing or checking it. `locations` are the lines that it is about, the
 * first one first to look at.
 */
export class KernelError extends HeddleError {
  declare readonly code: 'HEDDLE_KERNEL';
  readonly kernel: string;
  readonly locations: readonly string[];
  static override readonly brand: string = 'KernelError';
  constructor(
    kernel: string,
    message: string,
    locations: readonly (string | undefined)[],
    details: ErrorDetails = {},
  ) {
    const known = locations.filter(location => location !== undefined);
    super(
      'HEDDLE_KERNEL',
      [`kernel '${kernel}': ${message}`, ...known.map(location => `  at ${location}`)].join('\n'),
      details,
    );
    this.kernel = kernel;
    this.locations = known;
  }
}

/** An invocation of a launch. `group` and `local`: of a group kernel. */
export interface KernelInvocation {
  /** Its index, in as many dimensions as the kernel has. */
  readonly global: readonly number[];
  readonly group?: number | undefined;
  readonly local?: number | undefined;
}

/** What one invocation of a checked launch did. */
export interface KernelAccess {
  readonly access: 'reads' | 'writes' | 'computes';
  readonly invocation: KernelInvocation;
  /** `file:line:column`, where the engine tells. */
  readonly location: string | undefined;
  /** The location, and the lines around it where the file can be read. */
  readonly source: readonly string[];
}

interface FindingFields {
  readonly kernel: string;
  /** What the launch has found besides. */
  readonly others: readonly HeddleError[];
}

const nameOf = ({ global }: KernelInvocation): string =>
  `invocation ${global.length === 1 ? global[0] : `(${global.join(', ')})`}`;

/** What happened, who did it and where, and that there is more. */
const finding = (what: string, accesses: readonly KernelAccess[], others: readonly HeddleError[]): string =>
  [what, ...accesses.flatMap(shown), ...besides(others)].join('\n');

function shown({ access, invocation, source }: KernelAccess): readonly string[] {
  const { group, local } = invocation;
  const where = group === undefined ? '' : ` (group ${group}, local ${local})`;
  return [`  ${nameOf(invocation)}${where} ${access}`, ...source.map(line => `    ${line}`)];
}

const besides = (others: readonly HeddleError[]): readonly string[] =>
  others.length === 0
    ? []
    : [`  and ${others.length} more finding${others.length === 1 ? '' : 's'} in this launch (error.others)`];

/**
 * Two invocations of a launch touch one element, at least one of them writes, and nothing orders the two.
 * Found by `cpu({ checked: true })`.
 */
export class KernelRaceError extends HeddleError {
  declare readonly code: 'HEDDLE_KERNEL_RACE';
  readonly kernel: string;
  /** The parameter, or the shared memory. */
  readonly argument: string;
  /** The element, in 2-D and 3-D by its place in the view, and the path in it: `.position.y`, or nothing. */
  readonly element: number;
  readonly path: string;
  /** In the order in which this run had them. */
  readonly accesses: readonly [KernelAccess, KernelAccess];
  readonly others: readonly HeddleError[];
  static override readonly brand: string = 'KernelRaceError';
  constructor(
    fields: FindingFields & {
      readonly argument: string;
      readonly element: number;
      readonly path: string;
      readonly accesses: readonly [KernelAccess, KernelAccess];
      readonly remedy: string;
    },
  ) {
    const { kernel, argument, element, path, accesses, others, remedy } = fields;
    const [first, second] = accesses;
    super(
      'HEDDLE_KERNEL_RACE',
      finding(
        `kernel '${kernel}': ${nameOf(first.invocation)} ${first.access} and ${nameOf(second.invocation)} ${second.access} ` +
          `${argument}.at(${element})${path}, and nothing orders the two`,
        accesses,
        others,
      ),
      { remedy },
    );
    this.kernel = kernel;
    this.argument = argument;
    this.element = element;
    this.path = path;
    this.accesses = accesses;
    this.others = others;
  }
}

/**
 * An index out of bounds: what is read is zero, what is written is dropped. Found by
 * `cpu({ checked: true })`.
 */
export class KernelBoundsError extends HeddleError {
  declare readonly code: 'HEDDLE_KERNEL_BOUNDS';
  readonly kernel: string;
  /** The parameter, the shared memory, or the variable; and the path up to the index. */
  readonly argument: string;
  /** Undefined where a place of an image is outside of its extent: then there is no index. */
  readonly index: number | undefined;
  readonly length: number;
  readonly access: KernelAccess;
  readonly others: readonly HeddleError[];
  static override readonly brand: string = 'KernelBoundsError';
  constructor(
    fields: FindingFields & {
      readonly argument: string;
      readonly index: number | undefined;
      readonly length: number;
      readonly access: KernelAccess;
    },
  ) {
    const { kernel, argument, index, length, access, others } = fields;
    super(
      'HEDDLE_KERNEL_BOUNDS',
      finding(
        `kernel '${kernel}': ${nameOf(access.invocation)} ${access.access} ${argument}` +
          (index === undefined ? ' outside of its extent' : `.at(${index}), out of its ${length} elements`),
        [access],
        others,
      ),
      { remedy: 'Put the access into an If on the index, or launch fewer invocations.' },
    );
    this.kernel = kernel;
    this.argument = argument;
    this.index = index;
    this.length = length;
    this.access = access;
    this.others = others;
  }
}

/** What is defined and probably not meant, as a switch of `cpu({ checked })` asks for it. */
export class KernelLintError extends HeddleError {
  declare readonly code: 'HEDDLE_KERNEL_LINT';
  readonly kernel: string;
  /** The switch. */
  readonly lint: string;
  readonly access: KernelAccess;
  readonly others: readonly HeddleError[];
  static override readonly brand: string = 'KernelLintError';
  constructor(
    fields: FindingFields & {
      readonly lint: string;
      /** Goes on behind the invocation: "divides 3 by 0". */
      readonly does: string;
      readonly access: KernelAccess;
      readonly remedy: string;
    },
  ) {
    const { kernel, lint, does, access, others, remedy } = fields;
    super(
      'HEDDLE_KERNEL_LINT',
      finding(`kernel '${kernel}': ${nameOf(access.invocation)} ${does}`, [access], others),
      { remedy },
    );
    this.kernel = kernel;
    this.lint = lint;
    this.access = access;
    this.others = others;
  }
}

/** Used after it was disposed. */
export class DisposedError extends HeddleError {
  declare readonly code: 'HEDDLE_DISPOSED';
  static override readonly brand: string = 'DisposedError';
  constructor(message: string, details: ErrorDetails = {}) {
    super('HEDDLE_DISPOSED', message, details);
  }
}

/** The device has no room. */
export class OutOfMemoryError extends HeddleError {
  declare readonly code: 'HEDDLE_OUT_OF_MEMORY';
  static override readonly brand: string = 'OutOfMemoryError';
  constructor(message: string, details: ErrorDetails = {}) {
    super('HEDDLE_OUT_OF_MEMORY', message, details);
  }
}

/** Not one of the backends handed to `createAccelerator` works here; `reasons` has each one's own. */
export class NoBackendError extends HeddleError {
  declare readonly code: 'HEDDLE_NO_BACKEND';
  readonly reasons: readonly { readonly backend: string; readonly reason: string }[];
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

/** The device is gone, for good: open a new accelerator. */
export class DeviceLostError extends HeddleError {
  declare readonly code: 'HEDDLE_DEVICE_LOST';
  readonly reason: 'disposed' | 'lost';
  static override readonly brand: string = 'DeviceLostError';
  constructor(reason: 'disposed' | 'lost', message: string, details: ErrorDetails = {}) {
    super('HEDDLE_DEVICE_LOST', message, {
      remedy: 'Call createAccelerator again; buffers of the lost accelerator are gone.',
      ...details,
    });
    this.reason = reason;
  }
}
