import type { MemoryType } from '../../ir/types.ts';

const known = new WeakMap<MemoryType, string>();

/** A key for maps, which is equal for equal types. */
export function typeKey(type: MemoryType): string {
  let key = known.get(type);
  if (key === undefined) {
    key = JSON.stringify(type);
    known.set(type, key);
  }
  return key;
}
