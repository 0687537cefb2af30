import type { MemoryType } from '../../ir/types.ts';

const known = new WeakMap<MemoryType, string>();

/** Equal for equal types: to look one up. */
export function typeKey(type: MemoryType): string {
  let key = known.get(type);
  if (key === undefined) {
    key = JSON.stringify(type);
    known.set(type, key);
  }
  return key;
}
