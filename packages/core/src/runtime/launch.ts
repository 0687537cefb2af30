import { launchIsProven } from '../check/bounds/launch-proof.ts';
import type { LaunchShape } from '../check/checked.ts';
import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import type { Param, Program } from '../ir/ir.ts';
import { sameType, typeName } from '../ir/types.ts';
import type { GroupKernel, Kernel } from '../language/kernel.ts';
import type { Accelerator } from './accelerator.ts';
import { checkInteger, describe } from './arguments.ts';
import { wordsOf, writeValue } from './codec.ts';
import type { BufferAccess } from './hazards.ts';
import type { LoadedKernel } from './loaded-kernel.ts';
import { isView } from './loaded-kernel.ts';
import type { BoundView, LaunchOperation, Span } from './operation.ts';
import { whyNotLaunch } from './refusal.ts';
import { overlap } from './span.ts';
import type { New } from './stream.ts';
import type { Elements } from './view.ts';
import { ArrayView, elementsOf } from './view.ts';

/** More invocations than this cannot be counted in u32. */
const MAX_INVOCATIONS = 2 ** 32 - 1;

export interface BoundLaunch {
  readonly operation: New<LaunchOperation>;
  readonly accesses: readonly BufferAccess[];
}

/** Checks the arguments of a launch and binds them; undefined for an extent of 0, which launches nothing. */
export function bindLaunch(
  accelerator: Accelerator,
  kernel: Kernel<any, any> | GroupKernel<any>,
  extent: unknown,
  args: Record<string, unknown>,
): BoundLaunch | undefined {
  const loaded = accelerator.kernels.load(kernel);
  const { program } = loaded.program;
  const what = `launch of '${program.name}'`;
  const size = checkExtent(program, extent, what);
  const found = readArguments(loaded, args, what);
  const words = new Uint32Array(loaded.words);
  const all = wordsOf(words.buffer);
  // Values come first: their members may be getters, which may dispose the buffer of a view.
  const values = program.params.map((param, i) => {
    if (isView(param)) return undefined;
    const offset = loaded.offsets[i]!;
    writeValue(param.type, all, offset, found[i], `${what}: argument '${param.name}'`);
    return param.type.kind === 'scalar' && (param.type.scalar === 'u32' || param.type.scalar === 'i32')
      ? all[param.type.scalar][offset]
      : undefined;
  });
  const views: BoundView[] = [];
  const spans: (Span | undefined)[] = [];
  const accesses: BufferAccess[] = [];
  const shapes = program.params.map((param, i) => {
    spans.push(undefined);
    if (!isView(param)) return undefined;
    const { buffer, shape, span } = checkView(accelerator, param, found[i], what);
    const { offset, step, length, width, height, depth } = shape;
    const bound = { param: i, buffer, offset, step, length, width, height, depth };
    views.push(bound);
    spans[i] = span;
    // The declared access counts, because the user sees it. A writer conflicts with everything that a reader
    // conflicts with.
    if (length > 0) accesses.push({ access: param.access === 'read' ? 'read' : 'write', span });
    return bound;
  });
  if (views.length > 1) checkOverlap(program, spans, what);
  if (size.includes(0)) return undefined;

  const shape: LaunchShape = { extent: size, views: shapes, values };
  const refusal = whyNotLaunch(loaded.program, accelerator, shape);
  if (refusal) throw refusal;
  const form = launchIsProven(loaded.program.access, shape) ? 'proven' : 'checked';
  const compiled = accelerator.kernels.compile(loaded, form);
  return {
    operation: {
      kind: 'launch',
      program: loaded.program,
      form,
      compiled,
      shape,
      views,
      words,
      description: what,
    },
    accesses,
  };
}

function checkExtent(program: Program, extent: unknown, what: string): readonly [number, number, number] {
  const size = extentOf(program, extent, what);
  const invocations = size.reduce((a, b) => a * b) * (program.groupSize || 1);
  if (invocations > MAX_INVOCATIONS) {
    throw new HeddleRangeError(
      `${what}: expected at most ${MAX_INVOCATIONS} invocations in all, found ${invocations}`,
      {
        remedy: 'Launch on sub-views, one after the other.',
      },
    );
  }
  return size;
}

function extentOf(program: Program, extent: unknown, what: string): readonly [number, number, number] {
  if (program.kind === 'group') {
    const groups = checkMembers(extent, ['groups'], `${what}: grid`, `a group kernel takes { groups }`);
    return [groups[0]!, 1, 1];
  }
  if (program.dimensions === 1) {
    if (typeof extent !== 'number') {
      throw new HeddleTypeError(
        `${what}: extent: expected a number, as the kernel has one dimension, found ${describe(extent)}`,
        { remedy: 'Write launch(kernel, 3, { ... }): the number of invocations, then the arguments.' },
      );
    }
    return [checkInteger(`${what}: extent`, extent, 0, MAX_INVOCATIONS), 1, 1];
  }
  const axes = program.dimensions === 2 ? ['width', 'height'] : ['width', 'height', 'depth'];
  const sizes = checkMembers(
    extent,
    axes,
    `${what}: extent`,
    `a kernel of ${program.dimensions} dimensions takes { ${axes.join(', ')} }`,
  );
  return [sizes[0]!, sizes[1]!, sizes[2] ?? 1];
}

function checkMembers(
  value: unknown,
  names: readonly string[],
  what: string,
  expected: string,
): readonly number[] {
  if (typeof value !== 'object' || value === null)
    throw new HeddleTypeError(`${what}: ${expected}, found ${describe(value)}`);
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) throw new HeddleTypeError(`${what}: ${expected}, found the member '${name}'`);
  }
  return names.map(name =>
    checkInteger(`${what}.${name}`, (value as Record<string, unknown>)[name], 0, MAX_INVOCATIONS),
  );
}

/** The arguments in the order of the parameters. Each is read once: it may be a getter. */
function readArguments({ program, names }: LoadedKernel, args: unknown, what: string): readonly unknown[] {
  const takes = [...names].join(', ');
  if (typeof args !== 'object' || args === null)
    throw new HeddleTypeError(`${what}: arguments: expected an object, found ${describe(args)}`, {
      remedy: `Write them by name, in one object: { ${takes} }.`,
    });
  const found = program.program.params.map(({ name }) => {
    const value = (args as Record<string, unknown>)[name];
    if (value === undefined)
      throw new HeddleTypeError(`${what}: the argument '${name}' is missing; the kernel takes ${takes}`);
    return value;
  });
  for (const name of Object.keys(args)) {
    if (!names.has(name))
      throw new HeddleTypeError(
        `${what}: there is no parameter '${name}'; the kernel takes ${takes || 'none'}`,
      );
  }
  return found;
}

function checkView(accelerator: Accelerator, param: Param, found: unknown, what: string): Elements {
  if (!(found instanceof ArrayView)) {
    throw new HeddleTypeError(
      `${what}: argument '${param.name}': expected a view of ${typeName(param.type)}, found ${describe(found)}`,
      {
        remedy: 'Upload host data with accelerator.allocate(type, data).',
      },
    );
  }
  const elements = elementsOf(found, accelerator, `${what}: argument '${param.name}'`, what);
  const { type, shape } = elements;
  if (!sameType(type, param.type)) {
    throw new HeddleTypeError(
      `${what}: argument '${param.name}': expected a view of ${typeName(param.type)}, found ${found.describe()}`,
    );
  }
  const { name, coordinates } = param;
  if (coordinates && coordinates !== shape.dimensions) {
    const [by, of, as] =
      coordinates === 2
        ? ['(x, y)', 'rows', 'as2D({ width, height })']
        : ['(x, y, z)', 'layers of rows', 'as3D({ width, height, depth })'];
    throw new HeddleTypeError(
      `${what}: '${name}' is indexed by ${by} and is not a view of ${of}; pass ${name}.${as}`,
    );
  }
  return elements;
}

/**
 * Checks that two views of one buffer are disjoint, unless the kernel only reads both. The declared access
 * counts, because the user sees it.
 */
function checkOverlap({ params }: Program, spans: readonly (Span | undefined)[], what: string): void {
  for (const [i, a] of spans.entries()) {
    for (let j = i + 1; a && j < spans.length; j++) {
      const b = spans[j];
      const [left, right] = [params[i]!, params[j]!];
      if (!b || (left.access === 'read' && right.access === 'read')) continue;
      if (a.buffer === b.buffer && overlap(a, b)) {
        throw new HeddleRangeError(
          `${what}: the arguments '${left.name}' (${left.access}) and '${right.name}' (${right.access}) overlap in '${a.buffer.label}'`,
          { remedy: 'Use one readWrite parameter, or disjoint sub-views.' },
        );
      }
    }
  }
}
