import { DisposedError, HeddleTypeError } from '../errors.ts';
import { layout } from '../ir/layout.ts';
import type { DataType } from '../language/types.ts';
import type { AbortSignalLike } from './abort.ts';
import { orAborted } from './abort.ts';
import type { Accelerator } from './accelerator.ts';
import { checkInteger } from './arguments.ts';
import type { Coverage } from './books.ts';
import type { Span } from './operation.ts';
import { spanBytes } from './span.ts';
import type { AcceleratorStream } from './stream.ts';
import { ArrayView, wholeView } from './view.ts';

export interface AllocateOptions {
  /** The name in messages and in the debugging tools of the platform. */
  readonly label?: string | undefined;
}

/** What core tells a backend about memory that it is to make. */
export interface BufferDescription<T extends DataType = any> {
  readonly accelerator: Accelerator;
  readonly type: T;
  readonly length: number;
  readonly byteLength: number;
  readonly label: string;
}

/**
 * Device memory of one element type: zeroed when allocated, or holding the data given, before anything that is queued. It is a view of itself.
 *
 * A backend extends this with `copyToRawAsync`, its real readback, and `release`.
 */
export abstract class MemoryBuffer<T extends DataType = any> extends ArrayView<T> {
  readonly accelerator: Accelerator;
  readonly label: string;
  readonly byteLength: number;
  #disposed = false;
  #view: ArrayView<T> | undefined;

  constructor({ accelerator, type, length, byteLength, label }: BufferDescription<T>) {
    super(type, { offset: 0, step: 1, length, width: length, height: 1, depth: 1 });
    this.accelerator = accelerator;
    this.label = label;
    this.byteLength = byteLength;
  }

  static {
    // Safari has no Symbol.dispose
    if (Symbol.dispose) Object.defineProperty(this.prototype, Symbol.dispose, { value(this: MemoryBuffer) { this.dispose(); } });
  }

  get buffer(): this {
    return this;
  }

  /** The whole buffer as a view that cannot dispose it. */
  get view(): ArrayView<T> {
    return (this.#view ??= wholeView(this));
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Gives the memory back as soon as the work that is queued on it is done. Readbacks that have begun are not disturbed. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.accelerator.forget(this);
    this.release();
  }

  /** @internal */
  checkAlive(operation: string): void {
    this.accelerator.checkAlive(operation);
    if (this.#disposed) throw new DisposedError(`${operation}: the buffer '${this.label}' is disposed`);
  }

  // ---- the virtual and the hooks of a backend

  /**
   * The bytes from `offsetBytes`, as many as `lengthBytes`, read back by the device's own means. Without a stream it waits for all that was
   * queued so far and touches the buffer; with one it takes its place there and waits for that stream.
   * Only these bytes cross the boundary. An implementation hands its real readback to `readback`, which checks and does the books.
   *
   * @throws HeddleRangeError at the call, for bytes that the buffer does not have.
   */
  abstract copyToRawAsync(stream: AcceleratorStream | undefined, offsetBytes: number, lengthBytes: number): Promise<Uint8Array<ArrayBuffer>>;

  /** Frees the memory, once all queued work and all readbacks begun on it are done. Called once; does not wait. */
  protected abstract release(): void;

  /** All the memory, where the host can reach it (capability `hostMemory`), as of this very call; else undefined. */
  protected hostMemory(): Uint8Array<ArrayBufferLike> | undefined {
    return undefined;
  }

  /** The bytes at once: blocking backends only. Everything queued has run when it is called. */
  protected readNow(_offsetBytes: number, _lengthBytes: number): Uint8Array<ArrayBuffer> {
    throw new HeddleTypeError(`the backend '${this.accelerator.backend}' does not block`);
  }

  /**
   * What every `copyToRawAsync` is made of: checks the range, writes the readback down, calls `read` in this very turn, and settles
   * when that does, or with a failure of an operation that it had to wait for. `after`: what must have happened before the bytes are read.
   */
  protected readback(
    stream: AcceleratorStream | undefined,
    offsetBytes: number,
    lengthBytes: number,
    read: (after: Coverage) => Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    this.checkAlive('copyToRawAsync');
    if (stream) this.accelerator.streamFor({ stream }, 'copyToRawAsync');
    checkInteger('copyToRawAsync: offsetBytes', offsetBytes, 0, this.byteLength, `(the byte length of '${this.label}')`);
    checkInteger('copyToRawAsync: lengthBytes', lengthBytes, 0, this.byteLength - offsetBytes, `(what is left of '${this.label}')`);
    if (lengthBytes === 0) return Promise.resolve(new Uint8Array(0));
    const span = { buffer: this, offsetBytes, pieceBytes: lengthBytes, strideBytes: lengthBytes, count: 1 };
    return this.accelerator.readback(stream, span, read);
  }

  /** @internal */
  hostBytes(): Uint8Array<ArrayBufferLike> | undefined {
    return this.accelerator.capabilities.has('hostMemory') ? this.hostMemory() : undefined;
  }

  /** @internal The bytes of a span, without gaps. A strided one is gathered on the device first: only what is asked for crosses the boundary. */
  readSpanAsync(stream: AcceleratorStream | undefined, span: Span, signal: AbortSignalLike | undefined): Promise<Uint8Array<ArrayBuffer>> {
    if (span.count <= 1) return orAborted(this.copyToRawAsync(stream, span.offsetBytes, span.count * span.pieceBytes), signal);
    const on = stream ?? this.accelerator.streamAfterAll(this);
    const dense = this.#gathered(on, span);
    const bytes = orAborted(dense.copyToRawAsync(on, 0, dense.byteLength), signal);
    dense.dispose();
    return bytes;
  }

  /** @internal */
  readSpan(stream: AcceleratorStream, span: Span): Uint8Array<ArrayBuffer> {
    if (span.count > 1) {
      const dense = this.#gathered(stream, span);
      const bytes = dense.readSpan(stream, dense.span());
      dense.dispose();
      return bytes;
    }
    const { accelerator } = this;
    accelerator.finishBlocking(accelerator.coverage(stream));
    accelerator.countReadback(spanBytes(span));
    return this.readNow(span.offsetBytes, spanBytes(span));
  }

  #gathered(stream: AcceleratorStream, span: Span): MemoryBuffer<T> {
    const length = spanBytes(span) / layout(this.type).stride;
    const dense: MemoryBuffer<T> = this.accelerator.allocate(this.type, length, { label: `${this.label}, gathered` });
    stream.queueCopy('gather', span, dense.span());
    return dense;
  }
}

export interface MemoryBuffer<T extends DataType = any> {
  [Symbol.dispose](): void;
}
