import { HeddleTypeError, NotSupportedError } from '../errors/errors.ts';
import type { FlatArray, HostArray } from '../language/host-types.ts';
import { showClassAs } from '../language/inspect.ts';
import type { DataType } from '../language/types.ts';
import { checkInteger, describe } from './arguments.ts';
import { hostTarget } from './copies.ts';
import { hostArrayOver } from './host-data.ts';
import { hostBytes } from './host-memory.ts';
import { hostOnly } from './host-only.ts';
import type { Span } from './operation.ts';
import type { ArrayView } from './view.ts';

/**
 * Immediate host access, which is not ordered by streams (capability `hostMemory`: cpu, and wasm with shared
 * memory; elsewhere every member throws `NotSupportedError`). It is guarded: an access throws
 * `HostBufferRaceError` in the same turn if it overlaps bytes that an operation may write which the program
 * has not waited for, or if it writes bytes that such an operation may read.
 */
export class HostAccess<T extends DataType = any> {
  readonly #view: ArrayView<T>;

  static {
    hostOnly(HostAccess);
    showClassAs<HostAccess>(HostAccess, 'HostAccess', self => `HostAccess to ${self.#view}`);
  }

  /** @internal */
  constructor(view: ArrayView<T>) {
    this.#view = view;
  }

  /**
   * Runs `body` on the memory itself (for a strided view on a copy, which is written back for `readWrite`).
   * The body is synchronous, and may neither queue nor allocate, so one check covers the whole access. The
   * array must not be used after it. @throws HostBufferRaceError in the same turn, if an operation that was
   * not waited for may access the bytes.
   *
   * @example
   * ```ts
   * x.fill(5);
   * x.host.use('read', data => data[0]); // throws HostBufferRaceError
   * await accelerator.synchronizeAsync();
   * x.host.use('read', data => data[0]); // 5
   * ```
   */
  use<R>(access: 'read' | 'readWrite', body: (data: HostArray<T>) => R): R {
    if (access !== 'read' && access !== 'readWrite') {
      throw new HeddleTypeError(
        `host.use: access: expected 'read' or 'readWrite', found ${describe(access)}`,
      );
    }
    if (typeof body !== 'function')
      throw new HeddleTypeError(`host.use: body: expected a function, found ${describe(body)}`);
    const { bytes, span } = this.#open(access === 'read' ? 'read' : 'write', 'host.use', 'copyToCPUAsync');
    const dense = span.count <= 1;
    const data = dense
      ? bytes.subarray(span.offsetBytes, span.offsetBytes + span.count * span.pieceBytes)
      : gather(bytes, span);
    const result = this.#view.accelerator.order.inHostAccess(() =>
      body(hostArrayOver(this.#view.type, data) as HostArray<T>),
    );
    if (typeof (result as { then?: unknown } | undefined)?.then === 'function') {
      throw new HeddleTypeError(
        'host.use: the body must not be asynchronous: its access would outlive the check',
        {
          remedy: 'Await before or after host.use, or read with copyToCPUAsync.',
        },
      );
    }
    if (!dense && access === 'readWrite') scatter(bytes, span, data);
    return result;
  }

  /** Sets every byte at once. */
  memSet(byte: number): void {
    checkInteger('host.memSet: byte', byte, 0, 255);
    const { bytes, span } = this.#open('write', 'host.memSet', 'memSet');
    fill(bytes, span, Uint8Array.of(byte));
  }

  /**
   * Copies the elements at once into the caller's array, which may be flat like that of `copyToHostAsync`.
   */
  copyTo(target: HostArray<T> | FlatArray<T, ArrayBufferLike>): void {
    const into = hostTarget(this.#view, target, 'host.copyTo');
    const { bytes, span } = this.#open('read', 'host.copyTo', 'copyToHostAsync');
    into.set(gather(bytes, span));
  }

  /** The elements in a new array, at once. */
  copyToHost(): HostArray<T> {
    const { bytes, span } = this.#open('read', 'host.copyToHost', 'copyToCPUAsync');
    return hostArrayOver(this.#view.type, gather(bytes, span)) as HostArray<T>;
  }

  #open(
    access: 'read' | 'write',
    operation: string,
    use: string,
  ): { bytes: Uint8Array<ArrayBufferLike>; span: Span } {
    const { buffer, accelerator } = this.#view;
    buffer.checkAlive(operation);
    if (!buffer.hostBytes()) {
      throw new NotSupportedError(
        `${operation} of '${buffer.label}': the host cannot access the memory of ${accelerator.backend}`,
        use,
      );
    }
    const span = this.#view.span();
    accelerator.order.checkHostRace(access, span, operation, use);
    // Again, because a handler of races may have disposed the buffer, or let the memory grow.
    buffer.checkAlive(operation);
    return { bytes: buffer.hostBytes()!, span };
  }
}

/** The pieces of a span, one after the other, in new memory. */
export function gather(
  bytes: Uint8Array<ArrayBufferLike>,
  span: Omit<Span, 'buffer'>,
): Uint8Array<ArrayBuffer> {
  const dense = hostBytes(span.count * span.pieceBytes, 'a copy of the elements');
  for (let i = 0; i < span.count; i++) {
    const from = span.offsetBytes + i * span.strideBytes;
    dense.set(bytes.subarray(from, from + span.pieceBytes), i * span.pieceBytes);
  }
  return dense;
}

/** The reverse of `gather`. */
export function scatter(
  bytes: Uint8Array<ArrayBufferLike>,
  span: Omit<Span, 'buffer'>,
  dense: Uint8Array<ArrayBufferLike>,
): void {
  for (let i = 0; i < span.count; i++) {
    bytes.set(
      dense.subarray(i * span.pieceBytes, (i + 1) * span.pieceBytes),
      span.offsetBytes + i * span.strideBytes,
    );
  }
}

/** Fills every piece of a span with repetitions of the pattern, whose length divides the piece's. */
export function fill(
  bytes: Uint8Array<ArrayBufferLike>,
  { offsetBytes, pieceBytes, strideBytes, count }: Omit<Span, 'buffer'>,
  pattern: Uint8Array<ArrayBufferLike>,
): void {
  for (let i = 0; i < count; i++) {
    const from = offsetBytes + i * strideBytes;
    const piece = bytes.subarray(from, from + pieceBytes);
    piece.set(pattern.subarray(0, pieceBytes));
    for (let filled = pattern.length; filled < pieceBytes; filled *= 2) {
      piece.copyWithin(filled, 0, Math.min(filled, pieceBytes - filled));
    }
  }
}
