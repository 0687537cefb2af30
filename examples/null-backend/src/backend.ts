import type { Backend } from '@heddle/core';
import { NullAccelerator } from './accelerator.ts';

export interface NullOptions {
  /** Calls `task` in a task of its own, after the turn that asks for it. By default a timer does. */
  readonly later?: ((task: () => void) => void) | undefined;
}

/**
 * No device: kernels run in core's interpreter, and whatever is queued happens in a later task than the one
 * that queued it. So a wait has something to wait for, as on a device that takes its time.
 */
export function nullBackend({ later = afterThisTurn }: NullOptions = {}): Backend<NullAccelerator> {
  return {
    name: 'null',
    // a backend of a device looks for it here, and says what it lacks
    isSupported: async () => ({ ok: true }),
    open: async options => new NullAccelerator(options, later),
  };
}

// what every runtime has and no ECMAScript library declares
declare function setTimeout(callback: () => void): unknown;

const afterThisTurn = (task: () => void): void => {
  setTimeout(task);
};
