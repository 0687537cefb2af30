/**
 * The messages between host and workers. This file has only types, because the worker's program imports
 * nothing.
 */
import type { Memory, Module } from '../platform.ts';

/**
 * The positions of the words of the control memory, and the numbers of its states; `control.ts` explains
 * them.
 */
export interface ControlLayout {
  readonly tail: number;
  readonly watermark: number;
  readonly finished: number;
  readonly wantsRoom: number;
  /** The state word of the first worker; that of the next worker is `workerWords` further. */
  readonly state: number;
  readonly cursor: number;
  readonly workerWords: number;
  readonly slots: number;
  readonly slotWords: number;
  /** The number of slots, a power of two. */
  readonly slotCount: number;
  readonly kernel: number;
  readonly block: number;
  readonly units: number;
  readonly chunk: number;
  readonly chunks: number;
  readonly after: number;
  readonly isAfterOne: number;
  readonly scratch: number;
  readonly scratchStride: number;
  readonly next: number;
  readonly left: number;
  readonly trapped: number;
  readonly outcome: number;
  readonly notify: number;
  readonly done: number;
  readonly failed: number;
  readonly asleep: number;
  readonly awake: number;
  readonly looking: number;
}

/** Bytes in the memory: `count` pieces of `pieceBytes`, one every `strideBytes`. */
export interface ByteRange {
  readonly address: number;
  readonly pieceBytes: number;
  readonly strideBytes: number;
  readonly count: number;
}

export interface LoadKernel {
  readonly kind: 'kernel';
  readonly id: number;
  readonly module: Module;
  readonly entry: string;
}

/** No unfinished task needs the kernel, and no later one will. */
export interface ForgetKernel {
  readonly kind: 'forget';
  readonly id: number;
}

/** A message to a worker that shares the host's memory. */
export type ToThread =
  | {
      readonly kind: 'join';
      readonly memory: Memory;
      readonly control: Int32Array<SharedArrayBuffer>;
      readonly layout: ControlLayout;
      readonly index: number;
    }
  | LoadKernel
  | ForgetKernel
  | { readonly kind: 'wake' };

/** A message to the one worker that has the memory for itself. */
export type ToServer =
  | { readonly kind: 'serve'; readonly pages: number; readonly maximumPages: number }
  | LoadKernel
  | ForgetKernel
  | { readonly kind: 'grow'; readonly pages: number }
  | { readonly kind: 'batch'; readonly commands: readonly ServerCommand[]; readonly last: number };

/**
 * Each command is done before the next begins. Commands without a sequence number precede everything that is
 * queued.
 */
export type ServerCommand =
  | {
      readonly kind: 'run';
      readonly sequence: number;
      readonly kernel: number;
      readonly block: Uint32Array<ArrayBuffer>;
      readonly blockAddress: number;
      readonly units: number;
      readonly scratch: number;
    }
  | {
      readonly kind: 'write';
      readonly sequence: number;
      readonly target: ByteRange;
      readonly bytes: Uint8Array<ArrayBuffer>;
    }
  | { readonly kind: 'clear'; readonly sequence: number; readonly address: number; readonly bytes: number }
  | { readonly kind: 'read'; readonly sequence: number; readonly address: number; readonly bytes: number };

/**
 * The name by which a worker of this protocol version answers its first message. The number increases with
 * every change of this file, so that an old copy of the script is recognised.
 */
export type WorkerName = '@heddle/wasm worker 1';

/** A task has thrown. Sent before the task counts as done. */
export interface Trap {
  readonly kind: 'trap';
  readonly sequence: number;
  readonly message: string;
  /** True if memory was missing. */
  readonly isMemory: boolean;
  /** True if the code of a kernel has trapped. */
  readonly isTrap: boolean;
}

export type FromWorker =
  | { readonly kind: 'ready'; readonly worker: WorkerName }
  /** A slot may be free again. */
  | { readonly kind: 'room' }
  | Trap
  /** The memory of the server has this length, and cannot grow. */
  | { readonly kind: 'refused'; readonly bytes: number }
  /** From a thread: this task is done. From the server: this task and all before it are done. */
  | { readonly kind: 'done'; readonly sequence: number }
  | { readonly kind: 'bytes'; readonly sequence: number; readonly bytes: Uint8Array<ArrayBuffer> };
