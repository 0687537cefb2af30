import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemoryBuffer } from './buffer.ts';
import type { Span } from './operation.ts';
import { denseSpan, hull, mayOverlap, sameSpan, spanBytes, spanEnd } from './span.ts';

const buffer = {} as MemoryBuffer;
const span = (offsetBytes: number, pieceBytes: number, strideBytes: number, count: number): Span => ({
  buffer,
  offsetBytes,
  pieceBytes,
  strideBytes,
  count,
});

/** The model: the bytes themselves. */
function bytes({ offsetBytes, pieceBytes, strideBytes, count }: Span): Set<number> {
  const set = new Set<number>();
  for (let i = 0; i < count; i++)
    for (let j = 0; j < pieceBytes; j++) set.add(offsetBytes + i * strideBytes + j);
  return set;
}
const meet = (a: Span, b: Span): boolean => [...bytes(a)].some(byte => bytes(b).has(byte));

const small = (most: number, least = 0): fc.Arbitrary<number> => fc.integer({ min: least, max: most });
/** Pieces never overlap each other, as elements do not. */
const anySpan = fc
  .record({ offset: small(40), piece: small(6, 1), gap: small(8), count: small(6) })
  .map(({ offset, piece, gap, count }) => span(offset, piece, piece + gap, count));
const denseOnes = fc
  .record({ offset: small(60), piece: small(30) })
  .map(({ offset, piece }) => span(offset, piece, piece, 1));

describe('mayOverlap', () => {
  test('never misses an overlap', () => {
    fc.assert(
      fc.property(anySpan, anySpan, (a, b) => !meet(a, b) || mayOverlap(a, b)),
      { numRuns: 2000 },
    );
  });

  test('is exact where one is dense', () => {
    fc.assert(
      fc.property(
        anySpan,
        denseOnes,
        (a, b) => mayOverlap(a, b) === meet(a, b) && mayOverlap(b, a) === meet(a, b),
      ),
      { numRuns: 2000 },
    );
  });

  test('is exact where both have one stride', () => {
    const pairs = fc
      .record({
        stride: small(9, 1),
        a: small(40),
        b: small(40),
        pieceA: small(9, 1),
        pieceB: small(9, 1),
        countA: small(6),
        countB: small(6),
      })
      .filter(({ stride, pieceA, pieceB }) => pieceA <= stride && pieceB <= stride);
    fc.assert(
      fc.property(pairs, ({ stride, a, b, pieceA, pieceB, countA, countB }) => {
        const left = span(a, pieceA, stride, countA);
        const right = span(b, pieceB, stride, countB);
        return mayOverlap(left, right) === meet(left, right);
      }),
      { numRuns: 2000 },
    );
  });

  test('is symmetric', () => {
    fc.assert(
      fc.property(anySpan, anySpan, (a, b) => mayOverlap(a, b) === mayOverlap(b, a)),
      { numRuns: 500 },
    );
  });

  test('keeps the interleaved halves of a buffer apart', () => {
    expect(mayOverlap(span(0, 4, 8, 1000), span(4, 4, 8, 1000))).toBe(false);
    expect(mayOverlap(span(0, 4, 8, 1000), span(8, 4, 8, 1000))).toBe(true);
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
