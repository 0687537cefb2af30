import { expect, test } from 'vitest';
import type { Shape } from '../protocol.ts';
import { packed, unpack } from './texels.ts';

const shapeOf = (components: 1 | 2 | 4, stride: number): Shape => ({
  internalFormat: ({ 1: 'R32UI', 2: 'RG32UI', 4: 'RGBA32UI' } as const)[components],
  components,
  layers: Math.ceil(stride / components),
  width: 8,
  height: 1,
  elements: 3,
  stride,
});
/** The shapes of `textureOf`: one and two words fill a texel, and more words take layers of four. */
const shapes = [
  shapeOf(1, 1),
  shapeOf(2, 2),
  ...[3, 4, 5, 6, 7, 8, 9, 12, 16].map(stride => shapeOf(4, stride)),
];
/** Each word encodes its own position: `100 * element + word`. */
const wordsOf = ({ elements, stride }: Shape): Uint32Array<ArrayBuffer> =>
  Uint32Array.from(
    { length: elements * stride },
    (_, i) => 100 * (1 + Math.floor(i / stride)) + (i % stride),
  );
const layersOf = (shape: Shape): readonly number[] => Array.from({ length: shape.layers }, (_, i) => i);

test.each(shapes)('$stride words in texels of $components: word w is in layer w / components', shape => {
  const { components, elements, stride } = shape;
  for (const layer of layersOf(shape)) {
    const texels = packed(wordsOf(shape), shape, layer);
    expect(texels).toHaveLength(elements * components);
    for (const [i, texel] of texels.entries()) {
      const word = layer * components + (i % components);
      // A component without a word of the element is 0.
      expect(texel).toBe(word < stride ? 100 * (1 + Math.floor(i / components)) + word : 0);
    }
  }
});

test.each(shapes)('$stride words in texels of $components, packed and unpacked, are as before', shape => {
  const { components, elements } = shape;
  const words = wordsOf(shape);
  // A device may read more words per texel than the texture has.
  for (const texelWords of [components, 4]) {
    const back = new Uint32Array(words.length);
    for (const layer of layersOf(shape)) {
      const texels = packed(words, shape, layer);
      const wide = new Uint32Array(elements * texelWords).fill(7);
      for (const [i, texel] of texels.entries())
        wide[Math.floor(i / components) * texelWords + (i % components)] = texel;
      unpack(wide, texelWords, back, shape, layer);
    }
    expect(back).toEqual(words);
  }
});

test('elements that are texels are not copied', () => {
  const shape = shapeOf(2, 2);
  const words = wordsOf(shape);
  expect(packed(words, shape, 0)).toBe(words);
});
