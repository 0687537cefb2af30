import type { HostData } from '../language/host-types.ts';
import type { DataType } from '../language/types.ts';
import type { Accelerator } from './accelerator.ts';
import { AnalysingAccelerator } from './analysing-accelerator.ts';
import type { AllocateOptions } from './buffer.ts';
import { MemoryBuffer } from './buffer.ts';
import type { Coverage, PendingAccess } from './hazards.ts';
import type { ReinterpretedView } from './reinterpret.ts';
import { AcceleratorStream } from './stream.ts';
import type { ArrayView } from './view.ts';

/** Named for the compiler's message: Property '[USE_THE_ASYNC_FORM]' is missing in type 'Accelerator'. */
declare const USE_THE_ASYNC_FORM: unique symbol;
/**
 * Exists only in the types: members that need a backend that can block take `this: this & Blocking`, and only
 * `cpu()` opens such an accelerator.
 */
export interface Blocking {
  readonly [USE_THE_ASYNC_FORM]: true;
}

export interface BlockingView<T extends DataType = any> extends ArrayView<T>, Blocking {
  readonly accelerator: BlockingAccelerator;
  reinterpret<U extends DataType>(type: U): ReinterpretedView<U> & BlockingView<U>;
}

/** A buffer of a backend that can wait within a call. */
export abstract class BlockingBuffer<T extends DataType = any> extends MemoryBuffer<T> {
  declare readonly accelerator: BlockingAccelerator;
  protected abstract override readNow(offsetBytes: number, lengthBytes: number): Uint8Array<ArrayBuffer>;
}
export interface BlockingBuffer<T extends DataType = any> extends Blocking {
  reinterpret<U extends DataType>(type: U): ReinterpretedView<U> & BlockingView<U>;
}

/** A stream of a backend that can wait within a call. */
export abstract class BlockingStream extends AcceleratorStream {
  declare readonly accelerator: BlockingAccelerator;
  /** Returns when all work queued on this stream is done. */
  protected abstract drain(): void;

  override synchronize(): void {
    this.checkAlive('synchronize');
    this.drain();
    this.accelerator.finishBlocking(this.accelerator.order.coverage(this));
  }
}
export interface BlockingStream extends Blocking {}

/** An accelerator that can wait within a call; only cpu has one. */
export abstract class BlockingAccelerator extends AnalysingAccelerator {
  /** Returns when all queued work is done. */
  protected abstract drain(): void;

  override get defaultStream(): BlockingStream {
    return super.defaultStream as BlockingStream;
  }

  override synchronize(): void {
    this.checkUsable('synchronize');
    this.finishBlocking(this.order.coverage(undefined));
  }

  /** @internal */
  override finishBlocking(covers: Coverage, readback?: PendingAccess): void {
    this.drain();
    super.finishBlocking(covers, readback);
  }

  /** @internal */
  override checkBlocking(): void {}
}
export interface BlockingAccelerator extends Blocking {
  allocate<T extends DataType>(type: T, length: number, options?: AllocateOptions): BlockingBuffer<T>;
  allocate<T extends DataType>(type: T, data: HostData<T>, options?: AllocateOptions): BlockingBuffer<T>;
  createStream(options?: { readonly label?: string | undefined }): BlockingStream;
}

/**
 * For algorithms that end in a blocking readback: throws `NotSupportedError`, which names the form to use
 * instead, if the accelerator cannot block. Takes the accelerator or a view, and narrows its type to the
 * blocking members.
 *
 * @example
 * ```ts
 * function total(view: ArrayView<F32T>): number {
 *   assertBlocking(view, 'total', 'totalAsync');
 *   return view.copyToCPU().reduce((a, b) => a + b);
 * }
 * total(x); // 6
 * ```
 */
export function assertBlocking<T extends DataType>(
  view: ArrayView<T>,
  operation: string,
  use: string,
): asserts view is BlockingView<T>;
export function assertBlocking(
  accelerator: Accelerator,
  operation: string,
  use: string,
): asserts accelerator is BlockingAccelerator;
export function assertBlocking(on: ArrayView | Accelerator, operation: string, use: string): void {
  ('accelerator' in on ? on.accelerator : on).checkBlocking(operation, use);
}
