import type { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import { HeddleError, KernelError } from '../errors/errors.ts';
import type { Site } from '../errors/stack.ts';
import type { Block, FunctionNode, Instruction, Local, Shared, ValueId } from '../ir/ir.ts';
import { operands } from '../ir/walk.ts';
import { brandOf, otherCopy } from './brand.ts';
import { currentSite, formatSite, withSite } from './source.ts';

/**
 * The state of tracing: the kernel and its open blocks. `emit` is the only function that appends an instruction.
 * Tracing is synchronous and never nests, so one variable holds the state.
 */
export interface Tracing {
  readonly kernel: string;
  /** The kernel's body. */
  readonly body: Frame;
  /** The sites of instructions, by id. */
  readonly sites: (Site | undefined)[];
  readonly used: Set<ValueId>;
  readonly shared: Shared[];
  readonly functions: FunctionNode[];
  /** The number of a function in `functions`, by the object that `fn` made; 'tracing' while its body runs. */
  readonly callees: Map<object, number | 'tracing'>;
  /** The first `at(x, y)` or `at(x, y, z)` of each view, by the number of its parameter. */
  readonly coordinates: Map<number, { readonly count: number; readonly site: Site | undefined }>;
  scope: Scope;
  /** The number of instructions at the start of the body for the kernel's parameters. `finish` drops unused ones. */
  prelude: number;
  steps: number;
  /** The first mistake that ends the kernel even if the body catches the exception. */
  failure: Error | undefined;
}

/** A body with variables of its own: that of the kernel, or of a function. */
export interface Frame {
  readonly tracing: Tracing;
  /** The name and the result type of the function; undefined for the kernel's body. */
  readonly callee: { readonly name: string; readonly result: import('../ir/types.ts').Type } | undefined;
  readonly locals: Local[];
}

/** A block while it is traced. Values and places that are made in it may be used only while it is open. */
export interface Scope {
  readonly frame: Frame;
  readonly parent: Scope | undefined;
  /** The list that instructions are appended to. After a `break`, `continue` or `return` that list is discarded. */
  block: Instruction[];
  readonly isLoop: boolean;
  /** The number of blocks around this one. */
  readonly depth: number;
  /** The constants of this block, by type and bits. */
  readonly constants: Map<string, ValueId>;
  open: boolean;
}

/** A value or a place, which belongs to the block that made it. */
export interface Made {
  readonly scope: Scope;
  readonly site: Site | undefined;
}
export const made = (): Made => ({ scope: tracer().scope, site: currentSite() });

/**
 * The limit of operations in a kernel. Typical kernels have hundreds of operations, heavily unrolled ones thousands.
 * At about 20 µs each, checks included, the limit is reached within two seconds. So an endless JavaScript loop ends
 * with a message before it fills the memory.
 */
export const MAX_STEPS = 100_000;

/**
 * The limit of nested blocks. Compilers of WGSL must accept 127 nested statements
 * (https://www.w3.org/TR/WGSL/#limits), and passes over a program recurse for each block. The difference to 127 is
 * left for statements that a backend adds.
 */
export const MAX_DEPTH = 100;

let tracing: Tracing | undefined;

export const isTracing = (): boolean => tracing !== undefined;

/** Counts the copies of core that are tracing, so that a function of another copy can say why it fails. */
const TRACING: unique symbol = Symbol.for('@heddle/core/tracing') as never;
const shared = globalThis as { [TRACING]?: number };

/** The current tracing. Outside of a kernel's body it throws. */
export function tracer(): Tracing {
  if (tracing !== undefined) return tracing;
  const where = formatSite(currentSite());
  if (shared[TRACING])
    throw otherCopy(
      `a function of the kernel language, or an fn, was made by another copy of @heddle/core than the kernel in whose body it is used${where ? `\n  at ${where}` : ''}`,
    );
  throw new HeddleError(
    'HEDDLE_KERNEL',
    `the kernel language was used outside of a kernel's body${where ? `\n  at ${where}` : ''}`,
    {
      remedy:
        'Call it in the body of kernel(), groupKernel() or fn(), not after an await in it, and not on the host.',
    },
  );
}

/**
 * Throws for a bad argument of a function that is used on the host and in a kernel's body. In a body the error has
 * the line of the mistake.
 */
export function reject(
  type: typeof HeddleTypeError | typeof HeddleRangeError,
  message: string,
  remedy?: string,
): never {
  if (tracing !== undefined) fail(message, remedy);
  throw new type(message, { remedy });
}

/** Throws for a mistake in the kernel that is being traced, at the current site or at the given ones. */
export function fail(message: string, remedy?: string, ...sites: (Site | undefined)[]): never {
  const { kernel } = tracer();
  const locations = sites.length === 0 ? [currentSite()] : sites;
  throw new KernelError(kernel, message, locations.map(formatSite), { remedy });
}

/** The same for an exception that the body may not see, as in an asynchronous function: the kernel fails all the same. */
export function failForGood(message: string, remedy: string): never {
  try {
    fail(message, remedy);
  } catch (error) {
    tracer().failure ??= error as Error;
    throw error;
  }
}

/** Refuses a wrong number of arguments. */
export function checkCount(what: string, found: number, wanted: number, remedy: string): void {
  if (found !== wanted)
    fail(`${what} takes ${wanted} argument${wanted === 1 ? '' : 's'}, found ${found}`, remedy);
}

/** Runs `body` as the current tracing. A tracing inside of another is an error. */
export function traced<R>(kernel: string, site: Site | undefined, body: (own: Tracing) => R): R {
  if (tracing !== undefined) {
    fail(
      `kernel '${kernel}' was first used inside of the body of another kernel`,
      'A body runs while its kernel is built: launch, load or look at `ir` outside of it. Kernels share code as plain functions, or fn().',
      currentSite(),
      site,
    );
  }
  const own = {
    kernel,
    sites: [],
    used: new Set(),
    shared: [],
    functions: [],
    callees: new Map(),
    coordinates: new Map(),
    prelude: 0,
    steps: 0,
  } as unknown as { -readonly [K in keyof Tracing]: Tracing[K] };
  own.body = { tracing: own, callee: undefined, locals: [] };
  tracing = own;
  shared[TRACING] = (shared[TRACING] ?? 0) + 1;
  try {
    const result = body(own);
    if (own.failure) throw own.failure;
    return result;
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    throw new KernelError(kernel, 'the stack overflowed', [formatSite(own.sites.at(-1) ?? site)], {
      remedy:
        'A JavaScript function that calls itself runs while the kernel is traced: the condition that ends it must be a JavaScript value.',
      cause: error,
    });
  } finally {
    tracing = undefined;
    shared[TRACING]! -= 1;
  }
}

/** V8 and JavaScriptCore throw a RangeError, SpiderMonkey an InternalError of its own. */
export const isStackOverflow = (error: unknown): boolean =>
  error instanceof Error && /^(Maximum call stack size exceeded|too much recursion)/.test(error.message);

/** Counts operations, including those that are folded and append nothing. */
export function countStep(): void {
  if (++tracer().steps <= MAX_STEPS) return;
  fail(
    `more than ${MAX_STEPS} operations: a JavaScript loop that does not end?`,
    'A JavaScript loop runs while the kernel is traced, and unrolls: its condition must be a JavaScript value. Use For, While or Loop to loop in the kernel.',
  );
}

type WithoutId<I> = I extends Instruction ? Omit<I, 'id'> : never;

/** A new id for an instruction or a function's parameter. The current site is stored for it. */
export function nextId(): ValueId {
  return tracer().sites.push(currentSite()) - 1;
}

/** Appends an instruction to the open block. */
export function emit(instruction: WithoutId<Instruction>): ValueId {
  const id = nextId();
  append({ ...instruction, id } as Instruction);
  return id;
}

export function append(instruction: Instruction): void {
  countStep();
  const { scope, used } = tracer();
  for (const operand of operands(instruction)) used.add(operand);
  scope.block.push(instruction);
  const { op } = instruction;
  if (op === 'break' || op === 'continue' || op === 'return') scope.block = [];
}

/** Opens a block while `body` runs. Values that are made in it cannot be used after it. */
export function inBlock<R>(
  block: Block,
  body: () => R,
  { isLoop = false, frame = tracer().scope.frame }: { isLoop?: boolean; frame?: Frame } = {},
): R {
  const own = tracer();
  const outer = own.scope as Scope | undefined;
  const parent = outer?.frame === frame ? outer : undefined;
  const depth = parent ? parent.depth + 1 : 0;
  if (depth > MAX_DEPTH) {
    fail(
      `more than ${MAX_DEPTH} nested blocks`,
      'Set a variable in each case and test it in the next If, use select, or look the answer up in an array.',
    );
  }
  const scope: Scope = {
    frame,
    parent,
    depth,
    block: block as Instruction[],
    isLoop,
    constants: new Map(),
    open: true,
  };
  own.scope = scope;
  try {
    return body();
  } finally {
    scope.open = false;
    own.scope = outer as Scope;
  }
}

/**
 * Runs a body that the user wrote. A body that returns a promise is refused: tracing would miss everything after its
 * first `await`.
 */
export function runBody<R>(body: () => R): R {
  const result = withSite(undefined, body);
  const promise = result as { readonly then?: unknown } | null | undefined;
  // `then` may be the name of a field, and reading a member of a value or a place would be traced.
  if (
    typeof promise === 'object' &&
    promise !== null &&
    brandOf(promise) === undefined &&
    typeof promise.then === 'function'
  ) {
    // The error below replaces its rejection.
    promise.then(undefined, () => {});
    fail(
      'the body returned a promise',
      'A body is traced at once, from its first line to its last: it cannot be async, nor await.',
    );
  }
  return result;
}

/** Checks that the block of a value or place is still open. The error names both lines. */
export function checkInScope(made: Made, what: string): void {
  const own = tracer();
  const { frame, open } = made.scope;
  if (frame === own.scope.frame && open) return;
  const sites = [currentSite(), made.site] as const;
  if (frame.tracing !== own) {
    fail(
      `a ${what} of ${frame.tracing.kernel === own.kernel ? 'another kernel of this name' : `kernel '${frame.tracing.kernel}'`} was used`,
      `A ${what} lives while the body that made it is traced: do not keep it in a JavaScript variable outside. Pass it as a parameter.`,
      ...sites,
    );
  }
  if (frame !== own.scope.frame && open) {
    fail(
      `function '${own.scope.frame.callee?.name}' used a ${what} from outside of it`,
      'fn() takes and returns values only: pass the value as an argument. A plain TypeScript function, which inlines, may use anything.',
      ...sites,
    );
  }
  fail(
    `a ${what} was used after the block that made it`,
    what === 'value'
      ? 'Keep it in a variable that is declared before the block: const v = variable(f32); then v.$ = ... inside and v.$ after it.'
      : 'Take the place again where it is used.',
    ...sites,
  );
}

/** Refuses, in the body of a function, an operation that only the body of a kernel may contain. */
export function checkInKernelBody(what: string): void {
  const { callee } = tracer().scope.frame;
  if (callee !== undefined) {
    fail(
      `${what} in function '${callee.name}'`,
      'fn() takes and returns values only. Use a plain TypeScript function: it inlines, and may do anything.',
    );
  }
}
