import type { Capability, CheckedProgram, LaunchShape } from '../check/checked.ts';
import { NotSupportedError } from '../errors/errors.ts';
import type { Program } from '../ir/ir.ts';
import { layout } from '../ir/layout.ts';
import type { Limits } from './loaded-kernel.ts';
import { isView } from './loaded-kernel.ts';

/** The capabilities and limits of an accelerator, against which a kernel is checked. */
export interface Able {
  readonly backend: string;
  readonly capabilities: ReadonlySet<Capability>;
  readonly limits: Limits;
  /** The backends that have the capability, for messages, by name if the list has any. */
  whoHas(capability: Capability): string;
}

/** The reason why an accelerator cannot run the program; undefined if it can. */
export function whyNot(program: CheckedProgram, able: Able): NotSupportedError | undefined {
  const { backend, capabilities, limits } = able;
  const { name } = program.program;
  for (const { capability, location, what } of program.needs) {
    if (capabilities.has(capability)) continue;
    return new NotSupportedError(
      `kernel '${name}': ${what} needs the capability '${capability}', which ${backend} does not have here`,
      able.whoHas(capability),
      { capability, locations: [location] },
    );
  }
  return beyondLimits(program, backend, limits)[0];
}

/** The limits that a kernel can exceed. */
export type KernelLimits = Pick<Limits, 'maxBindings' | 'maxGroupSize' | 'maxSharedBytes'>;

/** The limits that the program exceeds, each as the error that an accelerator with these would throw. */
export function beyondLimits(
  program: CheckedProgram,
  backend: string,
  limits: KernelLimits,
): readonly NotSupportedError[] {
  const { name, params, groupSize, shared } = program.program;
  const beyond = (
    limit: keyof KernelLimits,
    what: string,
    found: number,
    use: string,
  ): NotSupportedError[] =>
    found <= limits[limit]
      ? []
      : [
          new NotSupportedError(
            `kernel '${name}': expected ${what} of at most ${limits[limit]} on ${backend} (limits.${limit}), found ${found}`,
            use,
            { limit, locations: [program.definedAt()] },
          ),
        ];
  return [
    ...beyond(
      'maxBindings',
      'a number of views',
      params.filter(isView).length,
      'one buffer of structs for several arrays, or several kernels',
    ),
    ...beyond('maxGroupSize', 'a groupSize', groupSize, 'smaller groups'),
    ...beyond(
      'maxSharedBytes',
      'bytes of shared memory',
      sharedBytes(shared),
      'less shared memory, or smaller groups',
    ),
  ];
}

/** The size of shared memory as WGSL counts it: each variable begins at a multiple of 16 bytes. */
const sharedBytes = (shared: Program['shared']): number =>
  shared.reduce((sum, { type, length }) => sum + 16 * Math.ceil((layout(type).stride * length) / 16), 0);

/**
 * The reason why an accelerator cannot run this launch of a program that it can run; undefined if it can.
 * Without `scatter`, a write by `at(x, y)` must be at the invocation's own index: the view must be as wide as
 * the extent, and for a 3-D kernel as high.
 */
export function whyNotLaunch(
  { program, access: { ownAtLaunch }, location }: CheckedProgram,
  able: Able,
  { extent: [x, y], views }: LaunchShape,
): Error | undefined {
  if (ownAtLaunch.length === 0 || able.capabilities.has('scatter')) return undefined;
  const { name, params, dimensions } = program;
  const isFlat = dimensions === 2;
  const shape = (w: number, h: number): string => (isFlat ? `width ${w}` : `width ${w} and height ${h}`);
  for (const { param, write } of ownAtLaunch) {
    const { width, height } = views[param]!;
    if (width === x && (isFlat || height === y)) continue;
    return new NotSupportedError(
      `launch of '${name}': argument '${params[param]!.name}': expected a view of ${shape(x, y)}, as the extent has, found one of ${shape(width, height)}, for which a write at ${isFlat ? '(x, y)' : '(x, y, z)'} is not at the invocation's own index and needs the capability 'scatter', which ${able.backend} does not have here`,
      `a view of ${shape(x, y)}, or ${able.whoHas('scatter')}`,
      { capability: 'scatter', locations: [location(write)] },
    );
  }
  return undefined;
}
