import type { Capability } from '../check/checked.ts';
import type { HeddleError } from '../errors/errors.ts';
import type { Limits } from './loaded-kernel.ts';

/** What `createAccelerator` hands to a backend's `open`, and that to the constructor of its accelerator. */
export interface OpenOptions {
  readonly label?: string | undefined;
  readonly detectHostBufferRaces?: boolean | 'report' | undefined;
  readonly detectStreamRaces?: boolean | 'report' | undefined;
  readonly onUncapturedError?: ((error: HeddleError) => void) | undefined;
}

/** What a backend says of itself. */
export interface AcceleratorDescription extends OpenOptions {
  readonly backend: string;
  readonly capabilities: Iterable<Capability>;
  readonly limits: Limits;
  /** What is chosen and why, where the backend had a choice. */
  readonly note?: string | undefined;
}

/** Which backend was chosen, and why the others were not. */
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

/** What moved, what was compiled, what was traced. */
export interface Statistics {
  readonly bytesUploaded: number;
  readonly bytesReadBack: number;
  readonly launches: number;
  /** The launches in which every index is known to be in bounds, so that the form without those checks ran. */
  readonly provenLaunches: number;
  /** The other launches: their form checks bounds. */
  readonly checkedLaunches: number;
  readonly submits: number;
  readonly kernelsTraced: number;
  readonly pipelinesCompiled: number;
  /** The compiled kernels that the accelerator has now: those used last, at most 256. */
  readonly pipelinesKept: number;
  /** The compiled kernels that it has given back; one that is used again counts as compiled again. */
  readonly pipelinesEvicted: number;
}
