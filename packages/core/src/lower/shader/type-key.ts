import { cached } from '../../ir/cached.ts';
import type { MemoryType } from '../../ir/types.ts';

/** A key for maps, which is equal for equal types. */
export const typeKey: (type: MemoryType) => string = /* @__PURE__ */ cached(type => JSON.stringify(type));
