import { DisposedError, HeddleRangeError } from '../errors/errors.ts';
import { showClassAs } from '../language/inspect.ts';
import type { GroupKernel, Kernel } from '../language/kernel.ts';
import type { Accelerator } from './accelerator.ts';
import { checkOptionNames, hasBrand } from './arguments.ts';
import type { Blocking } from './blocking.ts';
import type { BufferAccess, Point, Queue } from './hazards.ts';
import { bindLaunch } from './launch.ts';
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
import { captureSite } from './site.ts';
import { overlap } from './span.ts';
import { throughProxy } from './through-proxy.ts';
import type { Waiting } from './view.ts';

/** An operation that core is about to give its place. */
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
 * An in-order queue of an accelerator. What is queued takes its place at the call and happens after all that
 * was queued here before. Streams are unordered relative to each other, but for `waitFor` and awaited waits.
 *
 * A backend extends this with `synchronizeAsync`, its real drain, and the hooks below.
 */
export abstract class AcceleratorStream {
  readonly accelerator: Accelerator;
  readonly label: string;
  /** @internal */
  readonly queue: Queue;
  /** @internal */
  readonly [STREAM] = true;
  #disposed = false;
  #flushScheduled = false;

  constructor(accelerator: Accelerator, label: string) {
    this.accelerator = accelerator;
    this.label = label;
    this.queue = accelerator.order.addQueue(this);
  }

  static {
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
   * By brand, so that a stream of another copy of core is told from what is none; of a
   * backend's own class by identity.
   */
  static [Symbol.hasInstance](value: unknown): boolean {
    return this === AcceleratorStream
      ? hasBrand(value, STREAM)
      : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /** @internal A stream that has the prototype and no private members is another one, behind a Proxy. */
  static refuseProxy(stream: AcceleratorStream, what: string): void {
    if (Object.prototype.isPrototypeOf.call(AcceleratorStream.prototype, stream) && !(#disposed in stream))
      throw throughProxy(what);
  }

  /**
   * Queues a kernel. Ordered, never waits. A range kernel takes its extent, a group kernel `{ groups }`; an
   * extent of 0 does nothing.
   * @throws HeddleTypeError or HeddleRangeError for arguments, KernelError for a mistake in the kernel,
   * NotSupportedError for what the backend cannot do.
   *
   * @example
   * ```ts
   * stream.launch(saxpy, x.length, { a: 2, x, y });
   * await y.copyToCPUAsync({ stream }); // Float32Array [2, 4, 6]
   * ```
   */
  // one signature for both kinds, as a mistake in a call of overloads is reported against the wrong one
  launch<K extends Kernel<any, any> | GroupKernel<any>>(
    kernel: K,
    extent: LaunchExtent<K>,
    args: LaunchArgs<K>,
  ): void {
    this.checkAlive('launch');
    const launch = bindLaunch(this.accelerator, kernel, extent, args);
    if (launch) this.queueOperation(launch.operation, this.launch, launch.accesses);
  }

  /**
   * What is queued here from now on happens after what `other` has queued up to this
   * call. Ordered, never waits.
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

  /** Hands what is queued to the device. Does not wait; happens by itself at the end of the turn. */
  flush(): void {
    this.checkAlive('flush');
    this.submit();
  }

  /**
   * Blocks until all that is queued on this stream is done. On the cpu backend only; elsewhere
   * `NotSupportedError` names `synchronizeAsync`.
   */
  synchronize(this: this & Blocking): void {
    (this as AcceleratorStream).accelerator.checkBlocking('synchronize', 'synchronizeAsync');
  }

  /** Gives the stream back. What is queued on it still happens. */
  dispose(): void {
    AcceleratorStream.refuseProxy(this, 'dispose');
    if (this.#disposed) return;
    this.#disposed = true;
    if (!this.accelerator.life.usable) return;
    this.submit();
    this.accelerator.order.dropQueue(this.queue);
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
   * Resolves when all that was queued on this stream before the call is done, by the device's own means; it
   * may flush other streams and never waits for them. Work queued meanwhile is neither lost nor waited for.
   * Rejects with a failure that only the device found, once. An implementation hands its real drain to
   * `waiting`, which does the hazards.
   */
  abstract synchronizeAsync(options?: Waiting): Promise<void>;

  /**
   * Makes the operation happen after all that was enqueued before. Never waits, never throws
   * for what core has checked.
   */
  protected abstract enqueue(operation: Operation): void;

  /** Hands to the device whatever `enqueue` has kept back. */
  protected abstract submit(): void;

  /** Frees what the stream holds on the device once its work is done. */
  protected release(): void {}

  /**
   * What every `synchronizeAsync` of a stream is made of: calls `drain` in this very turn
   * and settles when that does.
   */
  protected waiting(options: Waiting | undefined, drain: () => Promise<void>): Promise<void> {
    if (options !== undefined) checkOptionNames('synchronizeAsync', options, ['signal']);
    const signal = options?.signal;
    this.checkAlive('synchronizeAsync');
    const { order } = this.accelerator;
    return order.wait(order.coverage(this), signal, drain);
  }

  // ---- within core

  /**
   * @internal `calledBy` is the public method that the user called: the operation's
   * site is the line that did.
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
    // completed in place, as a copy of it would cost a fifth of a small launch
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
    this.accelerator.order.behind(this.queue, point);
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

  /** @internal What is queued is handed over at the end of the turn at the latest. */
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
