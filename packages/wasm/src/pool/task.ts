import type { AcceleratorStream, HeddleError, Operation } from '@heddle/core/backend';
import type { PinnedBlock } from '../memory/pinned-block.ts';
import type { Module } from '../platform.ts';
import type { Thrown } from './failure.ts';
import type { ByteRange } from './protocol.ts';

/** An entry of a module that the workers of a pool have. */
export interface PoolKernel {
  readonly id: number;
  readonly module: Module;
  readonly entry: string;
  /** How many hold it: the compiled kernel, until it is released, and each task that is not done. */
  uses: number;
}

/** What a stream has a pool do. */
export type Command =
  | {
      readonly kind: 'run';
      readonly kernel: PoolKernel;
      /** What the kernel's `block` points to. */
      readonly block: Uint32Array<ArrayBuffer>;
      readonly units: number;
      /** About how many operations a unit takes, where that is known. */
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

/** A command in its place. */
export type RunCommand = Extract<Command, { kind: 'run' }>;

export class Task {
  readonly command: Command;
  readonly line: Line;
  /** What core knows it as, if it can fail by itself. */
  readonly operation: Operation | undefined;
  readonly #uses: PinnedBlock[];
  readonly done: Promise<void>;
  isDone = false;
  /** Somebody waits for it, for which the process has to go on. */
  isWanted = false;
  /** The host has to be told when it is done. */
  isWatched = false;
  /** ... and was. */
  isTold = false;
  /** Its place among the tasks that the workers have; undefined before. */
  sequence: number | undefined;
  /** Once it is begun: of how many tasks the workers are done when it and all before it in its line are. */
  after: number | undefined;
  /** What a worker says of its failure. */
  trap: Thrown | undefined;
  /** Why it was not given to a worker, whatever was sent in its place; or nothing was. */
  refusal: HeddleError | undefined;
  isUnsent = false;
  /** Memory that was taken for it when it was handed over. */
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

  /** Lets go of the memory that it uses: nobody is at it any more. */
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
 * What a stream has queued, in order. The first `started` of them are at work or were done, the first
 * `flushed` may be.
 */
export class Line {
  readonly stream: AcceleratorStream;
  readonly tasks: Task[] = [];
  flushed = 0;
  started = 0;
  /** What has to be done before the next task begins: that many tasks of those that the workers have. */
  after = 0;
  /** ... or that task alone by which this count ends. */
  isAfterOne = false;
  /** How many chunks the largest of the tasks has that workers do not know of yet. */
  newChunks = 0;

  constructor(stream: AcceleratorStream) {
    this.stream = stream;
  }

  get last(): Task | undefined {
    return this.tasks.at(-1);
  }

  /** Lets go of what is done at the head; tells whether there was anything. */
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
