import type { HeddleError } from '../errors/errors.ts';
import { DeviceLostError, DisposedError } from '../errors/errors.ts';
import { throughProxy } from './through-proxy.ts';

export type LostInfo = { readonly reason: 'disposed' | 'lost'; readonly message: string };

/** Of whose life it is: the callback may be changed at any time. */
interface Living {
  readonly label: string;
  readonly onUncapturedError: ((error: HeddleError) => void) | undefined;
}

/**
 * Whether an accelerator can still be used, how it ended, and the failures that
 * nobody has claimed until then.
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

  /** Still so while a disposal waits for what is queued. */
  get usable(): boolean {
    return this.#gone === undefined;
  }

  get isLost(): boolean {
    return this.#gone?.reason === 'lost';
  }

  checkAlive(operation: string): void {
    if (!(#of in this)) throw throughProxy(operation);
    const gone = this.#gone;
    if (gone?.reason === 'lost') throw new DeviceLostError('lost', `${operation}: ${gone.message}`);
    if (gone || this.#disposal)
      throw new DisposedError(`${operation}: the accelerator '${this.#of.label}' is disposed`);
  }

  /** A failure that no wait has claimed. */
  uncapture(error: HeddleError): void {
    // called as a member, as `this` is the accelerator there
    if (this.#of.onUncapturedError) return this.#of.onUncapturedError(error);
    this.#uncaptured ??= error;
    console.error(`[heddle] ${this.#of.label}: an error that nobody has caught: ${error.message}`);
  }

  /** The device is gone. */
  lose(message: string): void {
    this.#end({ reason: 'lost', message });
  }

  /** Drains and closes the device, once; rejects with a failure that nobody has claimed. */
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

// what every runtime has and no ECMAScript library declares
declare const console: { error(message: string): void };
