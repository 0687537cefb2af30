import type { Operation, Readback, Waiting } from '@heddle/core/backend';
import { AcceleratorStream } from '@heddle/core/backend';
import type { WebGpuAccelerator } from './accelerator.ts';
import { Batch, type ReadbackCommand, type Recorded } from './batch/batch.ts';
import type { Device } from './device.ts';

/**
 * Records queued operations and submits them as a batch: when the stream is flushed or waited for, when the
 * batch is full, and at the end of the turn. All streams submit to the one queue of the device, which runs
 * batches in order; between batches, streams are ordered by the time of their submits.
 */
export class WebGpuStream extends AcceleratorStream {
  readonly #device: Device;
  readonly #released: () => void;
  #batch: Batch | undefined;
  /**
   * Batches that a wait on this stream covers: its own, and those of streams that it was made to wait for.
   */
  readonly #inFlight = new Set<Promise<void>>();

  constructor(accelerator: WebGpuAccelerator, label: string, device: Device, released: () => void) {
    super(accelerator, label);
    this.#device = device;
    this.#released = released;
  }

  override synchronizeAsync(options?: Waiting): Promise<void> {
    return this.waiting(options, () => {
      this.submit();
      return this.#device.drained([...this.#inFlight]);
    });
  }

  protected override enqueue(operation: Operation): void {
    if (operation.kind !== 'waitFor') return this.#record(operation);
    // Operations that are recorded here later cannot be submitted before this.
    const other = operation.other as WebGpuStream;
    other.submit();
    for (const work of other.#inFlight) this.#follow(work);
  }

  override submit(): void {
    const batch = this.#batch;
    if (!batch) return;
    this.#batch = undefined;
    this.#follow(this.#device.submit(batch, this));
  }

  protected override release(): void {
    this.#released();
  }

  /**
   * Queues a readback. It is submitted at the end of the turn at the latest, together with other readbacks of
   * this turn.
   */
  read(place: Readback): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve, reject) => {
      const command: ReadbackCommand = { kind: 'readback', place, resolve, reject };
      this.#record(command);
    });
  }

  #record(command: Recorded): void {
    this.#batch ??= new Batch();
    this.#batch.add(command);
    if (this.#batch.full) this.submit();
  }

  #follow(work: Promise<void>): void {
    this.#inFlight.add(work);
    void work.then(() => this.#inFlight.delete(work));
  }
}
