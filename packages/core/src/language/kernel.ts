import { HeddleRangeError, HeddleTypeError, KernelError } from '../errors/errors.ts';
import type { Instruction, Param as IrParam, Program, Traced } from '../ir/ir.ts';
import { plainType, typeName } from '../ir/types.ts';
import { walk } from '../ir/walk.ts';
import { BRAND, brandOf, describe, mark, NOT_PLAIN } from './brand.ts';
import { checkMembers, checkName, checkOneOf, checkSynchronous, irParams, paramsOf } from './definition.ts';
import { finish } from './finish.ts';
import type { GroupContext } from './group.ts';
import { groupContext } from './group.ts';
import { showAs } from './inspect.ts';
import { nodeFor } from './node.ts';
import type { KernelArg, Params } from './params.ts';
import type { RangeContext } from './range.ts';
import { rangeContext } from './range.ts';
import { currentSite, formatSite, located, withSite } from './source.ts';
import type { Tracing } from './trace.ts';
import { emit, fail, inBlock, runBody, traced } from './trace.ts';
import { wrap } from './value.ts';
import { parameterView } from './view.ts';

export type { GroupContext } from './group.ts';
export type { KernelArg, Params } from './params.ts';
export type { RangeContext } from './range.ts';

export interface Extent2 {
  readonly width: number;
  readonly height: number;
}
export interface Extent3 extends Extent2 {
  readonly depth: number;
}
/** The number of invocations of a launch, in each dimension. */
export type Extent<D extends 1 | 2 | 3 = 1> = D extends 1 ? number : D extends 2 ? Extent2 : Extent3;

/** A kernel of independent invocations, one for each point of an extent. */
export interface Kernel<P extends Params = any, D extends 1 | 2 | 3 = 1> {
  readonly kind: 'range';
  readonly name: string;
  readonly params: P;
  readonly dimensions: D;
  /** The IR of the body, which is plain data. The first access traces the body. */
  readonly ir: Program;
}
/** A kernel whose invocations form groups, which share memory and wait for each other at barriers. */
export interface GroupKernel<P extends Params = any> {
  readonly kind: 'group';
  readonly name: string;
  readonly params: P;
  readonly groupSize: number;
  readonly ir: Program;
}

export type KernelArgs<P extends Params> = { readonly [K in keyof P]: KernelArg<P[K]> };

interface Definition<P extends Params> {
  /** The name in messages and generated code. It need not be unique. */
  readonly name: string;
  readonly params: P;
  /**
   * The accuracy of functions such as sin. With `precise` they keep the tighter bound on every backend. The default
   * is `native`, the accuracy of the device's own functions.
   */
  readonly precision?: 'native' | 'precise' | undefined;
}
export interface KernelDefinition<P extends Params, D extends 1 | 2 | 3> extends Definition<P> {
  readonly dimensions?: D;
  body(args: KernelArgs<P>, context: RangeContext<D>): void;
}
export interface GroupKernelDefinition<P extends Params> extends Definition<P> {
  readonly groupSize: number;
  body(args: KernelArgs<P>, group: GroupContext): void;
}

/**
 * A kernel over an extent of 1 to 3 dimensions; the body never runs outside of it. The body is traced once for each
 * kernel object, at its first use. So a mistake in the body is a `KernelError` of the first launch or
 * `loadKernelAsync`.
 *
 * @throws HeddleTypeError for an invalid definition, or an async body.
 *
 * @example
 * ```ts
 * const saxpy = kernel({
 *   name: 'saxpy',
 *   params: { a: f32, x: read(f32), y: readWrite(f32) },
 *   body({ a, x, y }, { index }) {
 *     y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$);
 *   },
 * });
 * accelerator.launch(saxpy, 3, { a: 2, x, y });
 * await y.copyToCPUAsync(); // Float32Array [2, 4, 6]
 * ```
 */
export const kernel: <const P extends Params, const D extends 1 | 2 | 3 = 1>(
  definition: KernelDefinition<P, D>,
) => Kernel<P, D> = /* @__PURE__ */ located((definition: KernelDefinition<Params, 1 | 2 | 3>): any => {
  const parts = definitionOf(definition, 'kernel', 'dimensions');
  const { name, dimensions = 1 } = parts;
  checkOneOf(dimensions, [1, 2, 3], `kernel '${name}': dimensions`);
  return define(parts, { kind: 'range', dimensions }, { dimensions, groupSize: 0 }, () =>
    rangeContext(dimensions),
  );
});

/**
 * Makes `groupKernel` from the check of uniformity, which a layer above this one has. A page without such a kernel loads
 * neither of them.
 */
export const groupKernelWith = (
  checkGroups: NonNullable<Traced['checkGroups']>,
): (<const P extends Params>(definition: GroupKernelDefinition<P>) => GroupKernel<P>) =>
  located((definition: GroupKernelDefinition<Params>): any => {
    const parts = definitionOf(definition, 'groupKernel', 'groupSize');
    const { name, groupSize } = parts;
    if (!Number.isInteger(groupSize) || groupSize < 1) {
      throw new HeddleRangeError(
        `groupKernel '${name}': groupSize: expected a whole number of at least 1, found ${describe(groupSize)}`,
      );
    }
    return define(
      parts,
      { kind: 'group', groupSize },
      { dimensions: 1, groupSize },
      own => groupContext(own, groupSize),
      checkGroups,
    );
  });

/** The members of a definition. Each was read once. */
type Parts<T> = T & { readonly self: unknown };

function definitionOf<T extends Definition<Params>>(
  definition: T,
  what: string,
  own: 'dimensions' | 'groupSize',
): Parts<T> {
  if (typeof definition !== 'object' || definition === null) {
    throw new HeddleTypeError(`${what}: expected a definition, found ${describe(definition)}`, {
      remedy: `${what}({ name, params, body({ ... }) { ... } })`,
    });
  }
  const { name, params, precision, body, dimensions, groupSize } = definition as unknown as Record<
    string,
    unknown
  >;
  checkName(name, what);
  checkMembers(definition, ['name', 'params', 'precision', 'body', own], `${what} '${name}'`);
  return { name, params, precision, body, dimensions, groupSize, self: definition } as unknown as Parts<T>;
}

/** The instructions that change memory. A kernel without any of them has no effect. */
const EFFECTS: ReadonlySet<string> = new Set<Instruction['op']>(['store', 'atomic', 'call']);

const TRACE: unique symbol = Symbol('trace');
let traces = 0;

/** The number of kernels that have been traced so far. */
export const tracesMade = (): number => traces;

export const isKernel = (value: unknown): value is Kernel | GroupKernel => brandOf(value) === 'kernel';

/** The traced program of a kernel. The first call for a kernel object traces it. */
export function tracedOf(kernel: Kernel<any, any> | GroupKernel<any>): Traced {
  if (!isKernel(kernel)) {
    throw new HeddleTypeError(`expected a kernel, found ${describe(kernel)}`, {
      remedy: 'Make one with kernel({ ... }) or groupKernel({ ... }).',
    });
  }
  return (kernel as unknown as { [TRACE](): Traced })[TRACE]();
}

function define(
  definition: Parts<Definition<Params> & { body(args: any, context: any): void }>,
  kindOf:
    | { readonly kind: 'range'; readonly dimensions: number }
    | { readonly kind: 'group'; readonly groupSize: number },
  shape: Pick<Program, 'dimensions' | 'groupSize'>,
  context: (own: Tracing) => object,
  checkGroups?: Traced['checkGroups'],
): unknown {
  const { name, precision = 'native', body, self } = definition;
  const what = `kernel '${name}'`;
  const declared = paramsOf(definition.params, what);
  const params = irParams(declared, what);
  checkOneOf(precision, ['native', 'precise'], `${what}: precision`);
  checkSynchronous(body, what);
  const site = currentSite();
  const trace = (): Traced => {
    const block: Instruction[] = [];
    const run = (own: Tracing): void =>
      inBlock(
        block,
        () => {
          const args = parameters(params);
          const around = context(own);
          own.prelude = block.length;
          const result: unknown = runBody(() => bodyOf(name, params, () => body.call(self, args, around)));
          const isResult = typeof result === 'number' || Array.isArray(result) || brandOf(result);
          if (isResult && ![...walk(block)].some(({ op }) => EFFECTS.has(op))) {
            fail(
              `the body returned ${describe(result)}, and writes nothing`,
              'A kernel writes its results: declare a parameter with write(type) and assign out.at(index).$ = value.',
            );
          }
        },
        { frame: own.body },
      );
    const made = traced(name, site, own => {
      withSite(site, () => run(own));
      const indexed = params.map((param, i) => {
        const coordinates = own.coordinates.get(i)?.count as IrParam['coordinates'];
        return coordinates ? { ...param, coordinates } : param;
      });
      const parts = { name, kind: kindOf.kind, ...shape, precision, params: indexed };
      return finish(own, parts, block, site, checkGroups);
    });
    traces++;
    return made;
  };
  let known: Traced | undefined;
  const made = {
    __proto__: NOT_PLAIN,
    ...kindOf,
    name,
    params: declared,
    get ir(): Program {
      return programOf(this);
    },
    [TRACE]: (): Traced => (known ??= trace()),
    [BRAND]: mark('kernel'),
  };
  showAs(made, () => {
    const shown = params.map(({ name: param, access, type }) => {
      const element = typeName(type);
      return `${param}: ${access === 'value' ? element : `${access}(${element})`}`;
    });
    return `${kindOf.kind === 'group' ? 'groupKernel' : 'kernel'} '${name}' (${shown.join(', ')})`;
  });
  return Object.freeze(made);
}

/** Runs the body. A mistake that only JavaScript noticed, such as a misspelt name, becomes an error with the kernel's name. */
function bodyOf<R>(name: string, params: readonly IrParam[], body: () => R): R {
  try {
    return body();
  } catch (error) {
    const kind = Object.getPrototypeOf(Object(error));
    if (kind !== TypeError.prototype && kind !== ReferenceError.prototype) throw error;
    throw new KernelError(name, `the body threw ${error}`, [formatSite(error as Error)], {
      remedy: `Is a name misspelt? The parameters are ${params.map(param => param.name).join(', ')}. Operations are methods of values: a.sqrt().`,
      cause: error,
    });
  }
}

/**
 * The arguments of the body. Value parameters are instructions at the start of the body, so that they may be used
 * anywhere in it; `finish` drops the unused ones.
 */
function parameters(params: readonly IrParam[]): object {
  return Object.fromEntries(
    params.map(({ name, access, type }, index) => [
      name,
      access === 'value'
        ? wrap(nodeFor(type, emit({ op: 'param', type, param: index })))
        : parameterView({
            root: { kind: 'param', index },
            type: access === 'atomics' ? plainType({ kind: 'atomic', elem: type as never }) : type,
            access,
            name,
          }),
    ]),
  );
}

const programOf: (kernel: unknown) => Program = /* @__PURE__ */ located(
  kernel => tracedOf(kernel as Kernel).program,
);
