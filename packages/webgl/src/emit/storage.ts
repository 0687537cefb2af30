/**
 * The layout of a buffer in a texture, and of a launch as a draw.
 *
 * ## Storage
 * A buffer of elements of S 32-bit words is one TEXTURE_2D_ARRAY of unsigned integers with one texel an
 * element: element e is at (e & (W - 1), e >> log2(W)) of every layer. W, a power of two, is the same for all
 * buffers of a launch and part of its uniforms; a buffer of fewer elements than W may be narrower. Word w of
 * an element is component w % 4 in layer w / 4. Integer textures keep every bit, where float textures may
 * canonicalise a NaN and flush a subnormal number.
 *
 * ## A launch
 * It draws over the texels of a view that it writes, and each fragment is an invocation: its texel says which
 * element of the buffer it is, and the view's offset and step, which invocation writes that. A fragment that
 * is none (an element between those of a strided view or outside of it, or beyond the extent) is discarded.
 * So a program can do no more than write the elements with its own index (`at(x, y)` is one of them: without
 * `scatter`, core refuses a launch where it is not). Several views can be written by one draw if they have
 * the same offset, step and length, and only as many layers as there are attachments: more of either take
 * several draws (*passes*), each of which computes everything anew, and all of which must read what was there
 * before the first of them.
 *
 * ## Reading what is written
 * A view that is written is read from its *previous* texture: the contents of the buffer before the launch,
 * in another texture than the one that is drawn to. The element of the invocation's own index is a variable
 * meanwhile (`own-elements.ts`), which begins as the previous one where the program may leave some of it as
 * it is, and is written to the texture when the body has ended.
 */
import { layout, type Type } from '@heddle/core/backend';

export interface TextureFormat {
  readonly internalFormat: 'R32UI' | 'RG32UI' | 'RGBA32UI';
  /** The words in each texel of a layer. */
  readonly components: 1 | 2 | 4;
  readonly layers: number;
}

/** The texture format of a buffer with elements of this type. */
export function textureOf(element: Type): TextureFormat {
  const words = elementWords(element);
  if (words === 1) return { internalFormat: 'R32UI', components: 1, layers: 1 };
  if (words === 2) return { internalFormat: 'RG32UI', components: 2, layers: 1 };
  return { internalFormat: 'RGBA32UI', components: 4, layers: Math.ceil(words / 4) };
}

/** The number of words from one element to the next. */
export const elementWords = (element: Type): number => layout(element).stride / 4;
