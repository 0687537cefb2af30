import type { Backend } from '@heddle/core';
import { NullAccelerator } from './accelerator.ts';

export interface NullOptions {
  /** Calls `task` in a later task of the event loop. By default this is a timer. */
  readonly later?: ((task: () => void) => void) | undefined;
}

/**
 * A backend without a device: kernels run in core's interpreter, and queued operations run in a later task. So its
 * waits have something to wait for, as with a device.
 */
export function nullBackend({ later = afterThisTurn }: NullOptions = {}): Backend<NullAccelerator> {
  return {
    name: 'null',
    // a backend with a device looks for it here, and returns the reason if it finds none
    isSupported: async () => ({ ok: true }),
    open: async options => new NullAccelerator(options, later),
  };
}

// every runtime has this function, but no ECMAScript library declares it
declare function setTimeout(callback: () => void): unknown;

const afterThisTurn = (task: () => void): void => {
  setTimeout(task);
};
