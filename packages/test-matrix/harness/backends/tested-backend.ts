// A backend as the test matrix knows it. Its file is read by browsers and by scripts: everything that needs the backend
// itself, or Vitest, is imported inside of a function.
import type { Accelerator, Backend, OutOfMemoryError } from '@heddle/core';
import type { Fixtures } from '../conformance.ts';
import type { Held } from '../held-completion.ts';
import type { Target } from '../targets.ts';

/** Opens an accelerator with these options of the backend's factory, over those of the target. */
export type OpenWith = (options: { readonly [name: string]: unknown }) => Promise<Accelerator>;

export interface TestedBackend {
  readonly targets: readonly Omit<Target, 'backend'>[];
  /** The backend, made by its factory. */
  create(options: object): Promise<Backend>;
  /**
   * Opens an accelerator whose completion of work a test can hold back. A backend that blocks has no such
   * completion: its work is done when the call returns.
   */
  readonly completion: 'blocks' | ((open: OpenWith) => Promise<Held>);
  /** Allocates more than there is room for, and yields the error from wherever the backend reports it. */
  withoutRoom(fixtures: Fixtures): Promise<OutOfMemoryError>;
}
