import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import { layout } from '../ir/layout.ts';
import { sameType, typeName } from '../ir/types.ts';
import type { HostData } from '../language/host-types.ts';
import type { DataType } from '../language/types.ts';
import { describe } from './arguments.ts';
import { encode, hostArrayName, writerInto } from './host-data.ts';
import type { AcceleratorStream } from './stream.ts';
import type { ArrayView, Elements } from './view.ts';

/** Queues an upload of the host's data to a view. */
export function queueUpload<T extends DataType>(
  view: ArrayView<T>,
  source: HostData<T>,
  stream: AcceleratorStream,
  calledBy: Function,
): void {
  const bytes = encode(view.type, source, `copyFromCPU: data for '${view.buffer.label}'`);
  const { stride } = layout(view.type);
  if (bytes.byteLength !== view.length * stride) {
    throw new HeddleRangeError(
      `copyFromCPU: expected ${view.length} elements for '${view.buffer.label}', found ${bytes.byteLength / stride}`,
      {
        remedy: 'Upload to a sub-view of the length of the data: view.subView(from, length).',
      },
    );
  }
  const description = `copyFromCPU to '${view.buffer.label}'`;
  stream.queueOperation({ kind: 'upload', target: view.span(), bytes, description }, calledBy);
}

/** A writer into a caller's array, which has the view's type and length. */
export function hostTarget(
  view: ArrayView,
  target: unknown,
  method: string,
): { set(bytes: Uint8Array): void } {
  const writer = writerInto(view.type, target, method);
  if (!writer)
    throw new HeddleTypeError(`${method}: expected ${hostArrayName(view.type)}, found ${describe(target)}`);
  if (writer.byteLength !== view.length * layout(view.type).stride) {
    throw new HeddleRangeError(
      `${method}: expected ${hostArrayName(view.type)} of ${view.length} elements, found ${describe(target)}`,
    );
  }
  return writer;
}

/** Queues a copy from one view to another. */
export function queueCopy(
  method: string,
  from: Elements,
  to: Elements,
  stream: AcceleratorStream,
  calledBy: Function,
): void {
  if (!sameType(from.type, to.type)) {
    throw new HeddleTypeError(
      `${method}: expected two views of one element type, found ${typeName(from.type)} and ${typeName(to.type)}`,
    );
  }
  if (from.shape.length !== to.shape.length) {
    throw new HeddleRangeError(
      `${method}: expected two views of one length, found ${from.shape.length} and ${to.shape.length}`,
      { remedy: 'Take a sub-view of the longer one.' },
    );
  }
  stream.queueCopy(method, from.span, to.span, calledBy);
}
