import { AcceleratorStream, type Operation, type Readback, type Waiting } from '@heddle/core/backend';
import type { WebGlAccelerator } from './accelerator.ts';
import { bufferOf, elementsOf, wordsOf } from './buffer.ts';
import type { WebGlKernel } from './kernel.ts';
import type { Link, Recorded } from './link/link.ts';

/** The size at which a batch is sent, so that the device starts while the program still queues. */
const MOST_RECORDED = 256;
const MOST_UPLOAD_BYTES = 2 ** 25;

/**
 * Records what is queued and sends it as a batch: when the stream is flushed or waited for, when the batch is
 * full, and at the end of the turn. The device does batches in the order in which they are sent.
 */
export class WebGlStream extends AcceleratorStream {
  readonly #link: Link;
  readonly #released: () => void;
  #recorded: Recorded[] = [];
  #uploadBytes = 0;
  /**
   * The last batch that a wait on this stream covers: its own, or one of a stream that it was made to wait
   * for.
   */
  #last = 0;

  constructor(accelerator: WebGlAccelerator, label: string, link: Link, released: () => void) {
    super(accelerator, label);
    this.#link = link;
    this.#released = released;
  }

  override synchronizeAsync(options?: Waiting): Promise<void> {
    return this.waiting(options, () => {
      this.submit();
      return this.#link.finished(this.#last);
    });
  }

  protected override enqueue(operation: Operation): void {
    switch (operation.kind) {
      case 'waitFor': {
        // Commands that are recorded here later cannot be sent before this batch.
        const other = operation.other as WebGlStream;
        other.submit();
        this.#last = Math.max(this.#last, other.#last);
        return;
      }
      case 'launch':
        return this.#record((operation.compiled as WebGlKernel).record(operation));
      case 'fill': {
        const { target, pattern } = operation;
        return this.#record({
          operation,
          command: { kind: 'fill', target: elementsOf(target), pattern: wordsOf(pattern) },
        });
      }
      case 'upload': {
        const { target, bytes } = operation;
        this.#uploadBytes += bytes.byteLength;
        return this.#record({
          operation,
          command: { kind: 'write', target: elementsOf(target), words: wordsOf(bytes) },
        });
      }
      case 'copy': {
        const { source, target } = operation;
        return this.#record({
          operation,
          command: { kind: 'copy', source: elementsOf(source), target: elementsOf(target) },
        });
      }
    }
  }

  override submit(): void {
    if (this.#recorded.length === 0) return;
    const recorded = this.#recorded;
    this.#recorded = [];
    this.#uploadBytes = 0;
    this.#last = this.#link.submit(this, recorded);
  }

  protected override release(): void {
    this.#released();
  }

  /**
   * Queues a readback. It is sent at the end of the turn at the latest, together with the other readbacks of
   * this turn.
   */
  read({ source }: Readback): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve, reject) => {
      const { buffer, offsetBytes, pieceBytes } = source;
      this.#record({
        resolve,
        reject,
        command: { kind: 'read', buffer: bufferOf(buffer).id, offsetBytes, lengthBytes: pieceBytes },
      });
    });
  }

  #record(recorded: Recorded): void {
    this.#recorded.push(recorded);
    if (this.#recorded.length >= MOST_RECORDED || this.#uploadBytes >= MOST_UPLOAD_BYTES) this.submit();
  }
}
