import type { HeddleError } from '../errors/errors.ts';
import type { AbortSignalLike } from './abort.ts';
import { abortReason } from './abort.ts';
import type { Coverage, HazardTracker, PendingAccess, Queue } from './hazards.ts';
import type { Operation } from './operation.ts';
import { stackOf } from './site.ts';
import { Wait } from './wait.ts';

/**
 * A failure that only the device detected: one operation failed, or several of one queue, of which this is
 * the first.
 */
interface Failure {
  readonly queue: Queue;
  readonly position: number;
  readonly error: HeddleError;
}

interface PendingWait {
  readonly covers: Coverage;
  readonly lose: (loss: HeddleError) => void;
  failure: Failure | undefined;
}

const isCovered = (failure: Failure, covers: Coverage): boolean =>
  failure.position <= (covers.get(failure.queue) ?? 0);

/**
 * Matches the waits of a program with the failures that a device detects. A failure rejects the first wait
 * that covers it, once; of two pending waits the older gets it. A failure that no wait has claimed by the end
 * of the next turn is uncaught.
 */
export class Waits {
  readonly #hazards: HazardTracker;
  readonly #uncaught: (error: HeddleError) => void;
  readonly #failures = new Set<Failure>();
  /** The pending waits, the oldest first. */
  readonly #pending = new Set<PendingWait>();

  constructor(hazards: HazardTracker, uncaught: (error: HeddleError) => void) {
    this.#hazards = hazards;
    this.#uncaught = uncaught;
  }

  /**
   * Calls `work` now. When it is done, the wait resolves, or rejects with the first failure that it covers.
   * The covered operations count as waited for once the program's listener is called. An aborted wait covers
   * nothing.
   */
  begin<R>(
    covers: Coverage,
    signal: AbortSignalLike | undefined,
    work: () => Promise<R>,
    readback?: PendingAccess,
  ): Promise<R> {
    if (signal?.aborted) return Promise.reject(abortReason(signal));
    let drained = false;
    const told = (): void => {
      if (drained) this.#hazards.finish(covers, readback);
    };
    return new Wait<R>((resolve, reject) => {
      const end = (outcome: () => void): void => {
        if (!this.#pending.delete(wait)) return;
        signal?.removeEventListener('abort', abort);
        outcome();
      };
      const abort = (): void =>
        end(() => {
          if (wait.failure) this.fail(wait.failure);
          reject(abortReason(signal!));
        });
      const wait: PendingWait = {
        covers,
        failure: this.#claim(covers),
        lose: loss => end(() => reject(loss)),
      };
      this.#pending.add(wait);
      signal?.addEventListener('abort', abort);
      (async () => work())().then(
        result =>
          end(() => {
            drained = true;
            if (wait.failure) reject(wait.failure.error);
            else resolve(result);
          }),
        error => end(() => reject(wait.failure?.error ?? error)),
      );
    }, told);
  }

  /**
   * Ends a wait that is over already: the covered operations count as waited for, or their first failure is
   * thrown.
   */
  finishNow(covers: Coverage, readback?: PendingAccess): void {
    this.#hazards.finish(covers, readback);
    const failure = this.#claim(covers);
    if (failure) throw failure.error;
  }

  #claim(covers: Coverage): Failure | undefined {
    for (const failure of this.#failures) {
      if (!isCovered(failure, covers)) continue;
      this.#failures.delete(failure);
      return failure;
    }
    return undefined;
  }

  fail(failure: Failure): void {
    for (const wait of this.#pending) {
      if (wait.failure || !isCovered(failure, wait.covers)) continue;
      wait.failure = failure;
      return;
    }
    this.#failures.add(failure);
    afterNextTurn(() => {
      if (this.#failures.delete(failure)) this.#uncaught(failure.error);
    });
  }

  /** Ends all pending waits because the device is lost. */
  lose(makeLoss: () => HeddleError): void {
    for (const wait of this.#pending) wait.lose(makeLoss());
    this.#failures.clear();
  }
}

/**
 * Completes an error of the device with the program's part: the operations (or the readback), and as the
 * error's stack the call that queued the first of them.
 */
export function attribute(
  error: HeddleError,
  { stream }: Queue,
  operations: readonly Pick<Operation, 'description' | 'site'>[],
): void {
  const shown = operations.slice(0, 8).map(({ description }) => description);
  const rest = operations.length - shown.length;
  error.message = `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''} on stream '${stream.label}' failed: ${error.message}`;
  error.stack = `${error.name}: ${error.message}\n${stackOf(operations[0]!.site)}`;
}

// Every runtime has timers, and no ECMAScript library declares them.
declare function setTimeout(callback: () => void, milliseconds: number): unknown;

/** Calls back after this turn and the next, so that a program that means to wait has had the chance. */
function afterNextTurn(callback: () => void): void {
  setTimeout(() => setTimeout(callback, 0), 0);
}
