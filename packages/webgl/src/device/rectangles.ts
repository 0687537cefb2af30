/** A rectangle of texels of a layer, and the index of its first element within the range. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly from: number;
}

/** The extent of a texture for this many elements, at least one, in rows of a power of two. */
export function extentOf(
  elements: number,
  widthLog2: number,
): { readonly width: number; readonly height: number } {
  const count = Math.max(elements, 1);
  const row = 2 ** widthLog2;
  return { width: Math.min(count, row), height: Math.ceil(count / row) };
}

/**
 * The rectangles of a range of elements in a texture of this width: the rest of a row, whole rows, the
 * beginning of a row.
 */
export function rectanglesOf(first: number, count: number, width: number): readonly Rectangle[] {
  const rectangles: Rectangle[] = [];
  for (let from = 0; from < count; ) {
    const x = (first + from) % width;
    const y = Math.floor((first + from) / width);
    const left = count - from;
    const rows = x === 0 ? Math.floor(left / width) : 0;
    const rectangle =
      rows > 0
        ? { x, y, width, height: rows, from }
        : { x, y, width: Math.min(left, width - x), height: 1, from };
    rectangles.push(rectangle);
    from += rectangle.width * rectangle.height;
  }
  return rectangles;
}

/** The same texels in rectangles of at most `most` texels, or of one row each. */
export function bands(rectangle: Rectangle, most: number): readonly Rectangle[] {
  const { y, width, height, from } = rectangle;
  const rows = Math.max(1, Math.floor(most / width));
  return Array.from({ length: Math.ceil(height / rows) }, (_, i) => ({
    ...rectangle,
    y: y + i * rows,
    height: Math.min(rows, height - i * rows),
    from: from + i * rows * width,
  }));
}
