import type { CheckedProgram, Form } from '@heddle/core/backend';

/** A program as a module of WebAssembly, which imports `heddle.memory` and exports `run(block, start, end, scratch)`. */
export interface EmittedKernel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same in WebAssembly's text format, for people. */
  readonly text: string;
  /** Memory that a call of `run` has for itself: group memory, local arrays, what lives across barriers. */
  readonly scratchBytes: number;
  /** About how many operations an invocation (of a group kernel: a whole group) takes; undefined where a loop has no bound that is known here. */
  readonly cost: number | undefined;
}

/** `shared`: whether the memory that the module imports is. */
export function emitWasm(_program: CheckedProgram, _form: Form, _shared: boolean): EmittedKernel {
  throw new Error('not there yet');
}
