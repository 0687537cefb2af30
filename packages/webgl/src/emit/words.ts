import { COMPONENTS, layout, members, type Type } from '@heddle/core/backend';
import { ROW_MEMBER, type TypeNames } from './type-names.ts';

/**
 * Where the words of an element come from, as text: one of them as a uint, and as many as a vector has as a
 * uvec.
 */
export interface WordSource {
  one(word: number): string;
  vector(word: number, n: number): string;
}

/** Words that lie in vectors of four, where no vector of a value straddles two of them. */
export const packedWords = (vectorOf: (i: number) => string): WordSource => ({
  one: word => `${vectorOf(word >> 2)}.${COMPONENTS[word & 3]}`,
  vector(word, n) {
    const letters = COMPONENTS.slice(word & 3, (word & 3) + n).join('');
    return n === 4 ? vectorOf(word >> 2) : `${vectorOf(word >> 2)}.${letters}`;
  },
});

/** A value out of the words that it consists of, the first of them `word`. */
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
      const parts = members(type).map((member, i) =>
        assembled(types, member, source, word + memberOffset(type, i)),
      );
      return types.construct(type, parts);
    }
  }
}

/** Words from the beginning of a struct or an array to its member. */
export function memberOffset(type: Type, i: number): number {
  return (type.kind === 'array' ? i * layout(type.elem).stride : layout(type).offsets[i]!) / 4;
}

interface Part {
  readonly word: number;
  readonly n: number;
  readonly text: string;
}

/** The words of a value as uvec4s, a layer each; what no word of the value is in is 0. */
export function layerTexts(types: TypeNames, type: Type, value: string, layers: number): readonly string[] {
  const parts = new Map(taken(types, type, value, 0).map(part => [part.word, part]));
  return Array.from({ length: layers }, (_, layer) => {
    const texts: string[] = [];
    let isEmpty = true;
    for (let word = 4 * layer; word < 4 * layer + 4; ) {
      const part = parts.get(word);
      texts.push(part?.text ?? '0u');
      if (part) isEmpty = false;
      word += part?.n ?? 1;
    }
    if (isEmpty) return 'uvec4(0u)';
    return texts.length === 1 ? texts[0]! : `uvec4(${texts.join(', ')})`;
  });
}

function taken(types: TypeNames, type: Type, value: string, word: number): readonly Part[] {
  switch (type.kind) {
    case 'scalar': {
      const { scalar } = type;
      const text =
        scalar === 'f32' ? `floatBitsToUint(${value})` : scalar === 'u32' ? value : `uint(${value})`;
      return [{ word, n: 1, text }];
    }
    case 'vec': {
      const { scalar } = type.elem;
      const text =
        scalar === 'f32' ? `floatBitsToUint(${value})` : scalar === 'u32' ? value : `uvec${type.n}(${value})`;
      return [{ word, n: type.n, text }];
    }
    case 'struct':
      return members(type).flatMap((member, i) =>
        taken(types, member, `${value}.${types.field(type, i)}`, word + memberOffset(type, i)),
      );
    case 'array': {
      const inner = type.elem.kind === 'array' ? `.${ROW_MEMBER}` : '';
      return members(type).flatMap((member, i) =>
        taken(types, member, `${value}[${i}]${inner}`, word + memberOffset(type, i)),
      );
    }
  }
}
