import type { Capability, CheckedProgram, Form, ValidProgram } from '../check/checked.ts';
import {
  type HeddleError,
  HeddleRangeError,
  HeddleTypeError,
  NotSupportedError,
  OutOfMemoryError,
} from '../errors/errors.ts';
import { layout } from '../ir/layout.ts';
import { typeName } from '../ir/types.ts';
import type { HostData } from '../language/host-types.ts';
import { showClassAs } from '../language/inspect.ts';
import type { GroupKernel, Kernel } from '../language/kernel.ts';
import { checkElementType } from '../language/schema.ts';
import type { DataType } from '../language/types.ts';
import { abortReason, orAborted, signalOf } from './abort.ts';
import type { AcceleratorDescription, BackendReport, Other, Statistics } from './accelerator-description.ts';
import { checkInteger, checkOptionNames, describe, hasBrand, labelOf } from './arguments.ts';
import type { Blocking } from './blocking.ts';
import type { AllocateOptions, BufferDescription, MemoryBuffer } from './buffer.ts';
import type { Coverage, PendingAccess } from './hazards.ts';
import { encode } from './host-data.ts';
import { failureOf, isOutOfRoom } from './host-memory.ts';
import { hostOnly, hostOnlyOverrides } from './host-only.ts';
import { KernelCache } from './kernel-cache.ts';
import type { BoundLaunch } from './launch.ts';
import type { LostInfo } from './life.ts';
import { Life } from './life.ts';
import type { Limits } from './loaded-kernel.ts';
import type { CompiledKernel, Operation } from './operation.ts';
import { ProgramOrder } from './program-order.ts';
import type { Waiting } from './queue-options.ts';
import type { AcceleratorStream } from './stream.ts';
import { throughProxy } from './through-proxy.ts';

/** @internal */
export const ACCELERATOR: unique symbol = Symbol.for('@heddle/core/Accelerator') as never;
let opened = 0;

/**
 * A device, its memory and its queues. All methods but the `...Async` ones return at once and
 * never wait for the device.
 *
 * A backend extends this with `synchronizeAsync`, its real drain, and the hooks below; everything else is the
 * same on all backends: argument checks, lifetime, race detection, caches, error texts.
 */
export abstract class Accelerator {
  declare readonly backend: string;
  declare readonly label: string;
  declare readonly capabilities: ReadonlySet<Capability>;
  declare readonly limits: Limits;
  /** In `report` mode, the error goes to `onUncapturedError` instead of being thrown. */
  declare detectHostBufferRaces: boolean | 'report';
  declare detectStreamRaces: boolean | 'report';
  /**
   * Receives failures that no wait has claimed by the end of the next turn. Without it, `disposeAsync`
   * rejects with them.
   */
  declare onUncapturedError: ((error: HeddleError) => void) | undefined;
  /** Resolves, never rejects, when the accelerator is disposed or its device is lost. */
  declare readonly lost: Promise<LostInfo>;

  /** @internal */
  readonly [ACCELERATOR] = true;
  /** @internal */
  readonly life: Life = new Life(this);
  /** @internal */
  readonly order: ProgramOrder = new ProgramOrder(this);
  /** @internal */
  readonly kernels: KernelCache = new KernelCache(
    program => this.admit(program),
    (program, form) => this.compile(program, form),
  );
  /** @internal */
  readonly counters = {
    bytesUploaded: 0,
    bytesReadBack: 0,
    launches: 0,
    provenLaunches: 0,
    checkedLaunches: 0,
    submits: 0,
  };
  #report: BackendReport;
  #others: readonly Other[] = [];
  #defaultStream: AcceleratorStream | undefined;
  #launch: AcceleratorStream['launch'] | undefined;
  #named = 0;

  constructor(description: AcceleratorDescription) {
    hostOnlyOverrides(new.target, Accelerator);
    this.backend = description.backend;
    this.label = description.label ?? `${description.backend}#${++opened}`;
    this.capabilities = new Set(description.capabilities);
    this.limits = Object.freeze({ ...description.limits });
    this.detectHostBufferRaces = description.detectHostBufferRaces ?? true;
    this.detectStreamRaces = description.detectStreamRaces ?? false;
    this.onUncapturedError = description.onUncapturedError;
    this.lost = this.life.lost;
    // A reactive store that wraps every writable member (Valtio) would otherwise wrap those of the
    // accelerator itself.
    for (const name of ['life', 'order', 'kernels', 'counters', 'limits'])
      Object.defineProperty(this, name, { writable: false });
    this.#report = [{ backend: this.backend, chosen: true, reason: description.note ?? 'opened' }];
  }

  static {
    hostOnly(Accelerator);
    showClassAs<Accelerator>(
      Accelerator,
      'Accelerator',
      self =>
        `Accelerator '${self.label}' (${[self.backend, ...(self.life.end ? [self.life.end] : self.capabilities)].join(', ')})`,
    );
    if (Symbol.asyncDispose) {
      Object.defineProperty(this.prototype, Symbol.asyncDispose, {
        value(this: Accelerator) {
          return this.disposeAsync();
        },
      });
    }
  }

  /**
   * For `Accelerator` itself by brand, so that an accelerator of another copy of core is recognised; for a
   * backend's own class by identity.
   */
  static [Symbol.hasInstance](value: unknown): boolean {
    return this === Accelerator
      ? hasBrand(value, ACCELERATOR)
      : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /** @internal Whether this copy of core made it. */
  static made(value: unknown): value is Accelerator {
    return typeof value === 'object' && value !== null && #report in value;
  }

  /** @internal */
  checkUsable(operation: string): void {
    if (!Accelerator.made(this)) throw throughProxy(operation);
    this.life.checkAlive(operation);
  }

  // ---- public API

  /**
   * The chosen backend of those given to `createAccelerator`, and the reasons why the others were not chosen.
   */
  get report(): BackendReport {
    if (!Accelerator.made(this)) throw throughProxy('report');
    return this.#report;
  }

  /** An ordinary stream, which `accelerator.launch` and views use by default. */
  get defaultStream(): AcceleratorStream {
    if (!Accelerator.made(this)) throw throughProxy('defaultStream');
    this.#defaultStream ??= this.openStream('default');
    return this.#defaultStream;
  }

  /** Counters for tests and tuning: bytes moved, kernels compiled and kernels traced. */
  get statistics(): Statistics {
    const { traced, compiled, kept } = this.kernels;
    return {
      ...this.counters,
      kernelsTraced: traced,
      pipelinesCompiled: compiled,
      pipelinesKept: kept,
      pipelinesEvicted: compiled - kept,
    };
  }

  /**
   * Allocates memory for `length` zeroed elements, or for the given data. The contents are set before all
   * queued work.
   *
   * @throws HeddleRangeError for a length that is not a whole number, or is above `limits.maxBufferBytes`.
   * @throws HeddleTypeError for data of another element type. @throws OutOfMemoryError if the device has no
   * room, or the host none for the copy of the data.
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
    this.checkUsable('allocate');
    this.order.checkNotInHostAccess('allocate');
    checkElementType('allocate: type', type);
    const { stride } = layout(type);
    const most = Math.floor(this.limits.maxBufferBytes / stride);
    const initial = typeof source === 'number' ? undefined : encode(type, source, 'allocate: data');
    const length = initial ? initial.byteLength / stride : checkInteger('allocate: length', source, 0);
    const label = labelOf('allocate', options) ?? `${typeName(type)}[${length}]#${++this.#named}`;
    if (length > most) {
      throw new HeddleRangeError(
        `allocate '${label}': expected at most ${most} elements of ${stride} bytes (limits.maxBufferBytes is ${this.limits.maxBufferBytes}), found ${length}`,
      );
    }
    // Checked again: getters of the data and the options may have disposed the accelerator.
    this.checkUsable('allocate');
    const description = { accelerator: this, type, length, byteLength: length * stride, label };
    try {
      const buffer = this.createBuffer(description, initial);
      // `initial.byteLength` is not used: the bytes belong to the backend, and may be in another thread by
      // now.
      if (initial) this.counters.bytesUploaded += description.byteLength;
      return buffer;
    } catch (cause) {
      if (!isOutOfRoom(cause)) throw failureOf(cause, `allocate '${label}': `);
      throw new OutOfMemoryError(`allocate '${label}': no room for ${description.byteLength} bytes`, {
        remedy: 'Dispose buffers that are no longer needed, or work on the data in pieces.',
        cause,
      });
    }
  }

  /**
   * Makes a queue that is unordered relative to all others.
   *
   * @example
   * ```ts
   * const copies = accelerator.createStream({ label: 'copies' });
   * x.copyTo(y, { stream: copies });
   * await copies.synchronizeAsync();
   * ```
   */
  createStream(options?: { readonly label?: string | undefined }): AcceleratorStream {
    if (!Accelerator.made(this)) throw throughProxy('createStream');
    const label = labelOf('createStream', options) ?? `stream#${++this.#named}`;
    this.checkUsable('createStream');
    return this.openStream(label);
  }

  /** Equals `defaultStream.launch`. */
  get launch(): AcceleratorStream['launch'] {
    if (!Accelerator.made(this)) throw throughProxy('launch');
    // Bound, because a bound function adds no frame to the stack in which the call site is looked up.
    this.#launch ??= this.defaultStream.launch.bind(this.defaultStream) as AcceleratorStream['launch'];
    return this.#launch;
  }

  /**
   * Traces, checks and compiles a kernel, so that its first launch does not have to. Rejects with the
   * `KernelError` or `NotSupportedError` that every launch would throw. Errors that depend on the views are
   * found only at a launch: without `scatter`, a write by `at(x, y)` to a view of another width than the
   * extent.
   *
   * @example
   * ```ts
   * await accelerator.loadKernelAsync(saxpy);
   * accelerator.statistics.kernelsTraced; // 1
   * ```
   */
  async loadKernelAsync(kernel: Kernel<any, any> | GroupKernel<any>, options?: Waiting): Promise<void> {
    if (options !== undefined) checkOptionNames('loadKernelAsync', options, ['signal']);
    const signal = signalOf('loadKernelAsync', options);
    this.checkUsable('loadKernelAsync');
    if (signal?.aborted) throw abortReason(signal);
    const loaded = this.kernels.load(kernel);
    const compiled = (['proven', 'checked'] as const).map(form => this.kernels.compile(loaded, form).ready);
    // A lost device may never report completion.
    const gone = this.lost.then(() => this.life.checkAlive('loadKernelAsync'));
    await orAborted(Promise.race([Promise.all(compiled), gone]), signal);
    // The device may be lost by now; the order in which the two promises settle does not matter.
    this.life.checkAlive('loadKernelAsync');
  }

  /**
   * The code that this backend generates for a kernel, for people. `checked` is the form with all bounds
   * checks, `proven` the form without those that a launch can prove unnecessary.
   *
   * @example
   * ```ts
   * accelerator.generatedCode(saxpy).includes('for ('); // true
   * ```
   */
  generatedCode(kernel: Kernel<any, any> | GroupKernel<any>, form: Form = 'proven'): string {
    this.checkUsable('generatedCode');
    if (form !== 'proven' && form !== 'checked') {
      throw new HeddleTypeError(
        `generatedCode: form: expected 'proven' or 'checked', found ${describe(form)}`,
      );
    }
    return this.kernels.compile(this.kernels.load(kernel), form).code;
  }

  /**
   * Submits the queued work of all streams to the device. Does not wait. Happens automatically at the end of
   * the turn.
   */
  flush(): void {
    this.checkUsable('flush');
    this.submitAll();
  }

  /**
   * Blocks until all queued work is done. On the cpu backend only; elsewhere `NotSupportedError` names
   * `synchronizeAsync`.
   */
  synchronize(this: this & Blocking): void {
    (this as Accelerator).checkBlocking('synchronize', 'synchronizeAsync');
  }

  /**
   * Waits for queued work, frees everything and settles `lost`. Rejects, once, with a failure that no wait
   * has claimed. A second call returns the same promise.
   *
   * @example
   * ```ts
   * await accelerator.disposeAsync();
   * accelerator.allocate(f32, 3); // throws DisposedError
   * ```
   */
  disposeAsync(): Promise<void> {
    if (!Accelerator.made(this)) throw throughProxy('disposeAsync');
    this.order.checkNotInHostAccess('disposeAsync');
    return this.life.dispose(
      () => this.synchronizeAsync(),
      () => this.close(),
    );
  }

  // ---- the virtual and the hooks of a backend

  /**
   * Resolves when all work that was queued before the call, on every stream, is done according to the device.
   * Work queued meanwhile is neither lost nor waited for. Rejects, once, with a failure that only the device
   * detected. An implementation passes its real drain to `waiting`.
   *
   * @example
   * ```ts
   * accelerator.launch(saxpy, 3, { a: 2, x, y });
   * await accelerator.synchronizeAsync();
   * y.host.copyToHost(); // Float32Array [2, 4, 6]
   * ```
   */
  abstract synchronizeAsync(options?: Waiting): Promise<void>;

  /**
   * Makes a buffer that is zeroed, or holds `initial` (whose bytes belong to the backend from now on), before
   * anything that is enqueued. Does not wait. Throws if there is no room.
   */
  protected abstract createBuffer<T extends DataType>(
    description: BufferDescription<T>,
    initial: Uint8Array<ArrayBuffer> | undefined,
  ): MemoryBuffer<T>;

  /** Makes a new queue. */
  protected abstract openStream(label: string): AcceleratorStream;

  /**
   * Compiles a program to the form that a launch of this backend needs. Called once for each hash and form,
   * and again for one that was released (`CompiledKernel.release`). Does not wait.
   */
  protected abstract compile(program: CheckedProgram, form: Form): CompiledKernel;

  /** Submits all work that the streams have deferred. */
  protected abstract submitAll(): void;

  /** Frees the device. Nothing is queued any more; called once. */
  protected abstract close(): Promise<void>;

  /**
   * The common part of every `synchronizeAsync` of an accelerator: calls `drain` in this turn and settles
   * when it does.
   */
  protected waiting(options: Waiting | undefined, drain: () => Promise<void>): Promise<void> {
    if (options !== undefined) checkOptionNames('synchronizeAsync', options, ['signal']);
    const signal = signalOf('synchronizeAsync', options);
    this.checkUsable('synchronizeAsync');
    return this.order.wait(this.order.coverage(undefined), signal, drain);
  }

  /**
   * Reports that operations of a stream failed, all for one reason. The first wait that covers one of them
   * rejects with `error`, which core completes with the queued operations and their call sites. Must be
   * called before a drain that covers them resolves.
   */
  protected failed(
    stream: AcceleratorStream,
    operations: Operation | readonly Operation[],
    error: HeddleError,
  ): void {
    if (this.life.end === 'lost') return;
    const batch = Array.isArray(operations)
      ? (operations as readonly Operation[])
      : [operations as Operation];
    this.order.fail(stream, batch, error);
  }

  /**
   * Reports an allocation whose failure the device detected after `allocate` had returned. An allocation
   * precedes all queued work, so every wait covers it.
   */
  protected allocationFailed(label: string, error: HeddleError): void {
    const allocation = { position: 0, description: `allocate '${label}'`, site: new Error(label) };
    this.failed(this.defaultStream, allocation as unknown as Operation, error);
  }

  /** Reports the loss of the device: all waits reject, `lost` resolves, and every later call throws. */
  protected lose(message: string): void {
    if (!this.life.usable) return;
    this.life.lose(message);
    this.order.lose(message);
  }

  /** Counts a submission of work to the device. */
  protected countSubmit(): void {
    this.counters.submits += 1;
  }

  // ---- within core

  /** @internal The program with its analysis, or the reason why this accelerator cannot run it. */
  admit(_program: ValidProgram): CheckedProgram | NotSupportedError {
    throw new HeddleTypeError(
      `the accelerator of '${this.backend}': expected the Accelerator of '@heddle/core/backend' as its base class, found that of '@heddle/core'`,
    );
  }

  /**
   * @internal Checks the arguments of a launch and binds them; undefined for an extent of 0. This is the form for an
   * accelerator on the wrong base class, which `load` refuses.
   */
  bindLaunch(
    kernel: Kernel<any, any> | GroupKernel<any>,
    _extent: unknown,
    _args: unknown,
  ): BoundLaunch | undefined {
    this.kernels.load(kernel);
    return undefined;
  }

  /** @internal `others`: the backends of the list that were not chosen but may work here. */
  setReport(report: BackendReport, others: readonly Other[]): void {
    this.#report = report;
    this.#others = others;
  }

  /** @internal */
  whoHas(capability: Capability): string {
    const names = this.#others
      .filter(({ mayHave }) => mayHave?.includes(capability))
      .map(({ name }) => name)
      .join(' or ');
    return `a backend that has it${names && ` (${names}: require: ['${capability}'] chooses it)`}`;
  }

  /** @internal */
  checkBlocking(operation: string, use: string): void {
    throw new NotSupportedError(`${operation}: the backend '${this.backend}' cannot block`, use);
  }

  /**
   * @internal Ends a blocking call that has drained the device: the covered operations count as waited for,
   * or their first failure is thrown.
   */
  finishBlocking(covers: Coverage, readback?: PendingAccess): void {
    this.order.waits.finishNow(covers, readback);
  }
}

export interface Accelerator {
  [Symbol.asyncDispose](): Promise<void>;
}
