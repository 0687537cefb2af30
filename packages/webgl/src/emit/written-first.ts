import type { ShaderBlock } from '@heddle/core/backend';

/**
 * True if every path through the body writes all of a local before it reads any of it and, if it is a result,
 * before it ends. A write in a loop counts only within the loop, which may make no trip.
 */
export function isWrittenFirst(body: ShaderBlock, local: number, isResult: boolean): boolean {
  let writtenFirst = true;
  /** True if it is written at the end of the block, or the end is not reached. */
  const visit = (block: ShaderBlock, before: boolean): boolean => {
    let written = before;
    for (const instruction of block) {
      switch (instruction.op) {
        case 'load':
        case 'store': {
          const { root, path } = instruction.place;
          if (root.kind !== 'local' || root.index !== local) break;
          if (instruction.op === 'store' && path.length === 0) written = true;
          writtenFirst &&= written;
          break;
        }
        case 'if': {
          const then = visit(instruction.then, written);
          written = visit(instruction.else, written) && then;
          break;
        }
        case 'loop':
        case 'for':
          visit(instruction.body, written);
          break;
        case 'return':
          if (isResult) writtenFirst &&= written;
          return true;
        case 'break':
        case 'continue':
          return true;
      }
    }
    return written;
  };
  const atEnd = visit(body, false);
  return writtenFirst && (atEnd || !isResult);
}
