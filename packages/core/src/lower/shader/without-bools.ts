import { cached } from '../../ir/cached.ts';
import type { ArrayNode, MemoryType, StructNode, Type } from '../../ir/types.ts';
import { U32 } from '../../ir/types.ts';

/** The type in memory or in a composite: every bool in it is replaced by u32. */
export function withoutBools(type: Type): Type;
export function withoutBools(type: MemoryType): MemoryType;
export function withoutBools(type: MemoryType): MemoryType {
  switch (type.kind) {
    case 'scalar':
      return type.scalar === 'bool' ? U32 : type;
    case 'vec':
    case 'atomic':
      return type;
    default:
      return replaced(type);
  }
}

const replaced = /* @__PURE__ */ cached((type: ArrayNode | StructNode): Type => {
  if (type.kind === 'array') return { kind: 'array', elem: withoutBools(type.elem), length: type.length };
  const fields = Object.entries(type.fields).map(([name, field]) => [name, withoutBools(field)]);
  return { kind: 'struct', name: type.name, fields: Object.fromEntries(fields) };
});

/** The type of a value. A bool that is not in a composite stays a bool. */
export const valueType = (type: Type): Type => (isBool(type) ? type : withoutBools(type));

export const isBool = (type: MemoryType): boolean => type.kind === 'scalar' && type.scalar === 'bool';
