import type { HeddleError } from '../errors/errors.ts';
import { DeviceLostError, DisposedError } from '../errors/errors.ts';
import { throughProxy } from './through-proxy.ts';

export type LostInfo = { readonly reason: 'disposed' | 'lost'; readonly message: string };

/** The accelerator concerned. Its callback may be changed at any time. */
interface Living {
  readonly label: string;
  readonly onUncapturedError: ((error: HeddleError) => void) | undefined;
}

/**
 * Tracks whether an accelerator can still be used, how it ended, and the failures that no wait has claimed.
 */
export class Life {
  readonly lost: Promise<LostInfo>;
  readonly #of: Living;
  #resolveLost!: (info: LostInfo) => void;
  #gone: LostInfo | undefined;
  #disposal: Promise<void> | undefined;
  #uncaptured: HeddleError | undefined;

  constructor(of: Living) {
    this.#of = of;
    this.lost = new Promise(resolve => {
      this.#resolveLost = resolve;
    });
  }

  /** Remains true while a disposal waits for queued work. */
  get usable(): boolean {
    return this.#gone === undefined;
  }

  /** The reason of the end. A console may look at it through a proxy, which has no private members. */
  get end(): LostInfo['reason'] | undefined {
    return #gone in this ? this.#gone?.reason : undefined;
  }

  checkAlive(operation: string): void {
    if (!(#of in this)) throw throughProxy(operation);
    const gone = this.#gone;
    if (gone?.reason === 'lost') throw new DeviceLostError('lost', `${operation}: ${gone.message}`);
    if (gone || this.#disposal)
      throw new DisposedError(`${operation}: the accelerator '${this.#of.label}' is disposed`);
  }

  /** Reports a failure that no wait has claimed. */
  uncapture(error: HeddleError): void {
    // Called as a member, so that `this` is the accelerator.
    if (this.#of.onUncapturedError) return this.#of.onUncapturedError(error);
    this.#uncaptured ??= error;
    console.error(`[heddle] ${this.#of.label}: an error that no wait has claimed: ${error.message}`);
  }

  /** Records the loss of the device. */
  lose(message: string): void {
    this.#end({ reason: 'lost', message });
  }

  /** Drains and closes the device, once. Rejects with a failure that no wait has claimed. */
  dispose(drain: () => Promise<void>, close: () => Promise<void>): Promise<void> {
    this.#disposal ??= this.#dispose(drain, close);
    return this.#disposal;
  }

  async #dispose(drain: () => Promise<void>, close: () => Promise<void>): Promise<void> {
    let failure: unknown;
    if (this.usable) {
      try {
        await drain();
      } catch (error) {
        failure = error;
      }
    }
    this.#end({ reason: 'disposed', message: `'${this.#of.label}' was disposed` });
    await close();
    failure ??= this.#uncaptured;
    if (failure) throw failure;
  }

  #end(info: LostInfo): void {
    if (this.#gone) return;
    this.#gone = info;
    this.#resolveLost(info);
  }
}

// Every runtime has a console, and no ECMAScript library declares it.
declare const console: { error(message: string): void };
