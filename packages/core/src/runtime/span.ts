import { layout } from '../ir/layout.ts';
import type { MemoryType } from '../ir/types.ts';
import type { MemoryBuffer } from './buffer.ts';
import type { Span } from './operation.ts';
import type { ViewShape } from './view.ts';

/** One past the last byte of a span. */
export function spanEnd(span: Span): number {
  return span.count === 0
    ? span.offsetBytes
    : span.offsetBytes + (span.count - 1) * span.strideBytes + span.pieceBytes;
}

export function spanBytes(span: Span): number {
  return span.count * span.pieceBytes;
}

/** A span of pieces without gaps, as one piece: what most operations have, and what backends do fastest. */
export function denseSpan(span: Span): Span {
  return span.count === 0 || (span.count > 1 && span.strideBytes !== span.pieceBytes)
    ? span
    : { ...span, pieceBytes: spanBytes(span), strideBytes: spanBytes(span), count: 1 };
}

/** The bytes of a view of elements of this type. */
export function spanOf(buffer: MemoryBuffer, type: MemoryType, { offset, step, length }: ViewShape): Span {
  const { stride } = layout(type);
  return denseSpan({
    buffer,
    offsetBytes: offset * stride,
    pieceBytes: stride,
    strideBytes: step * stride,
    count: length,
  });
}

/** The smallest span without gaps that covers both. */
export function hull(a: Span, b: Span): Span {
  const offsetBytes = Math.min(a.offsetBytes, b.offsetBytes);
  const pieceBytes = Math.max(spanEnd(a), spanEnd(b)) - offsetBytes;
  return { buffer: a.buffer, offsetBytes, pieceBytes, strideBytes: pieceBytes, count: 1 };
}

export function sameSpan(a: Span, b: Span): boolean {
  return (
    a.offsetBytes === b.offsetBytes &&
    a.count === b.count &&
    a.pieceBytes === b.pieceBytes &&
    a.strideBytes === b.strideBytes
  );
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

/**
 * Whether two spans of one buffer may share a byte. Exact where one of them is dense or both have one
 * stride (interleaved strided views are disjoint); else it may call two disjoint spans overlapping,
 * never the other way round.
 */
export function mayOverlap(a: Span, b: Span): boolean {
  if (a.count === 0 || b.count === 0 || a.pieceBytes === 0 || b.pieceBytes === 0) return false;
  if (a.offsetBytes >= spanEnd(b) || b.offsetBytes >= spanEnd(a)) return false;
  if (a.count === 1) return pieceMeets(a.offsetBytes, spanEnd(a), b);
  if (b.count === 1) return pieceMeets(b.offsetBytes, spanEnd(b), a);
  // modulo the common divisor of the strides both are runs of bytes on a circle: no
  // meeting there, no meeting at all
  const circle = greatestCommonDivisor(a.strideBytes, b.strideBytes);
  const distance = (((b.offsetBytes - a.offsetBytes) % circle) + circle) % circle;
  return distance < a.pieceBytes || distance + b.pieceBytes > circle;
}

/** Whether the bytes from `start` to below `end` meet a piece of the span. */
function pieceMeets(start: number, end: number, span: Span): boolean {
  const first = Math.max(0, Math.ceil((start - span.pieceBytes + 1 - span.offsetBytes) / span.strideBytes));
  return first < span.count && span.offsetBytes + first * span.strideBytes < end;
}
