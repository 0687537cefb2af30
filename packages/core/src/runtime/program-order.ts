import type { HeddleError } from '../errors/errors.ts';
import { DeviceLostError, HeddleTypeError } from '../errors/errors.ts';
import type { Site } from '../errors/stack.ts';
import type { AbortSignalLike } from './abort.ts';
import type { Accelerator } from './accelerator.ts';
import { describe } from './arguments.ts';
import type { MemoryBuffer } from './buffer.ts';
import type { BufferAccess, Coverage, PendingAccess, Point } from './hazards.ts';
import { HazardTracker } from './hazards.ts';
import { failureOf, withRoom } from './host-memory.ts';
import type { Operation, Readback, Span } from './operation.ts';
import type { OnStream } from './queue-options.ts';
import { captureSite } from './site.ts';
import { spanBytes } from './span.ts';
import { AcceleratorStream } from './stream.ts';
import { attribute, Waits } from './waits.ts';

/**
 * The order of a program on its accelerator: which operations may be queued, read or waited for now, their
 * place in a stream, and what they must wait for. It queries the hazard tracker and reports races as the
 * accelerator's switches say.
 */
export class ProgramOrder {
  readonly #accelerator: Accelerator;
  readonly hazards: HazardTracker = new HazardTracker();
  readonly waits: Waits = new Waits(this.hazards, error => this.#accelerator.life.uncapture(error));
  #inHostAccess = false;

  constructor(accelerator: Accelerator) {
    this.#accelerator = accelerator;
  }

  // ---- streams

  /** The operations that a wait on this stream covers; without a stream, those of all streams. */
  coverage(stream: AcceleratorStream | undefined): Coverage {
    return stream ? this.hazards.queuedOn(stream.queue) : this.hazards.everything();
  }

  /** The stream that a method was given, or the default one. */
  streamFor(options: OnStream | undefined, method: string): AcceleratorStream {
    const stream = options?.stream;
    if (stream !== undefined) this.checkStream(stream, `${method}: options.stream`);
    const on = stream ?? this.#accelerator.defaultStream;
    on.checkAlive(method);
    return on;
  }

  checkStream(stream: AcceleratorStream, what: string): void {
    if (!(stream instanceof AcceleratorStream)) {
      throw new HeddleTypeError(`${what}: expected an AcceleratorStream, found ${describe(stream)}`, {
        remedy: 'Make one with accelerator.createStream().',
      });
    }
    AcceleratorStream.refuseProxy(stream, what);
    const { accelerator, label } = stream;
    if (accelerator !== this.#accelerator) {
      throw new HeddleTypeError(
        `${what}: '${label}' belongs to another accelerator, '${accelerator.label}', not to '${this.#accelerator.label}'`,
      );
    }
    stream.checkAlive(what);
  }

  /** A stream for an operation that must be ordered behind all accesses to the buffer so far. */
  streamBehind(buffer: MemoryBuffer): AcceleratorStream {
    return this.#streamBehind(this.hazards.touching(buffer));
  }

  /** The stream of the point, if there is only one, else the default stream. */
  #streamBehind(points: readonly Point[]): AcceleratorStream {
    const only = points.length === 1 ? points[0]!.queue : undefined;
    const on = only && !only.disposed ? only.stream : this.streamFor(undefined, 'readback');
    for (const point of points) if (point.queue !== on.queue) on.orderBehind(point);
    return on;
  }

  // ---- places in a stream

  /** Returns the position of an operation that is about to be enqueued, or throws if it may not be. */
  record(
    stream: AcceleratorStream,
    accesses: readonly BufferAccess[],
    description: string,
    site: Site,
  ): number {
    this.checkNotInHostAccess(description);
    for (const point of this.hazards.readbacksBefore(stream.queue, accesses)) stream.orderBehind(point);
    this.#checkStreamRace(stream, accesses, description);
    checkUsable(stream, accesses, description);
    return this.hazards.record(stream.queue, accesses, description, site);
  }

  readback(
    stream: AcceleratorStream | undefined,
    source: Span,
    signal: AbortSignalLike | undefined,
    read: (place: Readback) => Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { place, covers, entry } = this.#placeReadback(stream, source);
    place.stream.scheduleFlush();
    // The backend knows why a readback failed, and core knows which one it was.
    const name = (error: unknown): never => {
      const failure = failureOf(error);
      attribute(failure, place.stream.queue, [place]);
      throw failure;
    };
    // An exception thrown by the call becomes a rejection too.
    return this.wait(covers, signal, () => (async () => read(place))().catch(name), entry);
  }

  /** The wait of a readback of no bytes, which no device performs. */
  readNothing(
    stream: AcceleratorStream | undefined,
    buffer: MemoryBuffer,
    signal: AbortSignalLike | undefined,
  ): Promise<void> {
    const touched = this.hazards.touching(buffer);
    if (!stream && touched.length === 0) return Promise.resolve();
    return (stream ?? this.#streamBehind(touched)).synchronizeAsync({ signal });
  }

  readbackNow(
    stream: AcceleratorStream | undefined,
    source: Span,
    read: () => Uint8Array<ArrayBuffer>,
  ): Uint8Array<ArrayBuffer> {
    const { covers, entry } = this.#placeReadback(stream, source);
    this.#accelerator.finishBlocking(covers, entry);
    return withRoom(`readback of '${source.buffer.label}'`, read);
  }

  #placeReadback(
    stream: AcceleratorStream | undefined,
    source: Span,
  ): { readonly place: Readback; readonly covers: Coverage; readonly entry: PendingAccess } {
    const description = `readback of '${source.buffer.label}'`;
    this.checkNotInHostAccess(description);
    const site = captureSite(this.#placeReadback, 10);
    const touched = this.hazards.touching(source.buffer);
    const on = stream ?? this.#streamBehind(touched);
    const bufferAccess: BufferAccess = { access: 'read', span: source, everyStream: stream === undefined };
    this.#checkStreamRace(on, [bufferAccess], description);
    checkUsable(on, [bufferAccess], description);
    const entry = this.hazards.recordReadback(on.queue, bufferAccess, description, site);
    this.#accelerator.counters.bytesReadBack += spanBytes(source);
    const covers = stream ? this.coverage(stream) : this.hazards.upTo(touched);
    return { place: { stream: on, position: entry.position, description, site, source }, covers, entry };
  }

  // ---- waits

  wait<R>(
    covers: Coverage,
    signal: AbortSignalLike | undefined,
    work: () => Promise<R>,
    readback?: PendingAccess,
  ): Promise<R> {
    this.checkNotInHostAccess('a wait');
    return this.waits.begin(covers, signal, work, readback);
  }

  /**
   * Reports that operations of one stream failed: the first wait that covers one of them rejects with
   * `error`.
   */
  fail({ queue }: AcceleratorStream, operations: readonly Operation[], error: HeddleError): void {
    attribute(error, queue, operations);
    this.waits.fail({ queue, position: Math.min(...operations.map(({ position }) => position)), error });
  }

  /** Reports the loss of the device: all waits reject. */
  lose(message: string): void {
    this.waits.lose(() => new DeviceLostError('lost', message));
  }

  // ---- races

  #checkStreamRace(stream: AcceleratorStream, accesses: readonly BufferAccess[], description: string): void {
    const { detectStreamRaces, life } = this.#accelerator;
    if (!detectStreamRaces) return;
    const race = this.hazards.checkStreams(stream.queue, accesses, description);
    if (!race) return;
    if (detectStreamRaces !== 'report') throw race;
    life.uncapture(race);
  }

  /** Throws or reports a race of the host with operations that the program has not waited for. */
  checkHostRace(access: 'read' | 'write', span: Span, operation: string, use: string): void {
    const { detectHostBufferRaces, life } = this.#accelerator;
    if (!detectHostBufferRaces) return;
    const race = this.hazards.checkHost(access, span, operation, use);
    if (!race) return;
    if (detectHostBufferRaces !== 'report') throw race;
    life.uncapture(race);
  }

  /** Runs the body of a host access. */
  inHostAccess<R>(body: () => R): R {
    const outer = this.#inHostAccess;
    this.#inHostAccess = true;
    try {
      return body();
    } finally {
      this.#inHostAccess = outer;
    }
  }

  checkNotInHostAccess(operation: string): void {
    if (!this.#inHostAccess) return;
    throw new HeddleTypeError(
      `${operation} inside of a host.use body: only operations queued before host.use were checked`,
      { remedy: 'Call it after host.use.' },
    );
  }
}

/**
 * The last check before an operation takes its place: the arguments read since the first checks may have been
 * getters, Proxies and handlers, which can dispose anything.
 */
function checkUsable(
  stream: AcceleratorStream,
  accesses: readonly BufferAccess[],
  description: string,
): void {
  stream.checkAlive(description);
  for (const { span } of accesses) span.buffer.checkAlive(description);
}
