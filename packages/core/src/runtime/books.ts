import { HeddleError, HostBufferRaceError, StreamRaceError } from '../errors.ts';
import type { MemoryBuffer } from './buffer.ts';
import type { Span } from './operation.ts';
import { hull, mayOverlap, sameSpan } from './span.ts';

/**
 * What the program has queued and what it has waited for. The books judge the program and not the timing: an operation is
 * unfinished until the program has waited for it, whether or not a backend happens to be done with it.
 *
 * A lane is a stream as the books see it: a count of operations, how many of them have been waited for, and a vector clock
 * of what else is ordered before its next operation (through `waitFor`). Ordering is by comparison of positions, so finishing a wait costs
 * nothing an operation, and what the books keep does not grow with the number of operations.
 */
export interface Lane {
  readonly label: string;
  queued: number;
  waited: number;
  readonly clock: Map<Lane, number>;
  /** A readback without a stream: every stream is ordered with it, so that only the host can race with it. */
  readonly everywhere: boolean;
  disposed: boolean;
}

/** For each lane, the last position that a wait covers. */
export type Coverage = ReadonlyMap<Lane, number>;

export type Touch = { readonly access: 'read' | 'write'; readonly span: Span };

interface Intent {
  readonly lane: Lane;
  position: number;
  readonly access: 'read' | 'write';
  span: Span;
  description: string;
  site: Site | undefined;
}

/** Where an operation was queued; the engine formats the stack only if somebody reads it. */
export interface Site {
  readonly stack?: string | undefined;
}

interface Failure {
  readonly lane: Lane;
  readonly position: number;
  readonly error: HeddleError;
}

interface PendingWait {
  readonly covers: Coverage;
  failure: HeddleError | undefined;
}

/** Beyond this many intents of one kind, a buffer's lane keeps their hull: coarser, but bounded. */
const INTENTS_KEPT = 64;

export const newLane = (label: string, everywhere = false): Lane => ({ label, queued: 0, waited: 0, clock: new Map(), everywhere, disposed: false });

const isFinished = (intent: Intent): boolean => intent.position <= intent.lane.waited;
const conflicts = (a: 'read' | 'write', b: 'read' | 'write'): boolean => a === 'write' || b === 'write';

export class Books {
  readonly #lanes = new Set<Lane>();
  readonly #intents = new Map<MemoryBuffer, Intent[]>();
  #failures: Failure[] = [];
  readonly #waits: PendingWait[] = [];

  addLane(label: string): Lane {
    const lane = newLane(label);
    this.#lanes.add(lane);
    return lane;
  }

  /** Everything queued so far. */
  everything(): Map<Lane, number> {
    return new Map(Array.from(this.#lanes, lane => [lane, lane.queued]));
  }

  /** Everything queued so far on the lane, and what that was made to wait for. */
  lane(lane: Lane): Map<Lane, number> {
    return new Map(lane.clock).set(lane, lane.queued);
  }

  /** Everything queued so far that touches the buffer, and what precedes that in its lanes. */
  touching(buffer: MemoryBuffer): Map<Lane, number> {
    const covers = new Map<Lane, number>();
    for (const { lane, position } of this.#intents.get(buffer) ?? []) {
      if (!lane.everywhere) covers.set(lane, Math.max(position, covers.get(lane) ?? 0));
    }
    return covers;
  }

  /** The bytes that an unordered operation of another lane touches, if the new one conflicts with it. */
  #findStreamRace(lane: Lane, { access, span }: Touch): Intent | undefined {
    return this.#intents.get(span.buffer)?.find(
      intent =>
        intent.lane !== lane &&
        !intent.lane.everywhere &&
        conflicts(intent.access, access) &&
        !isFinished(intent) &&
        intent.position > (lane.clock.get(intent.lane) ?? 0) &&
        mayOverlap(intent.span, span),
    );
  }

  checkStreams(lane: Lane, touches: readonly Touch[], description: string): StreamRaceError | undefined {
    for (const touch of touches) {
      const other = this.#findStreamRace(lane, touch);
      if (other) {
        return new StreamRaceError({
          label: touch.span.buffer.label,
          operation: description,
          stream: lane.label,
          otherOperation: other.description,
          otherStream: other.lane.label,
          otherStack: other.site?.stack ?? '',
        });
      }
    }
    return undefined;
  }

  /** Writes down an operation that was just queued; yields its position. */
  record(lane: Lane, touches: readonly Touch[], description: string, site: Site | undefined): number {
    lane.queued += 1;
    for (const touch of touches) this.#addIntent(lane, touch, description, site);
    return lane.queued;
  }

  #addIntent(lane: Lane, { access, span }: Touch, description: string, site: Site | undefined): void {
    let intents = this.#intents.get(span.buffer);
    if (!intents) this.#intents.set(span.buffer, (intents = []));
    let similar = 0;
    let first: Intent | undefined;
    let finished = 0;
    for (const intent of intents) {
      if (isFinished(intent)) finished += 1;
      else if (intent.lane === lane && intent.access === access) {
        if (sameSpan(intent.span, span)) {
          intent.position = lane.queued;
          intent.description = description;
          intent.site = site;
          return;
        }
        similar += 1;
        first ??= intent;
      }
    }
    if (finished > 8) this.#intents.set(span.buffer, (intents = intents.filter(intent => !isFinished(intent))));
    if (first && similar >= INTENTS_KEPT) {
      first.span = hull(first.span, span);
      first.position = lane.queued;
      first.description = description;
      first.site = site;
    } else intents.push({ lane, position: lane.queued, access, span, description, site });
  }

  /** The error to throw if the host touches these bytes now. */
  checkHost(access: 'read' | 'write', span: Span, operation: string, use: string): HostBufferRaceError | undefined {
    const intent = this.#intents
      .get(span.buffer)
      ?.find(intent => conflicts(intent.access, access) && !isFinished(intent) && mayOverlap(intent.span, span));
    if (!intent) return undefined;
    const { label } = span.buffer;
    const pending = this.pending();
    return new HostBufferRaceError(
      `${operation} of '${label}': ${intent.description} on stream '${intent.lane.label}' may still ` +
        `${intent.access} these bytes; the program has not waited for it (${pending} operation${pending === 1 ? '' : 's'} in flight)`,
      { label, operation, pending, use, launchStack: intent.site?.stack ?? '' },
    );
  }

  /** Operations that the program has not waited for. */
  pending(): number {
    let sum = 0;
    for (const lane of this.#lanes) sum += lane.queued - lane.waited;
    return sum;
  }

  /** The program has waited for all of this. */
  finish(covers: Coverage): void {
    for (const [lane, position] of covers) {
      lane.waited = Math.max(lane.waited, position);
      if (lane.disposed) this.dropLane(lane);
    }
  }

  forget(buffer: MemoryBuffer): void {
    this.#intents.delete(buffer);
  }

  /** The stream is disposed; its lane goes as soon as nothing of it is unfinished. */
  dropLane(lane: Lane): void {
    lane.disposed = true;
    if (lane.queued === lane.waited) this.#lanes.delete(lane);
  }

  // ---- failures that only the device finds

  /** A wait begins; what it covers and has failed already is its own. */
  openWait(covers: Coverage): PendingWait {
    const wait: PendingWait = { covers, failure: undefined };
    const index = this.#failures.findIndex(failure => isCovered(failure, covers));
    if (index >= 0) wait.failure = this.#failures.splice(index, 1)[0]!.error;
    this.#waits.push(wait);
    return wait;
  }

  closeWait(wait: PendingWait): void {
    const index = this.#waits.indexOf(wait);
    if (index >= 0) this.#waits.splice(index, 1);
  }

  /** The older of two waits that cover a failure gets it; yields whether one did. */
  fail(failure: Failure): boolean {
    const wait = this.#waits.find(wait => !wait.failure && isCovered(failure, wait.covers));
    if (wait) wait.failure = failure.error;
    else this.#failures.push(failure);
    return wait !== undefined;
  }

  /** Takes the failure back, if no wait has claimed it. */
  takeUnclaimed(failure: Failure): boolean {
    const before = this.#failures.length;
    this.#failures = this.#failures.filter(other => other !== failure);
    return this.#failures.length < before;
  }
}

function isCovered(failure: Failure, covers: Coverage): boolean {
  return failure.position <= (covers.get(failure.lane) ?? 0);
}

export type { Failure, PendingWait };
