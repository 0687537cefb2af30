import { HostBufferRaceError, StreamRaceError } from '../errors/errors.ts';
import type { Site } from '../errors/stack.ts';
import type { MemoryBuffer } from './buffer.ts';
import type { Span } from './operation.ts';
import { stackOf } from './site.ts';
import { hull, mayOverlap, sameSpan, spanEnd } from './span.ts';
import type { AcceleratorStream } from './stream.ts';

/**
 * What the program has queued and what it has waited for. The books judge the program and not the
 * timing: an operation is unfinished until the program has waited for it, whether or not a backend
 * happens to be done with it.
 *
 * A lane is a stream as the books see it: a count of operations, how many of them have been waited for, and a
 * vector clock of what else is ordered before its next operation (through `waitFor`). Ordering is by
 * comparison of positions, so finishing a wait costs nothing an operation, and what the books keep does not
 * grow with the number of operations.
 */
export interface Lane {
  readonly stream: AcceleratorStream;
  queued: number;
  waited: number;
  /** Replaced and never changed, so that an intent can keep the clock of its own moment. */
  clock: Coverage;
  disposed: boolean;
}

/** For each lane, the last position that a wait covers. */
export type Coverage = ReadonlyMap<Lane, number>;

/** A lane up to a position, and what was ordered before that. */
export interface Point {
  readonly lane: Lane;
  readonly position: number;
  readonly clock: Coverage;
}

export interface Touch {
  readonly access: 'read' | 'write';
  readonly span: Span;
  readonly everyStream?: boolean;
}

/** What an unfinished operation does to the bytes of a buffer. */
export interface Intent {
  readonly lane: Lane;
  position: number;
  clock: Coverage;
  readonly access: 'read' | 'write';
  span: Span;
  description: string;
  site: Site;
  /**
   * The read of a readback without a stream: what writes these bytes later is ordered
   * behind it, on any stream.
   */
  readonly everyStream: boolean;
  /** It is waited for by itself. */
  readonly isReadback: boolean;
  /** This readback was waited for; the lane need not be. */
  finished: boolean;
}

/**
 * Beyond this many intents of one kind, a lane's intents on a buffer that are nearest to each other
 * merge: coarser, but bounded.
 */
const INTENTS_KEPT = 32;

const isFinished = (intent: Intent): boolean => intent.finished || intent.position <= intent.lane.waited;
/** Whether one of several operations can stand for all. */
const isShareable = (intent: Intent): boolean => !intent.everyStream && !intent.isReadback;
const conflicts = (a: 'read' | 'write', b: 'read' | 'write'): boolean => a === 'write' || b === 'write';

/** Both; of a lane in both the later position. */
function merged(a: Coverage, b: Iterable<readonly [Lane, number]>): Map<Lane, number> {
  const both = new Map(a);
  for (const [lane, position] of b) both.set(lane, Math.max(position, both.get(lane) ?? 0));
  return both;
}

/** Of each lane the last one. */
function lastPoints(intents: readonly Intent[]): readonly Point[] {
  const points = new Map<Lane, Point>();
  for (const { lane, position, clock } of intents) {
    if (position > (points.get(lane)?.position ?? 0)) points.set(lane, { lane, position, clock });
  }
  return [...points.values()];
}

export class Books {
  readonly #lanes = new Set<Lane>();
  readonly #intents = new WeakMap<MemoryBuffer, Intent[]>();

  addLane(stream: AcceleratorStream): Lane {
    const lane = { stream, queued: 0, waited: 0, clock: new Map(), disposed: false };
    this.#lanes.add(lane);
    return lane;
  }

  /** The stream is disposed; its lane goes as soon as nothing of it is unfinished. */
  dropLane(lane: Lane): void {
    lane.disposed = true;
    if (lane.queued <= lane.waited) this.#lanes.delete(lane);
  }

  // ---- order

  /** Everything queued so far. */
  everything(): Coverage {
    return new Map(Array.from(this.#lanes, lane => [lane, lane.queued]));
  }

  /** Everything queued so far on the lane, and what that was made to wait for. */
  lane(lane: Lane): Coverage {
    return merged(lane.clock, [[lane, lane.queued]]);
  }

  /** Everything unfinished so far that touches the buffer: of each lane the last point. */
  touching(buffer: MemoryBuffer): readonly Point[] {
    return lastPoints((this.#intents.get(buffer) ?? []).filter(intent => !isFinished(intent)));
  }

  /** All that a wait for these points covers. */
  upTo(points: readonly Point[]): Coverage {
    return points.reduce<Coverage>(
      (covers, { lane, position, clock }) => merged(covers, [...clock, [lane, position]]),
      new Map(),
    );
  }

  /** What is queued on the lane from now on happens after the point. */
  order(lane: Lane, { lane: other, position, clock }: Point): void {
    const after = merged(merged(lane.clock, clock), [[other, position]]);
    // what is finished is before everything, and a lane is before itself: neither need be kept
    for (const [before, last] of after) if (before === lane || last <= before.waited) after.delete(before);
    lane.clock = after;
  }

  /**
   * Readbacks of no stream of their own that an operation with these touches has to be
   * ordered behind, and is not yet.
   */
  readbacksBefore(lane: Lane, touches: readonly Touch[]): readonly Point[] {
    return lastPoints(
      touches.flatMap(touch => this.#unordered(lane, touch).filter(intent => intent.everyStream)),
    );
  }

  /**
   * Unfinished operations of other lanes that the new one conflicts with and that nothing orders before it.
   */
  #unordered(lane: Lane, { access, span }: Touch): Intent[] {
    return (this.#intents.get(span.buffer) ?? []).filter(
      intent =>
        intent.lane !== lane &&
        conflicts(intent.access, access) &&
        !isFinished(intent) &&
        intent.position > (lane.clock.get(intent.lane) ?? 0) &&
        mayOverlap(intent.span, span),
    );
  }

  checkStreams(lane: Lane, touches: readonly Touch[], description: string): StreamRaceError | undefined {
    for (const touch of touches) {
      const other = this.#unordered(lane, touch)[0];
      if (other) {
        return new StreamRaceError({
          label: touch.span.buffer.label,
          operation: description,
          stream: lane.stream.label,
          otherOperation: other.description,
          otherStream: other.lane.stream.label,
          otherStack: stackOf(other.site),
        });
      }
    }
    return undefined;
  }

  // ---- what is queued

  /** Writes down an operation that was just queued; yields its position. */
  record(lane: Lane, touches: readonly Touch[], description: string, site: Site): number {
    lane.queued += 1;
    for (const touch of touches) this.#addIntent(intentOf(lane, touch, description, site, false));
    return lane.queued;
  }

  /** Writes down a readback; what it yields is for `finish`. */
  recordReadback(lane: Lane, touch: Touch, description: string, site: Site): Intent {
    lane.queued += 1;
    const intent = intentOf(lane, touch, description, site, true);
    this.#addIntent(intent);
    return intent;
  }

  #addIntent(intent: Intent): void {
    const { span, lane, access } = intent;
    const intents = this.#intents.get(span.buffer) ?? [];
    const isSimilar = (other: Intent): boolean =>
      other.lane === lane && other.access === access && isShareable(other) && isShareable(intent);
    let finished = 0;
    let similar = 0;
    for (const other of intents) {
      if (isFinished(other)) finished += 1;
      else if (isSimilar(other)) {
        if (sameSpan(other.span, span)) return supersede(other, intent);
        similar += 1;
      }
    }
    let kept = finished > 8 ? intents.filter(other => !isFinished(other)) : intents;
    if (similar >= INTENTS_KEPT) {
      const around = kept.find(other => isSimilar(other) && contains(other.span, span));
      if (around) return supersede(around, intent);
      kept = [...kept.filter(other => !isSimilar(other)), ...compacted(kept.filter(isSimilar))];
    }
    kept.push(intent);
    this.#intents.set(span.buffer, kept);
  }

  /** The program has waited for all of this, and for the readback. */
  finish(covers: Coverage, readback?: Intent): void {
    if (readback) readback.finished = true;
    for (const [lane, position] of covers) {
      lane.waited = Math.max(lane.waited, position);
      if (lane.disposed) this.dropLane(lane);
    }
  }

  forget(buffer: MemoryBuffer): void {
    this.#intents.delete(buffer);
  }

  /** Operations that the program has not waited for. */
  pending(): number {
    let sum = 0;
    for (const lane of this.#lanes) sum += lane.queued - lane.waited;
    return sum;
  }

  /** The error to throw if the host touches these bytes now. */
  checkHost(
    access: 'read' | 'write',
    span: Span,
    operation: string,
    use: string,
  ): HostBufferRaceError | undefined {
    const intent = this.#intents
      .get(span.buffer)
      ?.find(
        intent => conflicts(intent.access, access) && !isFinished(intent) && mayOverlap(intent.span, span),
      );
    if (!intent) return undefined;
    const { label } = span.buffer;
    const pending = this.pending();
    return new HostBufferRaceError(
      `${operation} of '${label}': ${intent.description} on stream '${intent.lane.stream.label}' may still ` +
        `${intent.access} these bytes; the program has not waited for it (${pending} operation${pending === 1 ? '' : 's'} in flight)`,
      { label, operation: intent.description, pending, use, launchStack: stackOf(intent.site) },
    );
  }
}

const intentOf = (
  lane: Lane,
  { access, span, everyStream = false }: Touch,
  description: string,
  site: Site,
  isReadback: boolean,
): Intent => ({
  lane,
  position: lane.queued,
  clock: lane.clock,
  access,
  span,
  description,
  site,
  everyStream,
  isReadback,
  finished: false,
});

/** A later operation of the same lane and access stands for the earlier one too. */
function supersede(intent: Intent, { position, clock, description, site }: Intent): void {
  Object.assign(intent, { position, clock, description, site });
}

const contains = (a: Span, b: Span): boolean =>
  a.count === 1 && a.offsetBytes <= b.offsetBytes && spanEnd(b) <= spanEnd(a);

/** At most about half as many: those with the smallest gaps between them become one. */
function compacted(intents: readonly Intent[]): Intent[] {
  const sorted = [...intents].sort((a, b) => a.span.offsetBytes - b.span.offsetBytes);
  const gaps = sorted.map(({ span }, i) =>
    i === 0 ? Infinity : span.offsetBytes - spanEnd(sorted[i - 1]!.span),
  );
  const median = [...gaps].sort((a, b) => a - b)[gaps.length >> 1]!;
  const kept: Intent[] = [];
  for (const [i, intent] of sorted.entries()) {
    const last = kept.at(-1);
    if (last && gaps[i]! <= median) {
      last.span = hull(last.span, intent.span);
      if (intent.position > last.position) supersede(last, intent);
    } else kept.push(intent);
  }
  return kept;
}
