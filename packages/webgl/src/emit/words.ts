import { COMPONENTS, layout, type Type } from '@heddle/core/backend';
import { ROW_MEMBER, type TypeNames } from './type-names.ts';

/** The source of an element's words, as text: one word as a uint, or the words of a vector as a uvec. */
export interface WordSource {
  one(word: number): string;
  vector(word: number, n: number): string;
}

/** Words stored in vectors of four, such that no vector of a value straddles two of them. */
export const packedWords = (vectorOf: (i: number) => string): WordSource => ({
  one: word => `${vectorOf(word >> 2)}.${COMPONENTS[word & 3]}`,
  vector(word, n) {
    const letters = COMPONENTS.slice(word & 3, (word & 3) + n).join('');
    return n === 4 ? vectorOf(word >> 2) : `${vectorOf(word >> 2)}.${letters}`;
  },
});

/** A value assembled from its words, the first of which is `word`. */
export function assembled(types: TypeNames, type: Type, source: WordSource, word = 0): string {
  switch (type.kind) {
    case 'scalar': {
      const bits = source.one(word);
      return type.scalar === 'f32'
        ? `uintBitsToFloat(${bits})`
        : type.scalar === 'i32'
          ? `int(${bits})`
          : bits;
    }
    case 'vec': {
      const bits = source.vector(word, type.n);
      if (type.elem.scalar === 'f32') return `uintBitsToFloat(${bits})`;
      return type.elem.scalar === 'i32' ? `${types.name(type)}(${bits})` : bits;
    }
    default: {
      const parts = types
        .membersOf(type)
        .map(([member, i]) => assembled(types, member, source, word + memberOffset(type, i)));
      return types.constructed(type, parts);
    }
  }
}

/** The number of words from the beginning of a struct or an array to its member. */
export function memberOffset(type: Type, i: number): number {
  return (type.kind === 'array' ? i * layout(type.elem).stride : layout(type).offsets[i]!) / 4;
}

/** `word` is the position in the layer. */
interface Part {
  readonly word: number;
  readonly n: number;
  readonly text: string;
}

/** A layer of a value as a uvec4, in which components without a word of the value are 0. */
export function layerText(types: TypeNames, type: Type, value: string, layer: number): string {
  const parts = new Map(partsOf(types, type, value, 4 * layer).map(part => [part.word, part]));
  if (parts.size === 0) return 'uvec4(0u)';
  const texts: string[] = [];
  for (let word = 0; word < 4; ) {
    const part = parts.get(word);
    texts.push(part?.text ?? '0u');
    word += part?.n ?? 1;
  }
  return texts.length === 1 ? texts[0]! : `uvec4(${texts.join(', ')})`;
}

/** The parts within the four words from `first` on, each with its position among these. */
function partsOf(types: TypeNames, type: Type, value: string, first: number): readonly Part[] {
  if (first + 4 <= 0 || first >= layout(type).size / 4) return [];
  switch (type.kind) {
    case 'scalar': {
      const { scalar } = type;
      const text =
        scalar === 'f32' ? `floatBitsToUint(${value})` : scalar === 'u32' ? value : `uint(${value})`;
      return [{ word: -first, n: 1, text }];
    }
    case 'vec': {
      const { scalar } = type.elem;
      const text =
        scalar === 'f32' ? `floatBitsToUint(${value})` : scalar === 'u32' ? value : `uvec${type.n}(${value})`;
      return [{ word: -first, n: type.n, text }];
    }
    case 'struct':
      return types
        .membersOf(type)
        .flatMap(([member, i]) =>
          partsOf(types, member, `${value}.${types.field(type, i)}`, first - memberOffset(type, i)),
        );
    case 'array': {
      const inner = type.elem.kind === 'array' ? `.${ROW_MEMBER}` : '';
      const stride = layout(type.elem).stride / 4;
      const parts: Part[] = [];
      const start = Math.max(0, Math.floor(first / stride));
      for (let i = start; i < type.length && i * stride < first + 4; i++)
        for (const part of partsOf(types, type.elem, `${value}[${i}]${inner}`, first - i * stride))
          parts.push(part);
      return parts;
    }
  }
}
