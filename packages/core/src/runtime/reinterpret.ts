import { HeddleRangeError, NotSupportedError } from '../errors/errors.ts';
import { layout } from '../ir/layout.ts';
import { typeName } from '../ir/types.ts';
import type { DataType } from '../language/types.ts';
import type { MemoryBuffer } from './buffer.ts';
import type { ArrayView } from './view.ts';
import type { ViewShape } from './view-shape.ts';
import { lineShape } from './view-shape.ts';

/** The result of `reinterpret`, whose `buffer` has another element type. */
export interface ReinterpretedView<T extends DataType = any> extends ArrayView<T> {
  readonly buffer: MemoryBuffer<any>;
}

/** The shape of the bytes of a view, seen as elements of `type`. */
export function reinterpretedShape(view: ArrayView, type: DataType): ViewShape {
  const { offset, step, length } = view.shape;
  const [from, to] = [layout(view.type).stride, layout(type).stride];
  if (from !== to) checkBytes(view, type, from, to);
  return lineShape((offset * from) / to, from === to ? step : 1, (length * from) / to);
}

function checkBytes(view: ArrayView, type: DataType, from: number, to: number): void {
  const { backend, capabilities } = view.accelerator;
  const [here, there] = [typeName(view.type), typeName(type)];
  if (!capabilities.has('reinterpret')) {
    throw new NotSupportedError(
      `reinterpret: ${view.describe()} as ${there}, whose elements have ${to} bytes instead of ${from}, needs the capability 'reinterpret', which ${backend} does not have here`,
      `a buffer of ${there}, or ${view.accelerator.whoHas('reinterpret')}`,
      { capability: 'reinterpret' },
    );
  }
  const { offset, step } = view.shape;
  if (step > 1 && view.length > 1) {
    throw new HeddleRangeError(
      `reinterpret: expected elements of ${from} bytes, as ${here} has, for a view with a step of ${step}, found ${there} of ${to} bytes`,
      { remedy: 'Reinterpret the view first, then take strided(step) of it.' },
    );
  }
  for (const [what, bytes] of [
    ['offset', offset * from],
    ['length', view.length * from],
  ] as const) {
    if (bytes % to !== 0) {
      throw new HeddleRangeError(
        `reinterpret: expected ${what === 'offset' ? 'an offset' : 'a length'} of a multiple of ${to} bytes, the size of a ${there}, for ${view.describe()}, found ${bytes} bytes`,
        { remedy: 'Take a sub-view that begins and ends between two of its elements.' },
      );
    }
  }
}
