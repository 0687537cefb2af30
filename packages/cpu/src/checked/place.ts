import { COMPONENTS, layout, type MemoryType, members } from '@heddle/core/backend';

/** The path to a word of an element: `.position.y`, `.children.at(3)`, or the empty string. */
export function pathTo(type: MemoryType, word: number): string {
  if (type.kind === 'scalar' || type.kind === 'atomic') return '';
  if (type.kind === 'array') {
    const stride = layout(type.elem).stride / 4;
    return `.at(${Math.floor(word / stride)})${pathTo(type.elem, word % stride)}`;
  }
  const starts = layout(type).offsets.map(bytes => bytes / 4);
  const member = starts.filter(start => start <= word).length - 1;
  return `.${memberName(type, member)}${pathTo(members(type)[member]!, word - starts[member]!)}`;
}

export const memberName = (type: MemoryType, member: number): string =>
  type.kind === 'struct' ? Object.keys(type.fields)[member]! : COMPONENTS[member]!;
