import type { HeddleError } from '../errors/errors.ts';
import type { AbortSignalLike } from './abort.ts';
import { abortReason } from './abort.ts';
import type { Coverage, HazardTracker, PendingAccess, Queue } from './hazards.ts';
import type { Operation } from './operation.ts';
import { stackOf } from './site.ts';
import { Wait } from './wait.ts';

/**
 * What only the device found: an operation, or several of one queue, of which this is
 * the first, came to nothing.
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
 * Brings together the waits of a program and the failures that a device finds. A failure rejects the first
 * wait that covers it, once; of two pending ones the older gets it. What no wait has claimed by the end of
 * the next turn is uncaught.
 */
export class Waits {
  readonly #hazards: HazardTracker;
  readonly #uncaught: (error: HeddleError) => void;
  readonly #failures = new Set<Failure>();
  /** The oldest first. */
  readonly #pending = new Set<PendingWait>();

  constructor(hazards: HazardTracker, uncaught: (error: HeddleError) => void) {
    this.#hazards = hazards;
    this.#uncaught = uncaught;
  }

  /**
   * Calls `work` now. When it is done, the wait resolves, or rejects with the first failure among what it covers;
   * once the program is told, that counts as waited for. An aborted wait has covered nothing.
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

  /** A wait that is over already: what is covered counts as waited for, or its first failure is thrown. */
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

  /** Ends all pending waits: the device is gone. */
  lose(makeLoss: () => HeddleError): void {
    for (const wait of this.#pending) wait.lose(makeLoss());
    this.#failures.clear();
  }
}

/**
 * Completes what only the device found with what the program did: the operations (or the readback), and as
 * the error's stack the call that queued the first of them.
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

// what every runtime has and no ECMAScript library declares
declare function setTimeout(callback: () => void, milliseconds: number): unknown;

/** After this turn and the next, when whoever meant to wait has had the chance. */
function afterNextTurn(callback: () => void): void {
  setTimeout(() => setTimeout(callback, 0), 0);
}
