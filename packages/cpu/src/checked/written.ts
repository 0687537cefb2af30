import type { Span } from '@heddle/core/backend';

/** The words of a span in order. A word that is only partly in the span counts. */
function* wordsOf({ offsetBytes, pieceBytes, strideBytes, count }: Span): Generator<number, void, undefined> {
  for (let piece = 0; piece < count; piece++) {
    const start = offsetBytes + piece * strideBytes;
    for (let word = Math.floor(start / 4); word < (start + pieceBytes) / 4; word++) yield word;
  }
}

/** Records that the host, or a copy of written words, has written the span. */
export function markWritten(written: Uint8Array | undefined, span: Span): void {
  if (written === undefined) return;
  for (const word of wordsOf(span)) written[word] = 1;
}

/** A copy of unwritten words leaves the target unwritten. */
export function copyWritten(
  from: Uint8Array | undefined,
  source: Span,
  to: Uint8Array | undefined,
  target: Span,
): void {
  if (from === undefined || to === undefined) return;
  const copied = [...wordsOf(source)].map(word => from[word]!);
  let next = 0;
  for (const word of wordsOf(target)) to[word] = copied[next++]!;
}
