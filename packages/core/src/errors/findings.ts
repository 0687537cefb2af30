import { HeddleError } from './errors.ts';

/**
 * The errors of the sanitizer, `cpu({ checked: true })`: the findings of a launch, with their source
 * locations.
 */

/** An invocation of a launch. Only invocations of a group kernel have `group` and `local`. */
export interface KernelInvocation {
  /** The global index, in as many dimensions as the kernel has. */
  readonly global: readonly number[];
  readonly group?: number | undefined;
  readonly local?: number | undefined;
}

/** An access or a computation by one invocation of a checked launch. */
export interface KernelAccess {
  readonly access: 'reads' | 'writes' | 'computes';
  readonly invocation: KernelInvocation;
  /** `file:line:column`, if the engine reports it. */
  readonly location: string | undefined;
  /** The location, and the lines around it if the file can be read. */
  readonly source: readonly string[];
}

interface FindingFields {
  readonly kernel: string;
  /** The other findings of the launch. */
  readonly others: readonly HeddleError[];
}

const nameOf = ({ global }: KernelInvocation): string =>
  `invocation ${global.length === 1 ? global[0] : `(${global.join(', ')})`}`;

/** The message: the fault, the accesses with their locations, and the number of other findings. */
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
 * Two invocations of a launch access one element, at least one of them writes, and nothing orders the two.
 * Found by `cpu({ checked: true })`.
 */
export class KernelRaceError extends HeddleError {
  declare readonly code: 'HEDDLE_KERNEL_RACE';
  declare readonly kernel: string;
  /** The name of the parameter or of the shared memory. */
  declare readonly argument: string;
  /**
   * The index of the element (in 2-D and 3-D the linear index in the view), and the path within it:
   * `.position.y`, or the empty string.
   */
  declare readonly element: number;
  declare readonly path: string;
  /** The two accesses, in the order in which this run made them. */
  declare readonly accesses: readonly [KernelAccess, KernelAccess];
  declare readonly others: readonly HeddleError[];
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
    Object.assign(this, { kernel, argument, element, path, accesses, others });
  }
}

/**
 * An index is out of bounds: a read yields zero, and a write is dropped. Found by `cpu({ checked: true })`.
 */
export class KernelBoundsError extends HeddleError {
  declare readonly code: 'HEDDLE_KERNEL_BOUNDS';
  declare readonly kernel: string;
  /** The name of the parameter, the shared memory or the variable, with the path up to the index. */
  declare readonly argument: string;
  /** Undefined if a position in an image is outside its extent: no linear index exists then. */
  declare readonly index: number | undefined;
  declare readonly length: number;
  declare readonly access: KernelAccess;
  declare readonly others: readonly HeddleError[];
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
      {
        // An i32 below zero is compared as the u32 with the same bits.
        remedy:
          index === undefined || (index >= 0 && index < 2 ** 31)
            ? 'Put the access into an If on the index, or launch fewer invocations.'
            : `That is ${index | 0}: the index went below zero. Put the access into an If that compares before it subtracts, or limit an i32 index with .max(0).`,
      },
    );
    Object.assign(this, { kernel, argument, index, length, access, others });
  }
}

/** Behaviour that is defined but probably not intended, reported by a switch of `cpu({ checked })`. */
export class KernelLintError extends HeddleError {
  declare readonly code: 'HEDDLE_KERNEL_LINT';
  declare readonly kernel: string;
  /** The name of the switch. */
  declare readonly lint: string;
  declare readonly access: KernelAccess;
  declare readonly others: readonly HeddleError[];
  static override readonly brand: string = 'KernelLintError';
  constructor(
    fields: FindingFields & {
      readonly lint: string;
      /** The predicate of the sentence about the invocation: "divides 3 by 0". */
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
    Object.assign(this, { kernel, lint, access, others });
  }
}
