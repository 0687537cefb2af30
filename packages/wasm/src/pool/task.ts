import type { AcceleratorStream, HeddleError, Operation } from '@heddle/core/backend';
import type { PinnedBlock } from '../memory/pinned-block.ts';
import type { Module } from '../platform.ts';
import type { Thrown } from './failure.ts';
import type { ByteRange } from './protocol.ts';

/** An entry of a module that the workers of a pool have loaded. */
export interface PoolKernel {
  readonly id: number;
  readonly module: Module;
  readonly entry: string;
  /** The number of holders: the compiled kernel until it is released, and each unfinished task. */
  uses: number;
}

/** A command that a stream gives to a pool. */
export type Command =
  | {
      readonly kind: 'run';
      readonly kernel: PoolKernel;
      /** The contents of the memory to which the kernel's `block` points. */
      readonly block: Uint32Array<ArrayBuffer>;
      readonly units: number;
      /** The approximate number of operations of a unit, if it is known. */
      readonly cost: number | undefined;
    }
  | { readonly kind: 'write'; readonly target: ByteRange; readonly bytes: Uint8Array<ArrayBuffer> }
  | {
      readonly kind: 'read';
      readonly address: number;
      readonly bytes: number;
      readonly resolve: (bytes: Uint8Array<ArrayBuffer>) => void;
      readonly reject: (error: Error) => void;
    }
  | { readonly kind: 'wait'; readonly others: readonly Task[] };

/** A command in its place in a line. */
export type RunCommand = Extract<Command, { kind: 'run' }>;

export class Task {
  readonly command: Command;
  readonly line: Line;
  /** The operation of core that fails with this task, if there is one. */
  readonly operation: Operation | undefined;
  readonly #uses: PinnedBlock[];
  readonly done: Promise<void>;
  isDone = false;
  /** A wait for it is pending, so the process must stay alive. */
  isWanted = false;
  /** The host needs a message when it is done. */
  isWatched = false;
  /** The host has received that message. */
  isTold = false;
  /**
   * The number of the task among those that the workers have received; undefined before it is handed over.
   */
  sequence: number | undefined;
  /** Once it has begun, the watermark at which it and all tasks before it in its line are done. */
  after: number | undefined;
  /** A worker's report of its failure. */
  trap: Thrown | undefined;
  /**
   * The reason why it was not given to a worker, whether another command or nothing was sent in its place.
   */
  refusal: HeddleError | undefined;
  isUnsent = false;
  /** Memory that was allocated for it when it was handed over. */
  readonly taken: number[] = [];
  #resolve!: () => void;

  constructor(command: Command, line: Line, operation: Operation | undefined, uses: readonly PinnedBlock[]) {
    this.command = command;
    this.line = line;
    this.operation = operation;
    this.#uses = [...uses];
    for (const block of uses) block.pin();
    this.done = new Promise(resolve => {
      this.#resolve = resolve;
    });
  }

  /** Unpins the memory that it uses: no worker accesses it any more. */
  unpin(): void {
    for (const block of this.#uses.splice(0)) block.unpin();
  }

  finish(): void {
    this.isDone = true;
    this.unpin();
    this.#resolve();
  }
}

/**
 * The queued tasks of a stream, in order. The first `started` of them are running or done; the first
 * `flushed` may run.
 */
export class Line {
  readonly stream: AcceleratorStream;
  readonly tasks: Task[] = [];
  flushed = 0;
  started = 0;
  /**
   * The number of tasks that must be done before the next task begins, counted over all that the workers have
   * received.
   */
  after = 0;
  /** True if the last task of this count suffices. */
  isAfterOne = false;
  /** The number of chunks of the largest task that workers do not know of yet. */
  newChunks = 0;

  constructor(stream: AcceleratorStream) {
    this.stream = stream;
  }

  get last(): Task | undefined {
    return this.tasks.at(-1);
  }

  /** Removes done tasks from the head, and returns whether there were any. */
  retire(): boolean {
    const { length } = this.tasks;
    for (let head = this.tasks[0]; head; head = this.tasks[0]) {
      if (head.command.kind === 'wait' && !head.isDone) {
        if (this.started === 0 || !head.command.others.every(({ isDone }) => isDone)) break;
        head.finish();
      }
      if (!head.isDone) break;
      this.tasks.shift();
      this.flushed--;
      if (this.started > 0) this.started--;
    }
    return this.tasks.length < length;
  }
}
