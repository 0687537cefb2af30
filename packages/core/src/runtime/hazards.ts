import { HostBufferRaceError, StreamRaceError } from '../errors/errors.ts';
import type { Site } from '../errors/stack.ts';
import type { MemoryBuffer } from './buffer.ts';
import type { Span } from './operation.ts';
import { stackOf } from './site.ts';
import { hull, overlap, sameSpan, spanBytes, spanEnd, union } from './span.ts';
import type { AcceleratorStream } from './stream.ts';

/**
 * A stream for the purpose of hazard tracking: the number of its operations, how many of them were waited
 * for, and a vector clock of the operations ordered before its next one (through `waitFor`).
 */
export interface Queue {
  readonly stream: AcceleratorStream;
  queued: number;
  waited: number;
  /** Replaced and never mutated, so that an entry can keep the clock of its own moment. */
  clock: Coverage;
  disposed: boolean;
}

/** For each queue, the last position that a wait covers. */
export type Coverage = ReadonlyMap<Queue, number>;

/** A position in a queue, and the clock of the operations ordered before it. */
export interface Point {
  readonly queue: Queue;
  readonly position: number;
  readonly clock: Coverage;
}

export interface BufferAccess {
  readonly access: 'read' | 'write';
  readonly span: Span;
  readonly everyStream?: boolean;
}

/** An access of an unfinished operation to bytes of a buffer. */
export interface PendingAccess {
  readonly queue: Queue;
  position: number;
  clock: Coverage;
  readonly access: 'read' | 'write';
  span: Span;
  description: string;
  site: Site;
  /**
   * Set for the read of a readback without a stream: a later write to these bytes is ordered behind it, on
   * any stream.
   */
  readonly everyStream: boolean;
  /** True if it is a readback, which is waited for by itself. */
  readonly isReadback: boolean;
  /** True if this readback was waited for, even if its queue was not. */
  finished: boolean;
  /** True if it stands for several operations on different bytes. Its position is that of the last one. */
  merged: boolean;
}

/**
 * The most entries of one kind that a queue has on a buffer. Beyond it entries merge: exactly if they are
 * equally spaced, else the nearest ones first.
 */
const ENTRIES_KEPT = 256;

const noteOf = ({ merged }: PendingAccess): string =>
  merged
    ? `; this may be a false report: more than ${ENTRIES_KEPT} unfinished operations on the buffer are tracked together; a wait between them avoids this`
    : '';

const isFinished = (entry: PendingAccess): boolean => entry.finished || entry.position <= entry.queue.waited;
/** True if one of several such entries can stand for all. */
const isShareable = (entry: PendingAccess): boolean => !entry.everyStream && !entry.isReadback;
const conflicts = (a: 'read' | 'write', b: 'read' | 'write'): boolean => a === 'write' || b === 'write';

/** Both coverages; a queue in both gets the later position. */
function merged(a: Coverage, b: Iterable<readonly [Queue, number]>): Map<Queue, number> {
  const both = new Map(a);
  for (const [queue, position] of b) both.set(queue, Math.max(position, both.get(queue) ?? 0));
  return both;
}

/** The last point of each queue. */
function lastPoints(entries: readonly PendingAccess[]): readonly Point[] {
  const points = new Map<Queue, Point>();
  for (const { queue, position, clock } of entries) {
    if (position > (points.get(queue)?.position ?? 0)) points.set(queue, { queue, position, clock });
  }
  return [...points.values()];
}

/**
 * Tracks the operations that the program has queued and those that it has waited for. It judges the program
 * and not the timing: an operation is unfinished until the program has waited for it, whether or not the
 * backend is done with it. Order is a comparison of positions, so the end of a wait takes no time per
 * operation, and the tracked state does not grow with the number of operations.
 */
export class HazardTracker {
  readonly #queues = new Set<Queue>();
  readonly #entries = new WeakMap<MemoryBuffer, PendingAccess[]>();

  addQueue(stream: AcceleratorStream): Queue {
    const queue = { stream, queued: 0, waited: 0, clock: new Map(), disposed: false };
    this.#queues.add(queue);
    return queue;
  }

  /** Marks the stream as disposed. Its queue is removed when none of its operations is unfinished. */
  dropQueue(queue: Queue): void {
    queue.disposed = true;
    if (queue.queued <= queue.waited) this.#queues.delete(queue);
  }

  // ---- order

  /** All operations queued so far. */
  everything(): Coverage {
    return new Map(Array.from(this.#queues, queue => [queue, queue.queued]));
  }

  /** All operations queued so far on the queue, and those that it was made to wait for. */
  queuedOn(queue: Queue): Coverage {
    return merged(queue.clock, [[queue, queue.queued]]);
  }

  /** The unfinished accesses to the buffer so far: the last point of each queue. */
  touching(buffer: MemoryBuffer): readonly Point[] {
    return lastPoints((this.#entries.get(buffer) ?? []).filter(entry => !isFinished(entry)));
  }

  /** All operations that a wait for these points covers. */
  upTo(points: readonly Point[]): Coverage {
    return points.reduce<Coverage>(
      (covers, { queue, position, clock }) => merged(covers, [...clock, [queue, position]]),
      new Map(),
    );
  }

  /** Orders the operations that are queued on the queue from now on after the point. */
  order(queue: Queue, { queue: other, position, clock }: Point): void {
    const after = merged(merged(queue.clock, clock), [[other, position]]);
    // Finished operations precede everything, and a queue precedes itself, so neither needs an entry.
    for (const [before, last] of after) if (before === queue || last <= before.waited) after.delete(before);
    queue.clock = after;
  }

  /** The readbacks without a stream behind which an operation with these accesses must still be ordered. */
  readbacksBefore(queue: Queue, accesses: readonly BufferAccess[]): readonly Point[] {
    return lastPoints(
      accesses.flatMap(bufferAccess =>
        this.#unordered(queue, bufferAccess).filter(entry => entry.everyStream),
      ),
    );
  }

  /**
   * The unfinished operations of other queues that conflict with the new one and are not ordered before it.
   */
  #unordered(queue: Queue, { access, span }: BufferAccess): PendingAccess[] {
    return (this.#entries.get(span.buffer) ?? []).filter(
      entry =>
        entry.queue !== queue &&
        conflicts(entry.access, access) &&
        !isFinished(entry) &&
        entry.position > (queue.clock.get(entry.queue) ?? 0) &&
        overlap(entry.span, span),
    );
  }

  checkStreams(
    queue: Queue,
    accesses: readonly BufferAccess[],
    description: string,
  ): StreamRaceError | undefined {
    for (const bufferAccess of accesses) {
      const other = this.#unordered(queue, bufferAccess)[0];
      if (other) {
        return new StreamRaceError({
          label: bufferAccess.span.buffer.label,
          operation: description,
          stream: queue.stream.label,
          otherOperation: other.description,
          otherStream: other.queue.stream.label,
          otherStack: stackOf(other.site),
          note: noteOf(other),
        });
      }
    }
    return undefined;
  }

  // ---- recording

  /** Records an operation that was just queued, and returns its position. */
  record(queue: Queue, accesses: readonly BufferAccess[], description: string, site: Site): number {
    queue.queued += 1;
    for (const bufferAccess of accesses)
      this.#addEntry(entryOf(queue, bufferAccess, description, site, false));
    return queue.queued;
  }

  /** Records a readback, and returns its entry for `finish`. */
  recordReadback(queue: Queue, bufferAccess: BufferAccess, description: string, site: Site): PendingAccess {
    queue.queued += 1;
    const entry = entryOf(queue, bufferAccess, description, site, true);
    this.#addEntry(entry);
    return entry;
  }

  #addEntry(entry: PendingAccess): void {
    const { span, queue, access } = entry;
    const entries = this.#entries.get(span.buffer) ?? [];
    const shareable = isShareable(entry);
    const isSimilar = (other: PendingAccess): boolean =>
      shareable && other.queue === queue && other.access === access && isShareable(other);
    let finished = 0;
    let similar = 0;
    for (const other of entries) {
      if (isFinished(other)) finished += 1;
      else if (isSimilar(other)) {
        if (sameSpan(other.span, span)) return supersede(other, entry);
        similar += 1;
      }
    }
    let kept = finished > 8 ? entries.filter(other => !isFinished(other)) : entries;
    if (similar >= ENTRIES_KEPT) {
      const around = kept.find(other => isSimilar(other) && contains(other.span, span));
      if (around) {
        supersede(around, entry);
        around.merged = true;
        return;
      }
      kept = [...kept.filter(other => !isSimilar(other)), ...compacted(kept.filter(isSimilar))];
    }
    kept.push(entry);
    this.#entries.set(span.buffer, kept);
  }

  /** Records that the program has waited for all of this, and for the readback. */
  finish(covers: Coverage, readback?: PendingAccess): void {
    if (readback) readback.finished = true;
    for (const [queue, position] of covers) {
      queue.waited = Math.max(queue.waited, position);
      if (queue.disposed) this.dropQueue(queue);
    }
  }

  forget(buffer: MemoryBuffer): void {
    this.#entries.delete(buffer);
  }

  /** The number of operations that the program has not waited for. */
  pending(): number {
    let sum = 0;
    for (const queue of this.#queues) sum += queue.queued - queue.waited;
    return sum;
  }

  /** The error to throw if the host accesses these bytes now. */
  checkHost(
    access: 'read' | 'write',
    span: Span,
    operation: string,
    use: string,
  ): HostBufferRaceError | undefined {
    const entry = this.#entries
      .get(span.buffer)
      ?.find(entry => conflicts(entry.access, access) && !isFinished(entry) && overlap(entry.span, span));
    if (!entry) return undefined;
    const { label } = span.buffer;
    const pending = this.pending();
    return new HostBufferRaceError(
      `${operation} of '${label}': ${entry.description} on stream '${entry.queue.stream.label}' may still ` +
        `${entry.access} these bytes; the program has not waited for it (${pending} operation${pending === 1 ? '' : 's'} in flight)${noteOf(entry)}`,
      { label, operation: entry.description, pending, use, launchStack: stackOf(entry.site) },
    );
  }
}

const entryOf = (
  queue: Queue,
  { access, span, everyStream = false }: BufferAccess,
  description: string,
  site: Site,
  isReadback: boolean,
): PendingAccess => ({
  queue,
  position: queue.queued,
  clock: queue.clock,
  access,
  span,
  description,
  site,
  everyStream,
  isReadback,
  finished: false,
  merged: false,
});

/** Lets a later operation of the same queue and access stand for the earlier one too. */
function supersede(entry: PendingAccess, { position, clock, description, site }: PendingAccess): void {
  Object.assign(entry, { position, clock, description, site });
}

const contains = (a: Span, b: Span): boolean =>
  a.count === 1 && a.offsetBytes <= b.offsetBytes && spanEnd(b) <= spanEnd(a);

/**
 * Merges entries to at most about half of `ENTRIES_KEPT`. Entries that one span describes exactly are merged
 * first. If that is not enough, neighbours are replaced by their hull, in order of the bytes that it adds,
 * fewest first.
 */
function compacted(entries: readonly PendingAccess[]): PendingAccess[] {
  const sorted = [...entries].sort((a, b) => a.span.offsetBytes - b.span.offsetBytes);
  const exact = joined(sorted, (a, i) => union(a, sorted[i]!.span, sorted[i + 1]?.span));
  if (exact.length <= ENTRIES_KEPT / 2) return exact;
  const added = exact.map(({ span }, i) => {
    const before = exact[i - 1]?.span;
    return before ? spanBytes(hull(before, span)) - spanBytes(before) - spanBytes(span) : Infinity;
  });
  const median = [...added].sort((a, b) => a - b)[added.length >> 1]!;
  return joined(exact, (a, i) => (added[i]! <= median ? hull(a, exact[i]!.span) : undefined));
}

/** Joins an entry, by its index, to the previous one if `join` yields a span for both. */
function joined(
  entries: readonly PendingAccess[],
  join: (last: Span, i: number) => Span | undefined,
): PendingAccess[] {
  const kept: PendingAccess[] = [];
  for (const [i, entry] of entries.entries()) {
    const last = kept.at(-1);
    const both = last && join(last.span, i);
    if (both) {
      last.span = both;
      last.merged = true;
      if (entry.position > last.position) supersede(last, entry);
    } else kept.push(entry);
  }
  return kept;
}
