import { DisposedError, HeddleTypeError } from '../errors/errors.ts';
import { layout } from '../ir/layout.ts';
import { typeName } from '../ir/types.ts';
import { count, showClassAs } from '../language/inspect.ts';
import type { DataType } from '../language/types.ts';
import type { AbortSignalLike } from './abort.ts';
import { abortReason } from './abort.ts';
import type { Accelerator } from './accelerator.ts';
import { checkInteger } from './arguments.ts';
import { hostOnly, hostOnlyOverrides } from './host-only.ts';
import type { Readback, Span } from './operation.ts';
import { spanBytes } from './span.ts';
import type { AcceleratorStream } from './stream.ts';
import { throughProxy } from './through-proxy.ts';
import { ArrayView, wholeView } from './view.ts';
import { lineShape } from './view-shape.ts';
import { mapWait } from './wait.ts';

export interface AllocateOptions {
  /** The name in messages and in the platform's debugging tools. */
  readonly label?: string | undefined;
}

/** Core's description of a buffer that a backend is to make. */
export interface BufferDescription<T extends DataType = any> {
  readonly accelerator: Accelerator;
  readonly type: T;
  readonly length: number;
  readonly byteLength: number;
  readonly label: string;
}

/**
 * Device memory of one element type. When allocated it is zeroed or holds the given data, before all queued
 * work. It is a view of itself.
 *
 * A backend extends this with `copyToRawAsync`, its real readback, and `release`.
 */
export abstract class MemoryBuffer<T extends DataType = any> extends ArrayView<T> {
  declare readonly accelerator: Accelerator;
  declare readonly label: string;
  declare readonly byteLength: number;
  #disposed = false;
  #view: ArrayView<T> | undefined;
  /** Passed from `readSpanAsync` to `readback` within one call, because `copyToRawAsync` does not take it. */
  #signal: AbortSignalLike | undefined;

  constructor({ accelerator, type, length, byteLength, label }: BufferDescription<T>) {
    super(type, lineShape(0, 1, length));
    hostOnlyOverrides(new.target, MemoryBuffer);
    this.accelerator = accelerator;
    this.label = label;
    this.byteLength = byteLength;
  }

  /** A buffer is a view that is its own buffer; for a backend's own class the test is identity. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== MemoryBuffer) return Function.prototype[Symbol.hasInstance].call(this, value);
    return value instanceof ArrayView && (value as ArrayView).buffer === value;
  }

  static {
    hostOnly(MemoryBuffer);
    showClassAs<MemoryBuffer>(
      MemoryBuffer,
      'MemoryBuffer',
      ({ label, type, length, byteLength, accelerator, disposed }) =>
        `MemoryBuffer '${label}' of ${typeName(type)} (${count([length])}, ${byteLength} bytes, ${(disposed ? 'disposed' : accelerator.life.end) ?? `on '${accelerator.label}'`})`,
    );
    // Safari has no Symbol.dispose
    if (Symbol.dispose)
      Object.defineProperty(this.prototype, Symbol.dispose, {
        value(this: MemoryBuffer) {
          this.dispose();
        },
      });
  }

  get buffer(): this {
    return this;
  }

  /** The whole buffer as a view that cannot dispose it. */
  get view(): ArrayView<T> {
    if (!(#disposed in this)) throw throughProxy('view');
    this.#view ??= wholeView(this);
    return this.#view;
  }

  get disposed(): boolean {
    if (!(#disposed in this)) throw throughProxy('disposed');
    return this.#disposed;
  }

  /** Frees the memory as soon as the work queued on it is done. Readbacks that have begun still complete. */
  dispose(): void {
    if (!(#disposed in this)) throw throughProxy('dispose');
    if (this.#disposed) return;
    this.#disposed = true;
    this.accelerator.order.hazards.forget(this);
    if (this.accelerator.life.usable) this.release();
  }

  /** @internal */
  checkAlive(operation: string): void {
    if (!(#disposed in this)) throw throughProxy(operation);
    this.accelerator.checkUsable(operation);
    if (this.#disposed) throw new DisposedError(`${operation}: the buffer '${this.label}' is disposed`);
  }

  // ---- the virtual and the hooks of a backend

  /**
   * Reads back `lengthBytes` bytes from `offsetBytes`, as the device provides them. Without a stream it waits
   * for all work queued so far that accesses the buffer; with one it takes its place in that stream and waits
   * for it. Only these bytes cross the boundary. An implementation passes its real readback to `readback`,
   * which checks the range and tracks hazards.
   *
   * @throws HeddleRangeError at the call, for bytes that the buffer does not have.
   *
   * @example
   * ```ts
   * const raw = await x.copyToRawAsync(undefined, 4, 8);
   * new Float32Array(raw.buffer); // Float32Array [2, 3]
   * ```
   */
  abstract copyToRawAsync(
    stream: AcceleratorStream | undefined,
    offsetBytes: number,
    lengthBytes: number,
  ): Promise<Uint8Array<ArrayBuffer>>;

  /**
   * Frees the memory once all queued work and all readbacks begun on it are done. Called at most once, and
   * not after the accelerator is disposed or lost. Does not wait.
   */
  protected abstract release(): void;

  /** All the memory, as of this call, if the host can access it (capability `hostMemory`); else undefined. */
  protected hostMemory(): Uint8Array<ArrayBufferLike> | undefined {
    return undefined;
  }

  /** The bytes at once, on blocking backends only. Everything queued has run when it is called. */
  protected readNow(_offsetBytes: number, _lengthBytes: number): Uint8Array<ArrayBuffer> {
    throw new HeddleTypeError(`the backend '${this.accelerator.backend}' does not block`);
  }

  /**
   * The common part of every `copyToRawAsync`: checks the range, gives the readback its place in a stream,
   * calls `read` in this turn, and settles when that does, or with a failure of an operation that it had to
   * wait for. `read` must return the bytes as of that place: after everything queued on the stream before it,
   * and before anything queued there later. If the caller named no stream, core has ordered the place behind
   * all work that accesses the buffer.
   */
  protected readback(
    stream: AcceleratorStream | undefined,
    offsetBytes: number,
    lengthBytes: number,
    read: (place: Readback) => Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (!(#disposed in this)) throw throughProxy('copyToRawAsync');
    const signal = this.#signal;
    const span = this.#checkRaw(stream, offsetBytes, lengthBytes);
    const { order } = this.accelerator;
    if (lengthBytes > 0) return order.readback(stream, span, signal, read);
    return mapWait(order.readNothing(stream, this, signal), () => new Uint8Array(0));
  }

  #checkRaw(stream: AcceleratorStream | undefined, offsetBytes: number, lengthBytes: number): Span {
    this.checkAlive('copyToRawAsync');
    if (stream !== undefined) this.accelerator.order.checkStream(stream, 'copyToRawAsync: stream');
    checkInteger(
      'copyToRawAsync: offsetBytes',
      offsetBytes,
      0,
      this.byteLength,
      `(the byte length of '${this.label}')`,
    );
    checkInteger(
      'copyToRawAsync: lengthBytes',
      lengthBytes,
      0,
      this.byteLength - offsetBytes,
      `(what is left of '${this.label}')`,
    );
    return { buffer: this, offsetBytes, pieceBytes: lengthBytes, strideBytes: lengthBytes, count: 1 };
  }

  /** @internal */
  hostBytes(): Uint8Array<ArrayBufferLike> | undefined {
    return this.accelerator.capabilities.has('hostMemory') ? this.hostMemory() : undefined;
  }

  /**
   * @internal The bytes of a span of elements of `type`, without gaps. A strided span is gathered on the
   * device first, so that only the requested bytes cross the boundary.
   */
  readSpanAsync(
    stream: AcceleratorStream | undefined,
    span: Span,
    type: DataType,
    signal: AbortSignalLike | undefined,
  ): Promise<Uint8Array<ArrayBuffer>> {
    // Checked before the readback takes its place, because nothing would be read there.
    if (signal?.aborted) return Promise.reject(abortReason(signal));
    if (span.count > 1) {
      const [dense, on] = this.#gathered(stream, span, type);
      const bytes = dense.readSpanAsync(on, dense.span(), type, signal);
      dense.dispose();
      return bytes;
    }
    this.#signal = signal;
    try {
      return this.copyToRawAsync(stream, span.offsetBytes, spanBytes(span));
    } finally {
      this.#signal = undefined;
    }
  }

  /** @internal */
  readSpan(stream: AcceleratorStream | undefined, span: Span, type: DataType): Uint8Array<ArrayBuffer> {
    if (span.count > 1) {
      const [dense, on] = this.#gathered(stream, span, type);
      const bytes = dense.readSpan(on, dense.span(), type);
      dense.dispose();
      return bytes;
    }
    return this.accelerator.order.readbackNow(stream, span, () =>
      this.readNow(span.offsetBytes, spanBytes(span)),
    );
  }

  /** A copy of the span without its gaps, and the stream that makes it. */
  #gathered(
    stream: AcceleratorStream | undefined,
    span: Span,
    type: DataType,
  ): readonly [MemoryBuffer, AcceleratorStream] {
    const { accelerator, label } = this;
    const on = stream ?? accelerator.order.streamBehind(this);
    const dense: MemoryBuffer = accelerator.allocate(type, spanBytes(span) / layout(type).stride, {
      label: `${label}, gathered`,
    });
    on.queueCopy('gather', span, dense.span(), this.#gathered, stream === undefined);
    return [dense, on];
  }
}

export interface MemoryBuffer<T extends DataType = any> {
  [Symbol.dispose](): void;
}
