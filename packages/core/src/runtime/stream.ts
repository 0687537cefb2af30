import { DisposedError, HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import { showClassAs } from '../language/inspect.ts';
import type { GroupKernel, Kernel } from '../language/kernel.ts';
import { signalOf } from './abort.ts';
import type { Accelerator } from './accelerator.ts';
import { checkOptionNames, hasBrand } from './arguments.ts';
import type { Blocking } from './blocking.ts';
import type { BufferAccess, Point, Queue } from './hazards.ts';
import { hostOnly, hostOnlyOverrides } from './host-only.ts';
import type { LaunchArgs, LaunchExtent } from './launch-args.ts';
import type {
  CopyOperation,
  FillOperation,
  LaunchOperation,
  Operation,
  Span,
  UploadOperation,
  WaitForOperation,
} from './operation.ts';
import type { Waiting } from './queue-options.ts';
import { captureSite } from './site.ts';
import { overlap } from './span.ts';
import { notMadeHere } from './through-proxy.ts';

/** An operation that is about to get its place from core. */
export type New<O extends Operation> = Omit<O, 'position' | 'site'>;
type NewOperation =
  | New<LaunchOperation>
  | New<FillOperation>
  | New<UploadOperation>
  | New<CopyOperation>
  | New<WaitForOperation>;

/** @internal */
export const STREAM: unique symbol = Symbol.for('@heddle/core/AcceleratorStream') as never;

/**
 * An in-order queue of an accelerator. An operation takes its place at the call and runs after everything
 * queued here before. Streams are unordered relative to each other, except through `waitFor` and awaited
 * waits.
 *
 * A backend extends this with `synchronizeAsync`, its real drain, and the hooks below.
 */
export abstract class AcceleratorStream {
  declare readonly accelerator: Accelerator;
  declare readonly label: string;
  /** @internal */
  declare readonly queue: Queue;
  /** @internal */
  readonly [STREAM] = true;
  #disposed = false;
  #flushScheduled = false;

  constructor(accelerator: Accelerator, label: string) {
    hostOnlyOverrides(new.target, AcceleratorStream);
    this.accelerator = accelerator;
    this.label = label;
    this.queue = accelerator.order.hazards.addQueue(this);
  }

  static {
    hostOnly(AcceleratorStream);
    showClassAs<AcceleratorStream>(
      AcceleratorStream,
      'AcceleratorStream',
      ({ label, accelerator }) => `AcceleratorStream '${label}' of '${accelerator.label}'`,
    );
    if (Symbol.dispose)
      Object.defineProperty(this.prototype, Symbol.dispose, {
        value(this: AcceleratorStream) {
          this.dispose();
        },
      });
  }

  /**
   * For `AcceleratorStream` itself by brand, so that a stream of another copy of core is recognised; for a
   * backend's own class by identity.
   */
  static [Symbol.hasInstance](value: unknown): boolean {
    return this === AcceleratorStream
      ? hasBrand(value, STREAM)
      : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /** @internal Refuses a stream behind a Proxy, or of another copy of core. */
  static refuseProxy(stream: AcceleratorStream, what: string): void {
    if (!(#disposed in stream)) throw notMadeHere(stream, AcceleratorStream, `${what}: this stream`);
  }

  /**
   * Queues a kernel. Ordered, never waits. A range kernel takes its extent, a group kernel `{ groups }`. An
   * extent of 0 does nothing. @throws HeddleTypeError or HeddleRangeError for arguments, KernelError for a
   * mistake in the kernel, NotSupportedError for a kernel that the backend cannot run.
   *
   * @example
   * ```ts
   * stream.launch(saxpy, x.length, { a: 2, x, y });
   * await y.copyToCPUAsync({ stream }); // Float32Array [2, 4, 6]
   * ```
   */
  // One signature for both kinds, because the compiler reports a mistake in an overloaded call against the
  // wrong overload.
  launch<K extends Kernel<any, any> | GroupKernel<any>>(
    kernel: K,
    extent: LaunchExtent<K>,
    args: LaunchArgs<K>,
  ): void;
  launch(kernel: Kernel<any, any> | GroupKernel<any>, extent: never, args: never, ...more: unknown[]): void {
    this.checkAlive('launch');
    if (more.length > 0) {
      throw new HeddleTypeError(`launch: expected 3 arguments, found ${3 + more.length}`, {
        remedy: 'A launch takes no options: stream.launch(kernel, extent, args) queues it on that stream.',
      });
    }
    const launch = this.accelerator.bindLaunch(kernel, extent, args);
    if (launch) this.queueOperation(launch.operation, this.launch, launch.accesses);
  }

  /**
   * Orders operations that are queued here from now on after those that `other` has queued up to this call.
   * Ordered, never waits.
   *
   * @example
   * ```ts
   * const upload = accelerator.createStream();
   * x.copyFromCPU([4, 5, 6], { stream: upload });
   * stream.waitFor(upload);
   * stream.launch(saxpy, 3, { a: 1, x, y });
   * await y.copyToCPUAsync({ stream }); // Float32Array [4, 5, 6]
   * ```
   */
  waitFor(other: AcceleratorStream): void {
    this.checkAlive('waitFor');
    this.accelerator.order.checkStream(other, 'waitFor: other');
    if (other !== this)
      this.orderBehind({ queue: other.queue, position: other.queue.queued, clock: other.queue.clock });
  }

  /** Submits queued work to the device. Does not wait. Happens automatically at the end of the turn. */
  flush(): void {
    this.checkAlive('flush');
    this.submit();
  }

  /**
   * Blocks until all work queued on this stream is done. On the cpu backend only; elsewhere
   * `NotSupportedError` names `synchronizeAsync`.
   */
  synchronize(this: this & Blocking): void {
    (this as AcceleratorStream).accelerator.checkBlocking('synchronize', 'synchronizeAsync');
  }

  /** Disposes the stream. Work queued on it still runs. */
  dispose(): void {
    AcceleratorStream.refuseProxy(this, 'dispose');
    if (this.#disposed) return;
    this.#disposed = true;
    if (!this.accelerator.life.usable) return;
    this.submit();
    this.accelerator.order.hazards.dropQueue(this.queue);
    this.release();
  }

  /** @internal */
  checkAlive(operation: string): void {
    AcceleratorStream.refuseProxy(this, operation);
    this.accelerator.checkUsable(operation);
    if (this.#disposed) throw new DisposedError(`${operation}: the stream '${this.label}' is disposed`);
  }

  // ---- the virtual and the hooks of a backend

  /**
   * Resolves when all work queued on this stream before the call is done according to the device. It may
   * flush other streams and never waits for them. Work queued meanwhile is neither lost nor waited for.
   * Rejects, once, with a failure that only the device detected. An implementation passes its real drain to
   * `waiting`, which tracks the hazards.
   */
  abstract synchronizeAsync(options?: Waiting): Promise<void>;

  /**
   * Performs the operation after everything that was enqueued before. Never waits, and never throws for
   * anything that core has checked.
   */
  protected abstract enqueue(operation: Operation): void;

  /** Submits the operations that `enqueue` has deferred. */
  protected abstract submit(): void;

  /** Frees the stream's device resources once its work is done. */
  protected release(): void {}

  /**
   * The common part of every `synchronizeAsync` of a stream: calls `drain` in this turn and settles when it
   * does.
   */
  protected waiting(options: Waiting | undefined, drain: () => Promise<void>): Promise<void> {
    if (options !== undefined) checkOptionNames('synchronizeAsync', options, ['signal']);
    const signal = signalOf('synchronizeAsync', options);
    this.checkAlive('synchronizeAsync');
    const { order } = this.accelerator;
    return order.wait(order.coverage(this), signal, drain);
  }

  // ---- within core

  /**
   * @internal `calledBy` is the public method that the user called; the operation's site is the caller of
   * that method.
   */
  queueOperation(
    operation: NewOperation,
    calledBy: Function,
    accesses: readonly BufferAccess[] = accessesOf(operation),
  ): void {
    if ('target' in operation && operation.target.count === 0) return;
    const { counters, order } = this.accelerator;
    const site = captureSite(calledBy);
    const position = order.record(this, accesses, operation.description, site);
    if (operation.kind === 'upload') counters.bytesUploaded += operation.bytes.byteLength;
    if (operation.kind === 'launch') {
      counters.launches += 1;
      counters[`${operation.form}Launches`] += 1;
    }
    // Completed in place, because a copy would cost a fifth of a small launch.
    this.enqueue(Object.freeze(Object.assign(operation, { position, site })));
    this.scheduleFlush();
  }

  /** @internal */
  orderBehind(point: Point): void {
    const { stream } = point.queue;
    const description = `waitFor('${stream.label}')`;
    this.queueOperation(
      { kind: 'waitFor', other: stream, otherPosition: point.position, description },
      this.orderBehind,
    );
    this.accelerator.order.hazards.order(this.queue, point);
  }

  /** @internal */
  queueCopy(method: string, source: Span, target: Span, calledBy: Function, everyStream = false): void {
    if (source.buffer === target.buffer && overlap(source, target)) {
      throw new HeddleRangeError(`${method}: source and target overlap in '${source.buffer.label}'`, {
        remedy: 'Copy through a buffer of its own, or choose disjoint sub-views.',
      });
    }
    const description = `${method} from '${source.buffer.label}' to '${target.buffer.label}'`;
    this.queueOperation({ kind: 'copy', source, target, description }, calledBy, [
      { access: 'read', span: source, everyStream },
      { access: 'write', span: target },
    ]);
  }

  /** @internal Schedules the submission of queued operations, at the end of the turn at the latest. */
  scheduleFlush(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    void Promise.resolve().then(() => {
      this.#flushScheduled = false;
      if (!this.#disposed && this.accelerator.life.usable) this.submit();
    });
  }
}

export interface AcceleratorStream {
  [Symbol.dispose](): void;
}

function accessesOf(operation: NewOperation): readonly BufferAccess[] {
  return operation.kind === 'fill' || operation.kind === 'upload'
    ? [{ access: 'write', span: operation.target }]
    : [];
}
