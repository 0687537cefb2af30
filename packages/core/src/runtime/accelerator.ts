import {
  DeviceLostError,
  DisposedError,
  HeddleError,
  HeddleRangeError,
  HeddleTypeError,
  NotSupportedError,
  OutOfMemoryError,
} from '../errors.ts';
import type { Capability, CheckedProgram, Form } from '../ir/checked.ts';
import { layout } from '../ir/layout.ts';
import { typeName } from '../ir/types.ts';
import type { GroupKernel, Kernel } from '../language/kernel.ts';
import { checkElementType } from '../language/schema.ts';
import type { DataType } from '../language/types.ts';
import type { AbortSignalLike } from './abort.ts';
import { abortReason, orAborted } from './abort.ts';
import { checkInteger, describe, hasBrand } from './arguments.ts';
import type { Blocking } from './blocking.ts';
import type { Coverage, Intent, Lane, Point, Touch } from './books.ts';
import { Books } from './books.ts';
import type { AllocateOptions, BufferDescription, MemoryBuffer } from './buffer.ts';
import type { HostData } from './host-data.ts';
import { encode } from './host-data.ts';
import { KernelCache } from './kernel-cache.ts';
import type { Limits, LoadedKernel } from './loaded-kernel.ts';
import { whyNot } from './loaded-kernel.ts';
import type { CompiledKernel, Operation, Readback, Span } from './operation.ts';
import type { Site } from './site.ts';
import { captureSite } from './site.ts';
import { spanBytes } from './span.ts';
import { AcceleratorStream } from './stream.ts';
import type { OnStream, Waiting } from './view.ts';
import { attribute, Waits } from './waits.ts';

export interface Statistics {
  readonly bytesUploaded: number;
  readonly bytesReadBack: number;
  readonly launches: number;
  readonly submits: number;
  readonly kernelsTraced: number;
  readonly pipelinesCompiled: number;
}

export type LostInfo = { readonly reason: 'disposed' | 'lost'; readonly message: string };
export type BackendReport = readonly {
  readonly backend: string;
  readonly chosen: boolean;
  readonly reason: string;
}[];

/** What `createAccelerator` hands to a backend's `open`, and that to the constructor of its accelerator. */
export interface OpenOptions {
  readonly label?: string | undefined;
  readonly detectHostBufferRaces?: boolean | 'report' | undefined;
  readonly detectStreamRaces?: boolean | 'report' | undefined;
  readonly onUncapturedError?: ((error: HeddleError) => void) | undefined;
}

/** What a backend says of itself. */
export interface AcceleratorDescription extends OpenOptions {
  readonly backend: string;
  readonly capabilities: Iterable<Capability>;
  readonly limits: Limits;
  /** What is chosen and why, where the backend had a choice. */
  readonly note?: string | undefined;
}

/** @internal */
export const ACCELERATOR: unique symbol = Symbol.for('@heddle/core/Accelerator') as never;
let opened = 0;

/**
 * A device, its memory and its queues. All methods but the `...Async` ones return at once and never wait for the device.
 *
 * A backend extends this with `synchronizeAsync`, its real drain, and the hooks below; everything else is the same on all
 * backends: argument checks, lifetime, race detection, caches, error texts.
 */
export abstract class Accelerator {
  readonly backend: string;
  readonly label: string;
  readonly capabilities: ReadonlySet<Capability>;
  readonly limits: Limits;
  /** The error that `report` mode would have thrown goes to `onUncapturedError` instead. */
  detectHostBufferRaces: boolean | 'report';
  detectStreamRaces: boolean | 'report';
  /** Gets failures that no wait has claimed by the end of the next turn; without it `disposeAsync` rejects with them. */
  onUncapturedError: ((error: HeddleError) => void) | undefined;
  /** Resolves, never rejects, when the accelerator is disposed or its device lost. */
  readonly lost: Promise<LostInfo>;

  /** @internal */
  readonly [ACCELERATOR] = true;
  readonly #books = new Books();
  readonly #waits = new Waits(this.#books, error => this.#uncapture(error));
  readonly #kernels = new KernelCache(
    program => whyNot(program, this.backend, this.capabilities, this.limits),
    (program, form) => this.compile(program, form),
  );
  readonly #moved = { bytesUploaded: 0, bytesReadBack: 0, launches: 0, submits: 0 };
  #report: BackendReport;
  #defaultStream: AcceleratorStream | undefined;
  #launch: AcceleratorStream['launch'] | undefined;
  #named = 0;
  #gone: LostInfo | undefined;
  #resolveLost!: (info: LostInfo) => void;
  #uncaptured: HeddleError | undefined;
  #inHostAccess = false;
  #disposal: Promise<void> | undefined;

  constructor(description: AcceleratorDescription) {
    this.backend = description.backend;
    this.label = description.label ?? `${description.backend}#${++opened}`;
    this.capabilities = new Set(description.capabilities);
    this.limits = Object.freeze({ ...description.limits });
    this.detectHostBufferRaces = description.detectHostBufferRaces ?? true;
    this.detectStreamRaces = description.detectStreamRaces ?? false;
    this.onUncapturedError = description.onUncapturedError;
    this.lost = new Promise(resolve => {
      this.#resolveLost = resolve;
    });
    this.#report = [{ backend: this.backend, chosen: true, reason: description.note ?? 'opened' }];
  }

  static {
    if (Symbol.asyncDispose) {
      Object.defineProperty(this.prototype, Symbol.asyncDispose, {
        value(this: Accelerator) {
          return this.disposeAsync();
        },
      });
    }
  }

  /** By brand, so that an accelerator of another copy of core is told from what is none; of a backend's own class by identity. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return this === Accelerator
      ? hasBrand(value, ACCELERATOR)
      : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /** @internal Whether this very copy of core made it. */
  static made(value: unknown): value is Accelerator {
    return typeof value === 'object' && value !== null && #books in value;
  }

  // ---- what users call

  /** Which of the backends given to `createAccelerator` was chosen, and why the others were not. */
  get report(): BackendReport {
    return this.#report;
  }

  /** An ordinary stream, which `accelerator.launch` and views use by default. */
  get defaultStream(): AcceleratorStream {
    this.#defaultStream ??= this.openStream('default');
    return this.#defaultStream;
  }

  /** Counters for tests and tuning: what moved, what was compiled, what was traced. */
  get statistics(): Statistics {
    return { ...this.#moved, kernelsTraced: this.#kernels.traced, pipelinesCompiled: this.#kernels.compiled };
  }

  /**
   * Memory for `length` zeroed elements, or for the given data. Both precede everything that is queued.
   *
   * @throws HeddleRangeError for a length that is not a whole number, or above `limits.maxBufferBytes`.
   * @throws HeddleTypeError for data of another element type.
   * @throws OutOfMemoryError where the device has no room.
   *
   * @example
   * ```ts
   * const x = accelerator.allocate(f32, [1, 2, 3]);
   * const y = accelerator.allocate(f32, 1024, { label: 'y' });
   * y.byteLength; // 4096
   * ```
   */
  allocate<T extends DataType>(type: T, length: number, options?: AllocateOptions): MemoryBuffer<T>;
  allocate<T extends DataType>(type: T, data: HostData<T>, options?: AllocateOptions): MemoryBuffer<T>;
  allocate(type: DataType, source: unknown, options?: AllocateOptions): MemoryBuffer {
    this.checkAlive('allocate');
    this.#checkNotInHostAccess('allocate');
    checkElementType('allocate: type', type);
    const { stride } = layout(type);
    const most = Math.floor(this.limits.maxBufferBytes / stride);
    const initial = typeof source === 'number' ? undefined : encode(type, source, 'allocate: data');
    const length = initial ? initial.byteLength / stride : checkInteger('allocate: length', source, 0);
    const label = options?.label ?? `${typeName(type)}[${length}]#${++this.#named}`;
    if (length > most) {
      throw new HeddleRangeError(
        `allocate '${label}': expected at most ${most} elements of ${stride} bytes (limits.maxBufferBytes is ${this.limits.maxBufferBytes}), found ${length}`,
      );
    }
    const description = { accelerator: this, type, length, byteLength: length * stride, label };
    try {
      const buffer = this.createBuffer(description, initial);
      // not initial.byteLength: the bytes are the backend's own, and may be in another thread by now
      if (initial) this.countUpload(description.byteLength);
      return buffer;
    } catch (cause) {
      if (HeddleError.is(cause)) throw cause;
      throw new OutOfMemoryError(`allocate '${label}': no room for ${description.byteLength} bytes`, {
        remedy: 'Dispose buffers that are no longer needed, or work on the data in pieces.',
        cause,
      });
    }
  }

  /**
   * A further queue, unordered relative to all others.
   *
   * @example
   * ```ts
   * const copies = accelerator.createStream({ label: 'copies' });
   * x.copyTo(y, { stream: copies });
   * await copies.synchronizeAsync();
   * ```
   */
  createStream(options?: { readonly label?: string | undefined }): AcceleratorStream {
    this.checkAlive('createStream');
    return this.openStream(options?.label ?? `stream#${++this.#named}`);
  }

  /** `defaultStream.launch`. */
  get launch(): AcceleratorStream['launch'] {
    // bound, because that adds no frame to the stack in which an operation's site is looked up
    this.#launch ??= this.defaultStream.launch.bind(this.defaultStream) as AcceleratorStream['launch'];
    return this.#launch;
  }

  /**
   * Traces, checks and compiles a kernel, so that its first launch need not. Rejects with the `KernelError` or `NotSupportedError` that a launch would throw.
   *
   * @example
   * ```ts
   * await accelerator.loadKernelAsync(saxpy);
   * accelerator.statistics.kernelsTraced; // 1
   * ```
   */
  async loadKernelAsync(kernel: Kernel<any, any> | GroupKernel<any>, options?: Waiting): Promise<void> {
    this.checkAlive('loadKernelAsync');
    if (options?.signal?.aborted) throw abortReason(options.signal);
    const loaded = this.load(kernel);
    const compiled = (['proven', 'checked'] as const).map(form => this.compiled(loaded, form).ready);
    await orAborted(Promise.all(compiled), options?.signal);
  }

  /**
   * The code that this backend makes of a kernel, for people. `checked` is the form with all bounds checks, `proven` the one without those that a launch can prove needless.
   *
   * @example
   * ```ts
   * accelerator.generatedCode(saxpy).includes('for ('); // true
   * ```
   */
  generatedCode(kernel: Kernel<any, any> | GroupKernel<any>, form: Form = 'proven'): string {
    this.checkAlive('generatedCode');
    return this.compiled(this.load(kernel), form).code;
  }

  /** Hands what is queued on all streams to the device. Does not wait; happens by itself at the end of the turn. */
  flush(): void {
    this.checkAlive('flush');
    this.submitAll();
  }

  /** Blocks until all that is queued is done. On the cpu backend only; elsewhere `NotSupportedError` names `synchronizeAsync`. */
  synchronize(this: this & Blocking): void {
    (this as Accelerator).checkBlocking('synchronize', 'synchronizeAsync');
  }

  /**
   * Waits for what is queued, frees everything and settles `lost`. Rejects, once, with a failure that nobody has claimed.
   * Calling it again gives the same promise.
   *
   * @example
   * ```ts
   * await accelerator.disposeAsync();
   * accelerator.allocate(f32, 3); // throws DisposedError
   * ```
   */
  disposeAsync(): Promise<void> {
    this.#checkNotInHostAccess('disposeAsync');
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  async #dispose(): Promise<void> {
    let failure: unknown;
    if (!this.#gone) {
      try {
        await this.synchronizeAsync();
      } catch (error) {
        failure = error;
      }
    }
    const reason = this.#gone ?? { reason: 'disposed', message: `'${this.label}' was disposed` };
    this.#gone = reason;
    this.#resolveLost(reason);
    await this.close();
    failure ??= this.#uncaptured;
    if (failure) throw failure;
  }

  // ---- the virtual and the hooks of a backend

  /**
   * Resolves when all that was queued before the call, on every stream, is done, by the device's own means. Work queued meanwhile is neither lost
   * nor waited for. Rejects with a failure that only the device found, once. An implementation hands its real drain to `waiting`.
   *
   * @example
   * ```ts
   * accelerator.launch(saxpy, 3, { a: 2, x, y });
   * await accelerator.synchronizeAsync();
   * y.host.copyToHost(); // Float32Array [2, 4, 6]
   * ```
   */
  abstract synchronizeAsync(options?: Waiting): Promise<void>;

  /** Makes memory: zeroed, or holding `initial` (whose bytes are the backend's own now), before anything that is enqueued. Does not wait. Throws if there is no room. */
  protected abstract createBuffer<T extends DataType>(
    description: BufferDescription<T>,
    initial: Uint8Array<ArrayBuffer> | undefined,
  ): MemoryBuffer<T>;

  /** Makes a queue of its own. */
  protected abstract openStream(label: string): AcceleratorStream;

  /** Turns a program into what a launch of this backend needs. Called once for each hash and form; does not wait. */
  protected abstract compile(program: CheckedProgram, form: Form): CompiledKernel;

  /** Hands to the device whatever the streams have kept back. */
  protected abstract submitAll(): void;

  /** Frees the device. Nothing is queued any more; called once. */
  protected abstract close(): Promise<void>;

  /** What every `synchronizeAsync` of an accelerator is made of: calls `drain` in this very turn and settles when that does. */
  protected waiting(options: Waiting | undefined, drain: () => Promise<void>): Promise<void> {
    this.checkAlive('synchronizeAsync');
    return this.wait(this.#books.everything(), options?.signal, drain);
  }

  /**
   * A backend found that operations of a stream failed, all for one reason: the first wait that covers one of them rejects with `error`, which core
   * completes with what was queued and where. To be called at the latest before a drain that covers them resolves.
   */
  protected failed(
    stream: AcceleratorStream,
    operations: Operation | readonly Operation[],
    error: HeddleError,
  ): void {
    if (this.#gone?.reason === 'lost') return;
    const batch = Array.isArray(operations)
      ? (operations as readonly Operation[])
      : [operations as Operation];
    attribute(error, stream.lane, batch);
    this.#waits.fail({
      lane: stream.lane,
      position: Math.min(...batch.map(({ position }) => position)),
      error,
    });
  }

  /** The device is gone: all waits reject, `lost` resolves, and every later call throws. */
  protected lose(message: string): void {
    if (this.#gone) return;
    this.#gone = { reason: 'lost', message };
    this.#resolveLost(this.#gone);
    this.#waits.lose(() => new DeviceLostError('lost', message));
  }

  /** A backend has handed work to the device. */
  protected countSubmit(): void {
    this.#moved.submits += 1;
  }

  // ---- within core

  #uncapture(error: HeddleError): void {
    if (this.onUncapturedError) return this.onUncapturedError(error);
    this.#uncaptured ??= error;
    console.error(`[heddle] ${this.label}: an error that nobody has caught: ${error.message}`);
  }

  /** @internal */
  get usable(): boolean {
    return this.#gone === undefined;
  }

  /** @internal */
  setReport(report: BackendReport): void {
    this.#report = report;
  }

  /** @internal */
  checkAlive(operation: string): void {
    const gone = this.#gone;
    if (gone?.reason === 'lost') throw new DeviceLostError('lost', `${operation}: ${gone.message}`);
    if (gone || this.#disposal)
      throw new DisposedError(`${operation}: the accelerator '${this.label}' is disposed`);
  }

  /** @internal */
  checkBlocking(operation: string, use: string): void {
    throw new NotSupportedError(`${operation}: the backend '${this.backend}' cannot block`, use);
  }

  /** @internal */
  streamFor(options: OnStream | undefined, method: string): AcceleratorStream {
    const stream = options?.stream;
    if (stream !== undefined) this.checkStream(stream, `${method}: options.stream`);
    const on = stream ?? this.defaultStream;
    on.checkAlive(method);
    return on;
  }

  /** @internal */
  checkStream(stream: AcceleratorStream, what: string): void {
    if (!(stream instanceof AcceleratorStream)) {
      throw new HeddleTypeError(`${what}: expected an AcceleratorStream, found ${describe(stream)}`, {
        remedy: 'Make one with accelerator.createStream().',
      });
    }
    if (stream.accelerator !== this) {
      throw new HeddleTypeError(
        `${what}: '${stream.label}' belongs to another accelerator, '${stream.accelerator.label}', not to '${this.label}'`,
      );
    }
    stream.checkAlive(what);
  }

  /** @internal */
  load(kernel: Kernel<any, any> | GroupKernel<any>): LoadedKernel {
    return this.#kernels.load(kernel);
  }

  /** @internal */
  compiled(loaded: LoadedKernel, form: Form): CompiledKernel {
    return this.#kernels.compile(loaded, form);
  }

  /** @internal */
  addLane(stream: AcceleratorStream): Lane {
    return this.#books.addLane(stream);
  }

  /** @internal */
  dropLane(lane: Lane): void {
    this.#books.dropLane(lane);
  }

  /** @internal */
  order(lane: Lane, point: Point): void {
    this.#books.order(lane, point);
  }

  /** @internal What a wait on this stream covers; on all streams without one. */
  coverage(stream: AcceleratorStream | undefined): Coverage {
    return stream ? this.#books.lane(stream.lane) : this.#books.everything();
  }

  /** @internal The position of an operation that is about to be enqueued; an error instead, where it may not be. */
  record(stream: AcceleratorStream, touches: readonly Touch[], description: string, site: Site): number {
    this.#checkNotInHostAccess(description);
    for (const point of this.#books.readbacksBefore(stream.lane, touches)) stream.orderBehind(point);
    this.#checkStreamRace(stream, touches, description);
    return this.#books.record(stream.lane, touches, description, site);
  }

  #checkStreamRace(stream: AcceleratorStream, touches: readonly Touch[], description: string): void {
    if (!this.detectStreamRaces) return;
    const race = this.#books.checkStreams(stream.lane, touches, description);
    if (race) this.#raise(race, this.detectStreamRaces);
  }

  #raise(error: HeddleError, mode: boolean | 'report'): void {
    if (mode !== 'report') throw error;
    this.#uncapture(error);
  }

  /** @internal */
  checkHostRace(
    access: 'read' | 'write',
    span: Span,
    operation: string,
    use: string,
  ): HeddleError | undefined {
    if (!this.detectHostBufferRaces) return undefined;
    const race = this.#books.checkHost(access, span, operation, use);
    if (race && this.detectHostBufferRaces === 'report') {
      this.#uncapture(race);
      return undefined;
    }
    return race;
  }

  /** @internal */
  inHostAccess<R>(body: () => R): R {
    const outer = this.#inHostAccess;
    this.#inHostAccess = true;
    try {
      return body();
    } finally {
      this.#inHostAccess = outer;
    }
  }

  #checkNotInHostAccess(operation: string): void {
    if (!this.#inHostAccess) return;
    throw new HeddleTypeError(
      `${operation} inside of a host.use body: the access was checked for what was queued before it`,
      {
        remedy: 'Leave the body first.',
      },
    );
  }

  /** @internal */
  forget(buffer: MemoryBuffer): void {
    this.#books.forget(buffer);
  }

  /** @internal */
  countUpload(bytes: number): void {
    this.#moved.bytesUploaded += bytes;
  }

  /** @internal */
  countReadback(bytes: number): void {
    this.#moved.bytesReadBack += bytes;
  }

  /** @internal */
  countLaunch(): void {
    this.#moved.launches += 1;
  }

  /** @internal */
  wait<R>(
    covers: Coverage,
    signal: AbortSignalLike | undefined,
    work: () => Promise<R>,
    readback?: Intent,
  ): Promise<R> {
    this.#checkNotInHostAccess('a wait');
    return this.#waits.begin(covers, signal, work, readback);
  }

  /** @internal */
  readback(
    stream: AcceleratorStream | undefined,
    source: Span,
    signal: AbortSignalLike | undefined,
    read: (place: Readback) => Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { place, covers, intent } = this.#placeReadback(stream, source);
    return this.wait(covers, signal, () => read(place), intent);
  }

  /** @internal */
  readbackNow(
    stream: AcceleratorStream | undefined,
    source: Span,
    read: () => Uint8Array<ArrayBuffer>,
  ): Uint8Array<ArrayBuffer> {
    const { covers, intent } = this.#placeReadback(stream, source);
    this.finishBlocking(covers, intent);
    return read();
  }

  #placeReadback(
    stream: AcceleratorStream | undefined,
    source: Span,
  ): { readonly place: Readback; readonly covers: Coverage; readonly intent: Intent } {
    const description = `readback of '${source.buffer.label}'`;
    this.#checkNotInHostAccess(description);
    const site = captureSite(this.#placeReadback, 10);
    const touched = this.#books.touching(source.buffer);
    const on = stream ?? this.streamBehind(touched);
    const touch: Touch = { access: 'read', span: source, everyStream: stream === undefined };
    this.#checkStreamRace(on, [touch], description);
    const intent = this.#books.recordReadback(on.lane, touch, description, site);
    this.countReadback(spanBytes(source));
    const covers = stream ? this.coverage(stream) : this.#books.upTo(touched);
    return { place: { stream: on, position: intent.position, description, site, source }, covers, intent };
  }

  /** @internal A stream for what has to be ordered behind these points: that of the only one, or else the default stream. */
  streamBehind(points: readonly Point[]): AcceleratorStream {
    const only = points.length === 1 ? points[0]!.lane : undefined;
    const on = only && !only.disposed ? only.stream : this.streamFor(undefined, 'readback');
    for (const point of points) if (point.lane !== on.lane) on.orderBehind(point);
    return on;
  }

  /** @internal */
  touching(buffer: MemoryBuffer): readonly Point[] {
    return this.#books.touching(buffer);
  }

  /** @internal A blocking call has drained the device: what is covered counts as waited for, or its first failure is thrown. */
  finishBlocking(covers: Coverage, readback?: Intent): void {
    this.#waits.finishNow(covers, readback);
  }
}

export interface Accelerator {
  [Symbol.asyncDispose](): Promise<void>;
}

// what every runtime has and no ECMAScript library declares
declare const console: { error(message: string): void };
