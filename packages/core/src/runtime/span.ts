import { layout } from '../ir/layout.ts';
import type { MemoryType } from '../ir/types.ts';
import type { MemoryBuffer } from './buffer.ts';
import type { Span } from './operation.ts';
import type { ViewShape } from './view-shape.ts';

/** The position after the last byte of a span. */
export function spanEnd(span: Span): number {
  return span.count === 0
    ? span.offsetBytes
    : span.offsetBytes + (span.count - 1) * span.strideBytes + span.pieceBytes;
}

export function spanBytes(span: Span): number {
  return span.count * span.pieceBytes;
}

/** Makes a span of pieces without gaps one piece, which most operations have and backends process fastest. */
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

/**
 * The span of exactly the bytes of both, if there is one; `b` does not start before `a`. Two pieces at a
 * distance are joined only if the next one is equally far away, so that no progression begins with an
 * unrelated piece.
 */
export function union(a: Span, b: Span, next: Span | undefined): Span | undefined {
  const distance = b.offsetBytes - a.offsetBytes;
  if (a.count === 1 && b.count === 1 && b.offsetBytes <= spanEnd(a)) return hull(a, b);
  if (a.pieceBytes !== b.pieceBytes) return undefined;
  if (a.count === 1 && b.count === 1 && next && next.offsetBytes - b.offsetBytes !== distance)
    return undefined;
  const strideBytes = a.count > 1 ? a.strideBytes : b.count > 1 ? b.strideBytes : distance;
  const at = distance / strideBytes;
  if (!Number.isInteger(at) || at > a.count || (b.count > 1 && b.strideBytes !== strideBytes))
    return undefined;
  return { ...a, strideBytes, count: Math.max(a.count, at + b.count) };
}

export function sameSpan(a: Span, b: Span): boolean {
  return (
    a.offsetBytes === b.offsetBytes &&
    a.count === b.count &&
    a.pieceBytes === b.pieceBytes &&
    a.strideBytes === b.strideBytes
  );
}

/**
 * True if two spans of one buffer share a byte. A piece of `a` overlaps a piece of `b` if the distance of
 * their starts, modulo the stride of `b`, lies in a window as wide as both pieces. So the question is whether
 * an arithmetic progression enters a window modulo a number.
 */
export function overlap(a: Span, b: Span): boolean {
  if (a.count === 0 || b.count === 0 || a.pieceBytes === 0 || b.pieceBytes === 0) return false;
  if (a.offsetBytes >= spanEnd(b) || b.offsetBytes >= spanEnd(a)) return false;
  // The pieces of `a` that are neither wholly before nor wholly after `b`.
  const start = a.offsetBytes + a.pieceBytes - 1 - b.offsetBytes;
  const first = Math.max(0, Math.ceil(-start / a.strideBytes));
  const end = spanEnd(b) - a.offsetBytes;
  const count = Math.min(a.count, Math.ceil(end / a.strideBytes)) - first;
  const window = a.pieceBytes + b.pieceBytes - 1;
  return firstInWindow(a.strideBytes, start + first * a.strideBytes, window, b.strideBytes) < count;
}

/** The least i of 0, 1, ... with (start + i * step) mod modulus < window; Infinity if there is none. */
function firstInWindow(step: number, start: number, window: number, modulus: number): number {
  const at = start % modulus;
  if (at < window) return 0;
  return firstBetween(step % modulus, modulus - at, modulus - at + window - 1, modulus);
}

/**
 * The least i with low <= i * step mod modulus <= high, where 0 < low <= high < modulus and step < modulus.
 * If no multiple of the step lies between the two, the number of times that the product wraps is given by the
 * same problem with the step as the modulus, as in Euclid's algorithm.
 */
function firstBetween(step: number, low: number, high: number, modulus: number): number {
  if (step === 0) return Infinity;
  const direct = Math.ceil(low / step);
  if (direct * step <= high) return direct;
  const wraps = firstBetween(modulus % step, step - (high % step), step - (low % step), step);
  return Math.ceil((low + wraps * modulus) / step);
}
