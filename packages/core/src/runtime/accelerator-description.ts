import type { Capability } from '../check/checked.ts';
import type { HeddleError } from '../errors/errors.ts';
import type { Limits } from './loaded-kernel.ts';

/**
 * The options that `createAccelerator` passes to a backend's `open`, which passes them to its accelerator's
 * constructor.
 */
export interface OpenOptions {
  readonly label?: string | undefined;
  readonly detectHostBufferRaces?: boolean | 'report' | undefined;
  readonly detectStreamRaces?: boolean | 'report' | undefined;
  readonly onUncapturedError?: ((error: HeddleError) => void) | undefined;
}

/** A backend's description of itself. */
export interface AcceleratorDescription extends OpenOptions {
  readonly backend: string;
  readonly capabilities: Iterable<Capability>;
  readonly limits: Limits;
  /** The choice that the backend made and its reason, if it had one. */
  readonly note?: string | undefined;
}

/** The chosen backend, and the reasons why the others were not chosen. */
export type BackendReport = readonly {
  readonly backend: string;
  readonly chosen: boolean;
  readonly reason: string;
}[];

/** A backend of the list given to `createAccelerator` that was not chosen. */
export interface Other {
  readonly name: string;
  readonly mayHave?: readonly Capability[] | undefined;
}

/** Counters of bytes moved, kernels compiled and kernels traced. */
export interface Statistics {
  readonly bytesUploaded: number;
  readonly bytesReadBack: number;
  readonly launches: number;
  /**
   * The launches in which every index is proven to be in bounds, so that the form without bounds checks ran.
   */
  readonly provenLaunches: number;
  /** The other launches, whose form checks bounds. */
  readonly checkedLaunches: number;
  readonly submits: number;
  readonly kernelsTraced: number;
  readonly pipelinesCompiled: number;
  /** The compiled kernels that the accelerator keeps now: the most recently used, at most 256. */
  readonly pipelinesKept: number;
  /** The compiled kernels that were evicted. A kernel that is used again counts as compiled again. */
  readonly pipelinesEvicted: number;
}
