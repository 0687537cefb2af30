import { DisposedError, HeddleRangeError, HeddleTypeError } from '../errors.ts';
import type { Extent, GroupKernel, HostArg, Kernel, Params } from '../language/kernel.ts';
import type { Accelerator } from './accelerator.ts';
import type { Blocking } from './blocking.ts';
import type { Lane, Touch } from './books.ts';
import { bindLaunch } from './launch.ts';
import type { CopyOperation, FillOperation, LaunchOperation, Operation, Span, UploadOperation, WaitForOperation } from './operation.ts';
import { mayOverlap } from './span.ts';
import type { Waiting } from './view.ts';

/** An operation that core is about to give its position. */
export type NewOperation =
  | Omit<LaunchOperation, 'position'>
  | Omit<FillOperation, 'position'>
  | Omit<UploadOperation, 'position'>
  | Omit<CopyOperation, 'position'>
  | Omit<WaitForOperation, 'position'>;

/** @internal */
export const STREAM: unique symbol = Symbol.for('@heddle/core/AcceleratorStream') as never;

/**
 * An in-order queue of an accelerator. What is queued takes its place at the call and happens after all that was queued here before.
 * Streams are unordered relative to each other, but for `waitFor` and awaited waits.
 *
 * A backend extends this with `synchronizeAsync`, its real drain, and the hooks below.
 */
export abstract class AcceleratorStream {
  readonly accelerator: Accelerator;
  readonly label: string;
  /** @internal */
  readonly lane: Lane;
  /** @internal */
  readonly [STREAM] = true;
  #disposed = false;
  #flushScheduled = false;

  constructor(accelerator: Accelerator, label: string) {
    this.accelerator = accelerator;
    this.label = label;
    this.lane = accelerator.addLane(this);
  }

  static {
    if (Symbol.dispose) Object.defineProperty(this.prototype, Symbol.dispose, { value(this: AcceleratorStream) { this.dispose(); } });
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && STREAM in value;
  }

  /**
   * Queues a kernel. Ordered, never waits. A range kernel takes its extent, a group kernel `{ groups }`; an extent of 0 does nothing.
   *
   * @example
   * ```ts
   * stream.launch(saxpy, x.length, { a: 2, x, y });
   * ```
   */
  launch<P extends Params, D extends 1 | 2 | 3>(kernel: Kernel<P, D>, extent: Extent<D>, args: { readonly [K in keyof P]: HostArg<P[K]> }): void;
  launch<P extends Params>(kernel: GroupKernel<P>, grid: { readonly groups: number }, args: { readonly [K in keyof P]: HostArg<P[K]> }): void;
  launch(kernel: Kernel | GroupKernel, extent: unknown, args: unknown): void {
    this.checkAlive('launch');
    const launch = bindLaunch(this.accelerator, kernel, extent, args as Record<string, unknown>);
    if (launch) this.queue(launch.operation, launch.touches);
  }

  /** What is queued here from now on happens after what `other` has queued up to this call. Ordered, never waits. */
  waitFor(other: AcceleratorStream): void {
    this.checkAlive('waitFor');
    this.accelerator.streamFor({ stream: other }, 'waitFor');
    if (other === this) return;
    const { clock } = this.lane;
    for (const [lane, position] of this.accelerator.coverage(other)) {
      if (lane !== this.lane) clock.set(lane, Math.max(position, clock.get(lane) ?? 0));
    }
    const description = `waitFor('${other.label}')`;
    this.queue({ kind: 'waitFor', other, otherPosition: other.lane.queued, description }, []);
  }

  /** Hands what is queued to the device. Does not wait; happens by itself at the end of the turn. */
  flush(): void {
    this.checkAlive('flush');
    this.submit();
  }

  /** Blocks until all that is queued on this stream is done. On the cpu backend only; elsewhere `NotSupportedError` names `synchronizeAsync`. */
  synchronize(this: this & Blocking): void {
    const self: AcceleratorStream = this;
    self.accelerator.checkBlocking('synchronize', 'synchronizeAsync');
  }

  /** Gives the stream back. What is queued on it still happens. */
  dispose(): void {
    if (this.#disposed) return;
    this.submit();
    this.#disposed = true;
    this.accelerator.dropLane(this.lane);
    this.release();
  }

  /** @internal */
  checkAlive(operation: string): void {
    this.accelerator.checkAlive(operation);
    if (this.#disposed) throw new DisposedError(`${operation}: the stream '${this.label}' is disposed`);
  }

  // ---- the virtual and the hooks of a backend

  /**
   * Resolves when all that was queued on this stream before the call is done, by the device's own means; it may flush other streams and never waits
   * for them. Work queued meanwhile is neither lost nor waited for. Rejects with a failure that only the device found, once. An implementation hands its
   * real drain to `waiting`, which does the books.
   */
  abstract synchronizeAsync(options?: Waiting): Promise<void>;

  /** Makes the operation happen after all that was enqueued before. Never waits, never throws for what core has checked. */
  protected abstract enqueue(operation: Operation): void;

  /** Hands to the device whatever `enqueue` has kept back. */
  protected abstract submit(): void;

  /** Frees what the stream holds on the device once its work is done. */
  protected release(): void {}

  /** What every `synchronizeAsync` of a stream is made of: calls `drain` in this very turn and settles when that does. */
  protected waiting(options: Waiting | undefined, drain: () => Promise<void>): Promise<void> {
    this.checkAlive('synchronizeAsync');
    return this.accelerator.wait(this.accelerator.coverage(this), options?.signal, drain);
  }

  // ---- within core

  /** @internal */
  queue(operation: NewOperation, touches: readonly Touch[] = touchesOf(operation)): void {
    const position = this.accelerator.record(this.lane, touches, operation.description);
    if (operation.kind === 'upload') this.accelerator.countUpload(operation.bytes.byteLength);
    if (operation.kind === 'launch') this.accelerator.countLaunch();
    this.enqueue(Object.freeze({ ...operation, position }) as Operation);
    this.#scheduleFlush();
  }

  /** @internal */
  queueCopy(method: string, source: Span, target: Span): void {
    if (source.count === 0) return;
    if (source.buffer === target.buffer && mayOverlap(source, target)) {
      throw new HeddleRangeError(`${method}: source and target overlap in '${source.buffer.label}'`, {
        remedy: 'Copy through a buffer of its own, or choose disjoint sub-views.',
      });
    }
    this.queue({ kind: 'copy', source, target, description: `${method} from '${source.buffer.label}' to '${target.buffer.label}'` });
  }

  #scheduleFlush(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    void Promise.resolve().then(() => {
      this.#flushScheduled = false;
      if (!this.#disposed && this.accelerator.usable) this.submit();
    });
  }
}

export interface AcceleratorStream {
  [Symbol.dispose](): void;
}

function touchesOf(operation: NewOperation): readonly Touch[] {
  switch (operation.kind) {
    case 'fill':
    case 'upload':
      return [{ access: 'write', span: operation.target }];
    case 'copy':
      return [
        { access: 'read', span: operation.source },
        { access: 'write', span: operation.target },
      ];
    case 'launch':
    case 'waitFor':
      return [];
  }
}

/** For messages about an argument that should have been a stream. */
export function notAStream(method: string, found: string): HeddleTypeError {
  return new HeddleTypeError(`${method}: options.stream: expected an AcceleratorStream, found ${found}`, {
    remedy: 'Make one with accelerator.createStream().',
  });
}
