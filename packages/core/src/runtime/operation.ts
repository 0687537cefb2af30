import type { CheckedProgram, Form, LaunchShape } from '../check/checked.ts';
import type { Site } from '../errors/stack.ts';
import type { MemoryBuffer } from './buffer.ts';
import type { AcceleratorStream } from './stream.ts';

/**
 * An entry in a stream. Core has checked every argument, copied every upload and tracked the hazards before a
 * backend sees an operation. The backend performs it after everything queued on the stream before, and never
 * waits for it.
 */
export type Operation = LaunchOperation | FillOperation | UploadOperation | CopyOperation | WaitForOperation;

interface Queued {
  /** Counts the operations and readbacks of its stream, from 1. */
  readonly position: number;
  /** For messages: "launch of 'saxpy'", "fill of 'x'". */
  readonly description: string;
  /** The call site that queued it, for messages. */
  readonly site: Site;
}

export interface LaunchOperation extends Queued {
  readonly kind: 'launch';
  readonly program: CheckedProgram;
  readonly form: Form;
  readonly compiled: CompiledKernel;
  readonly shape: LaunchShape;
  /** The view parameters, in the order of the program's parameters. */
  readonly views: readonly BoundView[];
  /** All `value` parameters in order, each at a multiple of 4 words in WGSL's layout (`valueOffsets`). */
  readonly words: Uint32Array<ArrayBuffer>;
}

/** A view as a kernel sees it: element i of the parameter is element `offset + i * step` of the buffer. */
export interface BoundView {
  readonly param: number;
  readonly buffer: MemoryBuffer;
  readonly offset: number;
  readonly step: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
}

/**
 * Elements of a buffer, in bytes: `count` pieces of `pieceBytes`, one every `strideBytes`.
 * Dense memory is one piece.
 */
export interface Span {
  readonly buffer: MemoryBuffer;
  readonly offsetBytes: number;
  readonly pieceBytes: number;
  readonly strideBytes: number;
  readonly count: number;
}

/** Fills every piece of the span with repetitions of the pattern (whose length divides the piece's). */
export interface FillOperation extends Queued {
  readonly kind: 'fill';
  readonly target: Span;
  readonly pattern: Uint8Array<ArrayBuffer>;
}
/** Writes the pieces of the span, one after the other. The bytes belong to the operation. */
export interface UploadOperation extends Queued {
  readonly kind: 'upload';
  readonly target: Span;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
/** Both spans hold the same number of bytes and do not overlap. */
export interface CopyOperation extends Queued {
  readonly kind: 'copy';
  readonly source: Span;
  readonly target: Span;
}
/**
 * Orders operations that are queued on this stream from now on after those that `other`, which may be
 * disposed by now, had queued up to `otherPosition`, including readbacks.
 */
export interface WaitForOperation extends Queued {
  readonly kind: 'waitFor';
  readonly other: AcceleratorStream;
  readonly otherPosition: number;
}

/**
 * A readback, which takes a place in a stream as an operation does: it sees everything queued there before,
 * and nothing queued later.
 */
export interface Readback extends Queued {
  readonly stream: AcceleratorStream;
  /** A span of one piece. */
  readonly source: Span;
}

/**
 * A backend's compiled form of a program. Core caches up to 256 of them for each accelerator, by program hash
 * and form.
 */
export interface CompiledKernel {
  /** The generated code, for people. */
  readonly code: string;
  /** Present if compilation continues after the launch: resolves when the kernel can run without a delay. */
  readonly ready?: Promise<void> | undefined;
  /**
   * Called when core has evicted the kernel in favour of more recently used ones, and enqueues it no more.
   * Queued launches of it still run, and their resources are freed when they are done. Called at most once;
   * does not wait. Not called when the accelerator is closed, which frees everything. A backend whose
   * compiled kernels are only objects of the host does not need it.
   */
  release?(): void;
}
