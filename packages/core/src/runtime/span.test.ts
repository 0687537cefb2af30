import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemoryBuffer } from './buffer.ts';
import type { Span } from './operation.ts';
import { denseSpan, hull, overlap, sameSpan, spanBytes, spanEnd, union } from './span.ts';

const buffer = {} as MemoryBuffer;
const span = (offsetBytes: number, pieceBytes: number, strideBytes: number, count: number): Span => ({
  buffer,
  offsetBytes,
  pieceBytes,
  strideBytes,
  count,
});

/** The model: a set of the bytes themselves. */
function bytes({ offsetBytes, pieceBytes, strideBytes, count }: Span): Set<number> {
  const set = new Set<number>();
  for (let i = 0; i < count; i++)
    for (let j = 0; j < pieceBytes; j++) set.add(offsetBytes + i * strideBytes + j);
  return set;
}
const meet = (a: Span, b: Span): boolean => [...bytes(a)].some(byte => bytes(b).has(byte));

const small = (most: number, least = 0): fc.Arbitrary<number> => fc.integer({ min: least, max: most });
/** Pieces never overlap each other, because elements do not. */
const anySpan = fc
  .record({ offset: small(40), piece: small(6, 1), gap: small(8), count: small(6) })
  .map(({ offset, piece, gap, count }) => span(offset, piece, piece + gap, count));
const denseOnes = fc
  .record({ offset: small(60), piece: small(30) })
  .map(({ offset, piece }) => span(offset, piece, piece, 1));

describe('overlap', () => {
  test('is exact', () => {
    fc.assert(
      fc.property(fc.oneof(anySpan, denseOnes), anySpan, (a, b) => overlap(a, b) === meet(a, b)),
      { numRuns: 20_000 },
    );
  });

  test('is exact for strides and counts that have little in common', () => {
    const wide = fc
      .record({ offset: small(2000), piece: small(12, 1), gap: small(300), count: small(60, 1) })
      .map(({ offset, piece, gap, count }) => span(offset, piece, piece + gap, count));
    fc.assert(
      fc.property(wide, wide, (a, b) => overlap(a, b) === meet(a, b)),
      { numRuns: 5000 },
    );
  });

  test('is symmetric, and right for buffers of gigabytes', () => {
    const huge = fc
      .record({ offset: small(2 ** 30), stride: small(2 ** 20, 1), count: small(2 ** 12, 1) })
      .map(({ offset, stride, count }) => span(offset * 4, 4, stride * 4, count));
    const shared = (a: Span, b: Span): boolean => {
      for (let i = 0; i < a.count; i++) {
        const distance = a.offsetBytes + i * a.strideBytes - b.offsetBytes;
        if (distance >= 0 && distance % b.strideBytes === 0 && distance / b.strideBytes < b.count)
          return true;
      }
      return false;
    };
    fc.assert(
      fc.property(huge, huge, small(2 ** 12), small(2 ** 12), fc.boolean(), (a, b, i, j, meets) => {
        // In half of the cases the two spans are made to share an element.
        const offset = a.offsetBytes + (i % a.count) * a.strideBytes - (j % b.count) * b.strideBytes;
        const other = meets && offset >= 0 ? { ...b, offsetBytes: offset } : b;
        return overlap(a, other) === shared(a, other) && overlap(other, a) === shared(a, other);
      }),
      { numRuns: 5000 },
    );
  });

  test('keeps the interleaved parts of a buffer apart, of one stride and of two', () => {
    expect(overlap(span(0, 4, 8, 1000), span(4, 4, 8, 1000))).toBe(false);
    expect(overlap(span(0, 4, 8, 1000), span(8, 4, 8, 1000))).toBe(true);
    expect(overlap(span(36, 4, 8, 2), span(28, 4, 12, 2))).toBe(false);
    expect(overlap(span(0, 4, 24, 1000), span(4, 4, 36, 1000))).toBe(false);
  });
});

test('a hull is the smallest range around both', () => {
  const whole = anySpan.filter(({ count }) => count > 0);
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      const both = [...bytes(a), ...bytes(b)];
      const around = hull(a, b);
      return (
        around.offsetBytes === Math.min(...both) &&
        spanEnd(around) === Math.max(...both) + 1 &&
        around.count === 1
      );
    }),
  );
});

test('a union is exactly the bytes of both', () => {
  const near = fc
    .record({ offset: small(12), piece: small(3, 1), stride: small(2), count: small(4, 1) })
    .map(({ offset, piece, stride, count }) => denseSpan(span(offset * 3, piece, (stride + 1) * 3, count)));
  let found = 0;
  fc.assert(
    fc.property(near, near, fc.option(near, { nil: undefined }), (one, other, next) => {
      const [a, b] = one.offsetBytes <= other.offsetBytes ? [one, other] : [other, one];
      const both = union(a, b, next);
      if (!both) return;
      found++;
      expect([...bytes(both)].sort((x, y) => x - y)).toEqual(
        [...new Set([...bytes(a), ...bytes(b)])].sort((x, y) => x - y),
      );
    }),
    { numRuns: 5000 },
  );
  expect(found).toBeGreaterThan(100);
});

test('a span without gaps becomes one piece; others stay as they are', () => {
  fc.assert(
    fc.property(anySpan, original => {
      const dense = denseSpan(original);
      expect(bytes(dense)).toEqual(bytes(original));
      expect(spanBytes(dense)).toBe(spanBytes(original));
      const gapless =
        original.count === 1 || (original.count > 1 && original.pieceBytes === original.strideBytes);
      expect(dense.count).toBe(gapless ? 1 : original.count);
    }),
  );
});

test('the end of an empty span is its offset', () => {
  expect(spanEnd(span(12, 4, 8, 0))).toBe(12);
});

test('spans are the same by their bounds', () => {
  expect(sameSpan(span(0, 4, 8, 2), span(0, 4, 8, 2))).toBe(true);
  for (const other of [span(4, 4, 8, 2), span(0, 8, 8, 2), span(0, 4, 12, 2), span(0, 4, 8, 3)])
    expect(sameSpan(span(0, 4, 8, 2), other)).toBe(false);
});
