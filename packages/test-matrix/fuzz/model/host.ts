// A host program as plain data: streams, buffers, and what is done with them, in order.
export interface HostDraft {
  readonly streams: number;
  readonly buffers: readonly BufferDraft[];
  readonly operations: readonly OperationDraft[];
}

export interface BufferDraft {
  /** Words of an element. */
  readonly width: 1 | 2 | 4;
  readonly length: number;
  /** The seed of the initial data; 0 means no data, so that the memory is zero. */
  readonly seed: number;
}

export const OPERATIONS = [
  'fill',
  'memSet',
  'copyFromCPU',
  'copyFrom',
  'copyTo',
  'tiny',
  'mix',
  'blend',
  'readback',
  'waitFor',
  'synchronize',
  'flush',
  'turn',
  'replaceBuffer',
  'replaceStream',
] as const;

export interface OperationDraft {
  readonly kind: (typeof OPERATIONS)[number];
  /** Chosen modulo how many there are; of a readback or a wait 0 is none. */
  readonly stream: number;
  readonly other: number;
  readonly part: PartDraft;
  readonly second: PartDraft;
  readonly number: number;
  readonly rounds: number;
  /** True if the program awaits this readback or wait. */
  readonly awaited: boolean;
  /** Waits for the operations that it would race with. Without this it must be refused. */
  readonly careful: boolean;
}

/** Part of a buffer. */
export interface PartDraft {
  readonly buffer: number;
  readonly offset: number;
  /** 0 is all that is left. */
  readonly length: number;
  readonly step: number;
}
