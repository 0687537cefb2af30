import { HeddleTypeError } from '../errors/errors.ts';
import { describe } from './arguments.ts';

/** The part of `AbortSignal` that Heddle uses, so that no declaration needs the DOM's types. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The signal among these options, read once. */
export function signalOf(
  what: string,
  options: { readonly signal?: AbortSignalLike | undefined } | undefined,
): AbortSignalLike | undefined {
  const signal = options?.signal;
  if (signal === undefined || typeof signal?.addEventListener === 'function') return signal;
  throw new HeddleTypeError(`${what}: signal: expected an AbortSignal, found ${describe(signal)}`, {
    remedy: 'Pass the signal of an AbortController: { signal: controller.signal }.',
  });
}

export function abortReason(signal: AbortSignalLike): unknown {
  return signal.reason ?? Object.assign(new Error('The wait was aborted.'), { name: 'AbortError' });
}

/**
 * `work`, or a rejection as soon as the signal aborts. A signal cancels only the wait; the work itself
 * continues.
 */
export function orAborted<T>(work: Promise<T>, signal: AbortSignalLike | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => {
      signal.removeEventListener('abort', abort);
      reject(abortReason(signal));
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
