import type { AbortSignalLike } from './abort.ts';
import type { AcceleratorStream } from './stream.ts';

/** The stream on which an operation is queued; by default the accelerator's `defaultStream`. */
export interface OnStream {
  readonly stream?: AcceleratorStream | undefined;
}
/** An abort signal ends the wait with its reason; queued work continues. */
export interface Waiting {
  readonly signal?: AbortSignalLike | undefined;
}

/** The options of methods that wait. */
export const WAITING: readonly string[] = ['stream', 'signal'];
