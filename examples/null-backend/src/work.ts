import type { Operation, WaitForOperation } from '@heddle/core/backend';
import { fill, gather, interpret, scatter } from '@heddle/core/backend';
import { memoryOf } from './buffer.ts';

/** A function that runs the operation later, on memory that is looked up now. */
export function workOf(operation: Exclude<Operation, WaitForOperation>): () => void {
  switch (operation.kind) {
    case 'launch': {
      const { program, shape, words } = operation;
      const views = operation.views.map(({ buffer, ...view }) => {
        const { buffer: memory, byteOffset } = memoryOf({ buffer });
        return { ...view, memory, byteOffset };
      });
      return () => interpret(program, { extent: shape.extent, views, words });
    }
    case 'fill': {
      const { target, pattern } = operation;
      const memory = memoryOf(target);
      return () => fill(memory, target, pattern);
    }
    case 'upload': {
      const { target, bytes } = operation;
      const memory = memoryOf(target);
      return () => scatter(memory, target, bytes);
    }
    case 'copy': {
      const { source, target } = operation;
      const [from, to] = [memoryOf(source), memoryOf(target)];
      return () => scatter(to, target, gather(from, source));
    }
  }
}
