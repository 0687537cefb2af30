import { DeviceLostError, DisposedError, HeddleError, HeddleRangeError, HeddleTypeError, NotSupportedError, OutOfMemoryError } from '../errors.ts';
import { check } from '../ir/check.ts';
import type { Capability, CheckedProgram, Form } from '../ir/checked.ts';
import { layout } from '../ir/layout.ts';
import { typeName } from '../ir/types.ts';
import type { GroupKernel, Kernel } from '../language/kernel.ts';
import { tracedOf, tracesMade } from '../language/kernel.ts';
import { checkElementType } from '../language/schema.ts';
import type { DataType } from '../language/types.ts';
import type { AbortSignalLike } from './abort.ts';
import { abortReason, orAborted } from './abort.ts';
import { checkInteger, describe } from './arguments.ts';
import type { Blocking } from './blocking.ts';
import type { Coverage, Lane, Site, Touch } from './books.ts';
import { Books, newLane } from './books.ts';
import type { AllocateOptions, BufferDescription, MemoryBuffer } from './buffer.ts';
import type { HostData } from './host-data.ts';
import { encode } from './host-data.ts';
import type { Limits, LoadedKernel } from './loaded-kernel.ts';
import { loadKernel, whyNot } from './loaded-kernel.ts';
import type { CompiledKernel, Operation, Span } from './operation.ts';
import { spanBytes } from './span.ts';
import { AcceleratorStream, notAStream } from './stream.ts';
import type { OnStream, Waiting } from './view.ts';

export interface Statistics {
  readonly bytesUploaded: number;
  readonly bytesReadBack: number;
  readonly launches: number;
  readonly submits: number;
  readonly kernelsTraced: number;
  readonly pipelinesCompiled: number;
}

export type LostInfo = { readonly reason: 'disposed' | 'lost'; readonly message: string };
export type BackendReport = readonly { readonly backend: string; readonly chosen: boolean; readonly reason: string }[];

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
  readonly #streams = new WeakMap<Lane, AcceleratorStream>();
  readonly #kernels = new WeakMap<object, LoadedKernel>();
  readonly #compiled = new Map<string, CompiledKernel>();
  readonly #statistics: { -readonly [K in keyof Statistics]: Statistics[K] } = {
    bytesUploaded: 0, bytesReadBack: 0, launches: 0, submits: 0, kernelsTraced: 0, pipelinesCompiled: 0,
  };
  #report: BackendReport;
  #defaultStream: AcceleratorStream | undefined;
  #named = 0;
  #gone: LostInfo | undefined;
  #resolveLost!: (info: LostInfo) => void;
  readonly #rejectWaits = new Set<(error: HeddleError) => void>();
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
      Object.defineProperty(this.prototype, Symbol.asyncDispose, { value(this: Accelerator) { return this.disposeAsync(); } });
    }
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && ACCELERATOR in value;
  }

  // ---- what users call

  /** Which of the backends given to `createAccelerator` was chosen, and why the others were not. */
  get report(): BackendReport {
    return this.#report;
  }

  /** An ordinary stream, which `accelerator.launch` and views use by default. */
  get defaultStream(): AcceleratorStream {
    return (this.#defaultStream ??= this.openStream('default'));
  }

  /** Counters for tests and tuning: what moved, what was compiled, what was traced. */
  get statistics(): Statistics {
    return { ...this.#statistics };
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
   * ```
   */
  allocate<T extends DataType>(type: T, length: number, options?: AllocateOptions): MemoryBuffer<T>;
  allocate<T extends DataType>(type: T, data: HostData<T>, options?: AllocateOptions): MemoryBuffer<T>;
  allocate(type: DataType, source: unknown, options?: AllocateOptions): MemoryBuffer {
    this.checkAlive('allocate');
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
    if (initial) this.#statistics.bytesUploaded += initial.byteLength;
    const description = { accelerator: this, type, length, byteLength: length * stride, label };
    try {
      return this.createBuffer(description, initial);
    } catch (cause) {
      if (HeddleError.is(cause)) throw cause;
      throw new OutOfMemoryError(`allocate '${label}': no room for ${description.byteLength} bytes`, {
        remedy: 'Dispose buffers that are no longer needed, or work on the data in pieces.',
        cause,
      });
    }
  }

  /** A further queue, unordered relative to all others. */
  createStream(options?: { readonly label?: string | undefined }): AcceleratorStream {
    this.checkAlive('createStream');
    return this.openStream(options?.label ?? `stream#${++this.#named}`);
  }

  /** `defaultStream.launch`. */
  readonly launch: AcceleratorStream['launch'] = ((kernel: never, extent: never, args: never) =>
    this.defaultStream.launch(kernel, extent, args)) as AcceleratorStream['launch'];

  /** Traces, checks and compiles a kernel, so that its first launch need not. Rejects with the `KernelError` or `NotSupportedError` that a launch would throw. */
  async loadKernelAsync(kernel: Kernel<any, any> | GroupKernel<any>, options?: Waiting): Promise<void> {
    this.checkAlive('loadKernelAsync');
    if (options?.signal?.aborted) throw abortReason(options.signal);
    const loaded = this.load(kernel);
    const compiled = (['proven', 'checked'] as const).map(form => this.compiled(loaded, form).ready);
    await orAborted(Promise.all(compiled), options?.signal);
  }

  /** The code that this backend makes of a kernel, for people. `checked` is the form with all bounds checks, `proven` the one without those that a launch can prove needless. */
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
   */
  disposeAsync(): Promise<void> {
    return (this.#disposal ??= this.#dispose());
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
   */
  abstract synchronizeAsync(options?: Waiting): Promise<void>;

  /** Makes memory: zeroed, or holding `initial` (whose bytes are the backend's own now), before anything that is enqueued. Does not wait. Throws if there is no room. */
  protected abstract createBuffer<T extends DataType>(description: BufferDescription<T>, initial: Uint8Array<ArrayBuffer> | undefined): MemoryBuffer<T>;

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

  /** A backend found that an operation failed: the first wait that covers it rejects with this. `operation` as it was enqueued on `stream`. */
  protected failed(stream: AcceleratorStream, operation: Operation, error: HeddleError): void {
    const failure = { lane: stream.lane, position: operation.position, error };
    if (this.#books.fail(failure)) return;
    afterNextTurn(() => {
      if (this.#books.takeUnclaimed(failure)) this.#uncapture(error);
    });
  }

  /** The device is gone: all waits reject, `lost` resolves, and every later call throws. */
  protected lose(message: string): void {
    if (this.#gone) return;
    this.#gone = { reason: 'lost', message };
    this.#resolveLost(this.#gone);
    for (const reject of this.#rejectWaits) reject(new DeviceLostError('lost', message));
  }

  /** A backend has handed work to the device. */
  protected countSubmit(): void {
    this.#statistics.submits += 1;
  }

  // ---- within core

  #uncapture(error: HeddleError): void {
    if (this.onUncapturedError) return this.onUncapturedError(error);
    this.#uncaptured ??= error;
    printError(`[heddle] ${this.label}: nobody waited for a failed operation: ${error.message}`);
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
    if (gone || this.#disposal) throw new DisposedError(`${operation}: the accelerator '${this.label}' is disposed`);
  }

  /** @internal */
  checkBlocking(operation: string, use: string): void {
    throw new NotSupportedError(`${operation}: the backend '${this.backend}' cannot block`, use);
  }

  /** @internal */
  streamFor(options: OnStream | undefined, method: string): AcceleratorStream {
    const stream = options?.stream ?? this.defaultStream;
    if (!(stream instanceof AcceleratorStream)) throw notAStream(method, describe(stream));
    if (stream.accelerator !== this) {
      throw new HeddleTypeError(`${method}: the stream '${stream.label}' belongs to another accelerator, '${stream.accelerator.label}', not to '${this.label}'`);
    }
    stream.checkAlive(method);
    return stream;
  }

  /** @internal */
  load(kernel: Kernel<any, any> | GroupKernel<any>): LoadedKernel {
    const known = this.#kernels.get(kernel);
    if (known) return known;
    const before = tracesMade();
    const program = check(tracedOf(kernel));
    this.#statistics.kernelsTraced += tracesMade() - before;
    const refusal = whyNot(program, this.backend, this.capabilities, this.limits);
    if (refusal) throw refusal;
    const loaded = loadKernel(kernel, program);
    this.#kernels.set(kernel, loaded);
    return loaded;
  }

  /** @internal */
  compiled(loaded: LoadedKernel, form: Form): CompiledKernel {
    return (loaded.forms[form] ??= this.#compile(loaded.program, form));
  }

  #compile(program: CheckedProgram, form: Form): CompiledKernel {
    const key = `${form} ${program.hash}`;
    let compiled = this.#compiled.get(key);
    if (!compiled) {
      compiled = this.compile(program, form);
      this.#compiled.set(key, compiled);
      this.#statistics.pipelinesCompiled += 1;
    }
    return compiled;
  }

  /** @internal */
  addLane(stream: AcceleratorStream): Lane {
    const lane = this.#books.addLane(stream.label);
    this.#streams.set(lane, stream);
    return lane;
  }

  /** @internal */
  dropLane(lane: Lane): void {
    this.#books.dropLane(lane);
  }

  /** @internal What a wait on this stream covers; on all streams without one. */
  coverage(stream: AcceleratorStream | undefined): Coverage {
    return stream ? this.#books.lane(stream.lane) : this.#books.everything();
  }

  /** @internal The default stream, ordered behind all that touches the buffer. */
  streamAfterAll(buffer: MemoryBuffer): AcceleratorStream {
    const stream = this.defaultStream;
    for (const lane of this.#books.touching(buffer).keys()) {
      const other = this.#streams.get(lane);
      if (other && !lane.disposed) stream.waitFor(other);
    }
    return stream;
  }

  /** @internal */
  record(lane: Lane, touches: readonly Touch[], description: string): number {
    if (this.#inHostAccess) throw this.#notInHostAccess(description);
    if (this.detectStreamRaces) {
      const race = this.#books.checkStreams(lane, touches, description);
      if (race) this.#raise(race, this.detectStreamRaces);
    }
    return this.#books.record(lane, touches, description, this.#site());
  }

  /** A stack costs some microseconds: only where an immediate host access could ever be refused because of this operation. */
  #site(): Site | undefined {
    if (!this.detectHostBufferRaces || !this.capabilities.has('hostMemory')) return undefined;
    const site: { stack?: string } = {};
    if (captureStackTrace) captureStackTrace(site, AcceleratorStream.prototype.launch);
    else return new Error('queued here');
    return site;
  }

  #raise(error: HeddleError, mode: boolean | 'report'): void {
    if (mode !== 'report') throw error;
    this.#uncapture(error);
  }

  /** @internal */
  checkHostRace(access: 'read' | 'write', span: Span, operation: string, use: string): HeddleError | undefined {
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
    if (this.#inHostAccess) throw this.#notInHostAccess('host.use');
    this.#inHostAccess = true;
    try {
      return body();
    } finally {
      this.#inHostAccess = false;
    }
  }

  #notInHostAccess(operation: string): HeddleTypeError {
    return new HeddleTypeError(`${operation} inside of a host.use body: the access was checked for what was queued before it`, {
      remedy: 'Leave the body first.',
    });
  }

  /** @internal */
  forget(buffer: MemoryBuffer): void {
    this.#books.forget(buffer);
  }

  /** @internal */
  countUpload(bytes: number): void {
    this.#statistics.bytesUploaded += bytes;
  }

  /** @internal */
  countReadback(bytes: number): void {
    this.#statistics.bytesReadBack += bytes;
  }

  /** @internal */
  countLaunch(): void {
    this.#statistics.launches += 1;
  }

  /** @internal Calls `work` now; when it is done, what is covered counts as waited for, or its first failure is thrown. */
  wait<R>(covers: Coverage, signal: AbortSignalLike | undefined, work: () => Promise<R>): Promise<R> {
    if (signal?.aborted) return Promise.reject(abortReason(signal));
    const wait = this.#books.openWait(covers);
    const settled = new Promise<R>((resolve, reject) => {
      this.#rejectWaits.add(reject);
      const close = () => {
        this.#rejectWaits.delete(reject);
        this.#books.closeWait(wait);
      };
      work().then(
        result => {
          close();
          if (!signal?.aborted) this.#books.finish(covers);
          if (wait.failure) reject(wait.failure);
          else resolve(result);
        },
        error => {
          close();
          reject(this.#gone?.reason === 'lost' ? new DeviceLostError('lost', this.#gone.message, { cause: error }) : error);
        },
      );
    });
    return orAborted(settled, signal);
  }

  /** @internal */
  readback(stream: AcceleratorStream | undefined, span: Span, read: (after: Coverage) => Promise<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#inHostAccess) throw this.#notInHostAccess('copyToRawAsync');
    const after = stream ? this.coverage(stream) : this.#books.touching(span.buffer);
    const lane = stream?.lane ?? newLane('readback', true);
    const description = `readback of '${span.buffer.label}'`;
    const position = this.#books.record(lane, [{ access: 'read', span }], description, this.#site());
    this.countReadback(spanBytes(span));
    return this.wait(new Map(after).set(lane, position), undefined, () => read(after));
  }

  /** @internal A blocking call has drained the device: what is covered counts as waited for, or its first failure is thrown. */
  finishBlocking(covers: Coverage): void {
    const wait = this.#books.openWait(covers);
    this.#books.closeWait(wait);
    this.#books.finish(covers);
    if (wait.failure) throw wait.failure;
  }
}

export interface Accelerator {
  [Symbol.asyncDispose](): Promise<void>;
}

// The few things of the host that every runtime has and no ECMAScript library declares.
declare const globalThis: {
  setTimeout(callback: () => void, milliseconds: number): unknown;
  console?: { error(message: string): void };
};
const captureStackTrace = (Error as { captureStackTrace?: (target: object, above?: unknown) => void }).captureStackTrace;

/** After this turn and the next, when whoever meant to wait has had the chance. */
function afterNextTurn(callback: () => void): void {
  globalThis.setTimeout(() => globalThis.setTimeout(callback, 0), 0);
}

function printError(message: string): void {
  globalThis.console?.error(message);
}

