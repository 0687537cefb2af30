import type { Operation, Readback, Waiting } from '@heddle/core/backend';
import { AcceleratorStream, gather } from '@heddle/core/backend';
import type { NullAccelerator } from './accelerator.ts';
import { memoryOf } from './buffer.ts';
import { workOf } from './work.ts';

/** The callbacks into the accelerator, whose own methods for this are protected. */
interface Events {
  readonly later: (task: () => void) => void;
  readonly submitted: () => void;
  readonly failed: (operation: Operation, cause: unknown) => void;
  readonly released: () => void;
}

/** An operation or a readback at its place in the queue. */
interface Work {
  readonly run: () => void;
  readonly failed: (cause: unknown) => void;
}

/**
 * A queue that is a promise: `done` resolves when everything that was submitted has run. Queued work is kept until
 * it is submitted as a batch, which runs in a later task, after the earlier batches of the stream.
 */
export class NullStream extends AcceleratorStream {
  readonly #events: Events;
  #kept: Work[] = [];
  #done: Promise<void> = Promise.resolve();

  constructor(accelerator: NullAccelerator, label: string, events: Events) {
    super(accelerator, label);
    this.#events = events;
  }

  /** Resolves when all work submitted so far is done, with all that it waits for. It never rejects. */
  get done(): Promise<void> {
    return this.#done;
  }

  /** The real drain: work that is submitted while it is pending is behind another promise. */
  override synchronizeAsync(options?: Waiting): Promise<void> {
    return this.waiting(options, () => {
      this.submit();
      return this.#done;
    });
  }

  protected override enqueue(operation: Operation): void {
    if (operation.kind !== 'waitFor') {
      const failed = (cause: unknown) => this.#events.failed(operation, cause);
      this.#kept.push({ run: workOf(operation), failed });
      return;
    }
    const other = operation.other as NullStream;
    // The work that both streams hold was queued before this call, so it is submitted first.
    this.submit();
    other.submit();
    this.#done = both(this.#done, other.done);
  }

  /** Queues a readback and submits it: core submits operations at the end of the turn, but no readbacks. */
  read({ source }: Readback): Promise<Uint8Array<ArrayBuffer>> {
    const memory = memoryOf(source);
    return new Promise((resolve, reject) => {
      this.#kept.push({ run: () => resolve(gather(memory, source)), failed: reject });
      this.submit();
    });
  }

  override submit(): void {
    const batch = this.#kept;
    if (batch.length === 0) return;
    this.#kept = [];
    this.#events.submitted();
    const turn = new Promise<void>(this.#events.later);
    this.#done = both(this.#done, turn).then(() => batch.forEach(perform));
  }

  protected override release(): void {
    void this.#done.then(this.#events.released);
  }
}

async function both(first: Promise<void>, second: Promise<void>): Promise<void> {
  await first;
  await second;
}

/** A failure does not stop the batch: later work runs. */
function perform({ run, failed }: Work): void {
  try {
    run();
  } catch (cause) {
    failed(cause);
  }
}
