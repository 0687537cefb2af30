// The picture as a file, the same from the host and from every runtime of the matrix.
import { encode } from 'fast-png';
import { bunny } from './model.ts';
import { inBoxes, type ReferencePixel, referencePixel } from './reference.ts';
import { FLOOR, NOTHING } from './scene.ts';

/** Width and height in pixels, of the picture in the documentation too. */
export const SIZE = 512;

export function referencePixels(size: number): ReferencePixel[] {
  const { nodes, triangles } = bunny();
  const candidates = inBoxes(nodes);
  return Array.from({ length: size * size }, (_, index) =>
    referencePixel(triangles, candidates, size, index),
  );
}

/** A PNG of red, green and blue: the picture is opaque. */
export function png(pixels: readonly { readonly color: number }[], size: number): Uint8Array {
  const data = new Uint8Array(3 * pixels.length);
  pixels.forEach(({ color }, i) => {
    data.set([color, color >>> 8, color >>> 16], 3 * i);
  });
  return encode({ width: size, height: size, channels: 3, depth: 8, data });
}

/** The numbers of pixels that show the bunny, that show the floor, and that lie in shadow. */
export function countsOf(pixels: readonly Omit<ReferencePixel, 'color'>[]): {
  readonly bunny: number;
  readonly floor: number;
  readonly shadowed: number;
} {
  const floor = pixels.filter(({ seen }) => seen === FLOOR).length;
  const nothing = pixels.filter(({ seen }) => seen === NOTHING).length;
  const shadowed = pixels.filter(pixel => pixel.shadowed).length;
  return { bunny: pixels.length - floor - nothing, floor, shadowed };
}
