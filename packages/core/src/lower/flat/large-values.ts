import { layout } from '../../ir/layout.ts';
import { containsArray, leafCount, type MemoryType, members } from '../../ir/types.ts';
import type { Access32 } from './flat.ts';
import type { FlatBuilder } from './flat-builder.ts';

/** The limit of scalars in a value or variable with arrays. Larger ones are in memory. */
export const MAX_SCALARS = 64;

/** The limit of scalars in an array that is copied without a loop. */
const UNROLLED = 16;

/**
 * True if values of this type stay in memory and are copied by loops. So the length of the code depends on the text of
 * the kernel and its types, and not on the number of bytes that it copies.
 */
export const isLarge = (type: MemoryType): boolean => leafCount(type) > MAX_SCALARS && containsArray(type);

/** Copies the bits of every word of a value, without padding. */
export function copyValue(code: FlatBuilder, type: MemoryType, from: Access32, to: Access32): void {
  const moved = (access: Access32, words: number): Access32 => ({
    ...access,
    offset: access.offset + words,
  });
  if (type.kind === 'scalar' || type.kind === 'atomic') {
    const value = code.define('u32');
    code.emit({ op: 'load', id: value, ...from, name: 'word' });
    code.emit({ op: 'store', ...to, value });
    return;
  }
  if (type.kind !== 'array') {
    const { offsets } = layout(type);
    for (const [i, member] of members(type).entries()) {
      const words = offsets[i]! / 4;
      copyValue(code, member, moved(from, words), moved(to, words));
    }
    return;
  }
  const stride = layout(type.elem).stride / 4;
  if (leafCount(type) <= UNROLLED) {
    for (let i = 0; i < type.length; i++)
      copyValue(code, type.elem, moved(from, i * stride), moved(to, i * stride));
    return;
  }
  const id = code.define('u32');
  const element = (access: Access32): Access32 => ({
    ...access,
    address: code.offset(access.address, id, stride),
  });
  const body = code.block(() => copyValue(code, type.elem, element(from), element(to)));
  code.emit({ op: 'for', id, from: code.u32(0), step: code.u32(1), trips: code.u32(type.length), body });
}
