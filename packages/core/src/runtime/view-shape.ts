import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import type { Extent3 } from '../language/kernel.ts';
import { checkInteger, describe } from './arguments.ts';

/** The elements of a buffer that a view has: element i is element `offset + i * step` of the buffer. */
export interface ViewShape {
  readonly offset: number;
  readonly step: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** The number of dimensions: 2 for a view made by `as2D`, 3 for one made by `as3D`. */
  readonly dimensions: 1 | 2 | 3;
}

/** A shape of one dimension. */
export const lineShape = (offset: number, step: number, length: number): ViewShape => ({
  offset,
  step,
  length,
  width: length,
  height: 1,
  depth: 1,
  dimensions: 1,
});

/** `length` elements from `from` on; by default all that follow. */
export function partOf({ offset, step, length: all }: ViewShape, from: number, length?: number): ViewShape {
  checkInteger('subView: offset', from, 0, all);
  const rest = all - from;
  return lineShape(
    offset + from * step,
    step,
    length === undefined ? rest : checkInteger('subView: length', length, 0, rest),
  );
}

/** Every `by`th element from `from` on. */
export function stridesOf({ offset, step, length }: ViewShape, by: number, from: number): ViewShape {
  checkInteger('strided: step', by, 1);
  checkInteger('strided: offset', from, 0, length);
  return lineShape(offset + from * step, step * by, Math.ceil((length - from) / by));
}

/** The same elements as rows or, with a depth, as layers of rows. */
export function extentOf(
  method: string,
  shape: ViewShape,
  extent: unknown,
  axes: readonly (keyof Extent3)[],
): ViewShape {
  if (typeof extent !== 'object' || extent === null) {
    throw new HeddleTypeError(`${method}: expected { ${axes.join(', ')} }, found ${describe(extent)}`);
  }
  const [width, height, depth = 1] = axes.map(axis =>
    checkInteger(`${method}: ${axis}`, (extent as Partial<Extent3>)[axis], 0),
  ) as [number, number, number?];
  const product = width * height * depth;
  if (product !== shape.length) {
    throw new HeddleRangeError(
      `${method}: expected an extent of ${shape.length} elements in all, found ${product}`,
    );
  }
  return { ...shape, width, height, depth, dimensions: axes.length as 2 | 3 };
}
