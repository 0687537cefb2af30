import { expect, test } from 'vitest';
import { bands, type Rectangle, rectanglesOf } from './rectangles.ts';

/** The texels of these rectangles, in the order of an upload or a readback. */
const texelsOf = (rectangles: readonly Rectangle[], textureWidth: number): readonly number[] =>
  rectangles.flatMap(({ x, y, width, height }) =>
    Array.from(
      { length: width * height },
      (_, i) => (y + Math.floor(i / width)) * textureWidth + x + (i % width),
    ),
  );

/** The number of texels before each rectangle. */
function fromsOf(rectangles: readonly Rectangle[]): readonly number[] {
  let from = 0;
  return rectangles.map(({ width, height }) => {
    const here = from;
    from += width * height;
    return here;
  });
}

const WIDTHS = [1, 2, 3, 4, 5];
/** All lengths from zero to several rows. */
const upTo = (width: number): readonly number[] => Array.from({ length: 4 * width + 2 }, (_, i) => i);

test.each(WIDTHS)('in a texture of width %i a range is its elements, each once and in order', width => {
  for (const first of upTo(width)) {
    for (const count of upTo(width)) {
      const rectangles = rectanglesOf(first, count, width);
      expect(texelsOf(rectangles, width)).toEqual(Array.from({ length: count }, (_, i) => first + i));
      expect(rectangles.map(({ from }) => from)).toEqual(fromsOf(rectangles));
    }
  }
});

test('whole rows are one rectangle, however many: there are at most three', () => {
  expect(rectanglesOf(3, 100, 8)).toEqual([
    { x: 3, y: 0, width: 5, height: 1, from: 0 },
    { x: 0, y: 1, width: 8, height: 11, from: 5 },
    { x: 0, y: 12, width: 7, height: 1, from: 93 },
  ]);
  for (const width of WIDTHS) {
    for (const first of upTo(width)) {
      for (const count of upTo(width))
        expect(rectanglesOf(first, count, width).length).toBeLessThanOrEqual(3);
    }
  }
});

test('bands are the same texels, in order, each of at most so many or of one row', () => {
  for (const width of WIDTHS) {
    for (const height of [1, 2, 3, 7]) {
      const rectangle: Rectangle = { x: 2, y: 3, width, height, from: 40 };
      for (let most = 1; most <= width * height + 1; most++) {
        const parts = bands(rectangle, most);
        expect(texelsOf(parts, 8)).toEqual(texelsOf([rectangle], 8));
        expect(parts.map(({ from }) => from - 40)).toEqual(fromsOf(parts));
        for (const part of parts)
          expect(part.height === 1 || part.width * part.height <= most, `${most}`).toBe(true);
        // The fewest bands that the limit allows.
        expect(parts).toHaveLength(Math.ceil(height / Math.max(1, Math.floor(most / width))));
      }
    }
  }
});
