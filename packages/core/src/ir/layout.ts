import { cached } from './cached.ts';
import type { MemoryType } from './types.ts';
import { members } from './types.ts';

/**
 * WGSL's storage layout (https://www.w3.org/TR/WGSL/#memory-layouts), in bytes. Every backend uses it, so that
 * bytes can be copied between backends unchanged. WGSL cannot share a bool with the host, so a bool is a u32: it is
 * written as 0 or 1, and read as "not 0".
 */
export interface Layout {
  readonly size: number;
  readonly align: number;
  /** The distance from one element of a buffer to the next. */
  readonly stride: number;
  /** The offset of each member (component or field). An array has none: see its element's stride. */
  readonly offsets: readonly number[];
}

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

export const layout: (type: MemoryType) => Layout = /* @__PURE__ */ cached(type =>
  Object.freeze(compute(type)),
);

function compute(type: MemoryType): Layout {
  switch (type.kind) {
    case 'scalar':
    case 'atomic':
      return { size: 4, align: 4, stride: 4, offsets: [] };
    case 'vec': {
      const align = type.n === 2 ? 8 : 16;
      const size = 4 * type.n;
      return { size, align, stride: roundUp(size, align), offsets: members(type).map((_, i) => 4 * i) };
    }
    case 'array': {
      const element = layout(type.elem);
      const size = type.length * element.stride;
      return { size, align: element.align, stride: size, offsets: [] };
    }
    case 'struct': {
      let end = 0;
      let align = 4;
      const offsets = members(type).map(field => {
        const inner = layout(field);
        const offset = roundUp(end, inner.align);
        end = offset + inner.size;
        align = Math.max(align, inner.align);
        return offset;
      });
      const size = roundUp(end, align);
      return { size, align, stride: size, offsets };
    }
  }
}

/** The byte offset of every scalar of a value, in the order of `leaves`. */
export function leafOffsets(type: MemoryType, base = 0): readonly number[] {
  if (type.kind === 'scalar' || type.kind === 'atomic') return [base];
  if (type.kind === 'array') {
    const { stride } = layout(type.elem);
    return Array.from({ length: type.length }, (_, i) => leafOffsets(type.elem, base + i * stride)).flat();
  }
  const { offsets } = layout(type);
  return members(type).flatMap((member, i) => leafOffsets(member, base + offsets[i]!));
}
