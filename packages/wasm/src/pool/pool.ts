import type { AcceleratorStream, HeddleError, Operation } from '@heddle/core/backend';
import type { PinnedBlock } from '../memory/pinned-block.ts';
import type { Module } from '../platform.ts';
import type { MemoryKernels } from './memory-commands.ts';
import type { FromWorker, LoadKernel, ToServer, ToThread } from './protocol.ts';
import type { WorkerHandle } from './spawn.ts';
import { type StartingWorker, startWorker } from './start-worker.ts';
import { type Command, type Line, type PoolKernel, Task } from './task.ts';

export interface PoolOptions extends PoolEvents {
  readonly workerUrl: string | undefined;
  /** The module of `emit/memory-operations.ts`. */
  readonly memoryOperations: Module;
}

/** The events that a pool reports to its accelerator. */
export interface PoolEvents {
  /** Work was handed over to the workers. */
  readonly submitted: () => void;
  readonly failed: (stream: AcceleratorStream, operation: Operation, error: HeddleError) => void;
  /** The pool cannot continue. */
  readonly lost: (message: string) => void;
}

const loadKernel = ({ id, module, entry }: PoolKernel): LoadKernel => ({ kind: 'kernel', id, module, entry });

/**
 * Workers and the memory that they work on. Streams put commands into lines. The pool runs the commands of a
 * line in order, and reports when they are done. Lines are unordered relative to each other, except for their
 * `wait` commands.
 */
export abstract class Pool {
  readonly memoryKernels: MemoryKernels;
  protected readonly options: PoolOptions;
  /** The lines that have unfinished tasks. */
  protected readonly lines: Set<Line> = new Set();
  protected workers: readonly WorkerHandle[] = [];
  readonly #kernels = new Set<PoolKernel>();
  #lastKernel = 0;
  #wanted = 0;

  constructor(options: PoolOptions) {
    this.options = options;
    this.memoryKernels = {
      fill: this.kernel(options.memoryOperations, 'fill'),
      copy: this.kernel(options.memoryOperations, 'copy'),
    };
  }

  /**
   * Allocates memory that is zeroed or holds `initial`, ordered before everything that is queued. Throws
   * OutOfMemoryError.
   */
  abstract allocate(bytes: number, what: string, initial: Uint8Array<ArrayBuffer> | undefined): PinnedBlock;

  /** Resolves when the workers are ready; rejects with the reason if they cannot start. */
  abstract start(): Promise<void>;

  /** The whole memory, if the host shares it. */
  abstract hostBytes(): Uint8Array<ArrayBufferLike> | undefined;

  /** Ensures that a call of a kernel has this much scratch memory. Throws OutOfMemoryError. */
  abstract reserveScratch(bytes: number): void;

  /** Hands over flushed commands, as many as possible now. */
  protected abstract pump(): void;

  protected abstract received(message: FromWorker): void;

  /** A worker has ended unexpectedly. */
  protected abstract died(reason: string): void;

  /** Sends a message to a worker. If that fails, ends every wait for its effects. */
  protected abstract send(worker: WorkerHandle, message: ToThread | ToServer): void;

  /** Requests a message when the task is done. */
  protected abstract tell(task: Task): void;

  /** Makes an entry of a module known to all workers. */
  kernel(module: Module, entry: string): PoolKernel {
    const kernel = { id: this.#lastKernel++, module, entry, uses: 1 };
    this.#kernels.add(kernel);
    try {
      for (const worker of this.workers) this.send(worker, loadKernel(kernel));
    } catch (error) {
      this.#kernels.delete(kernel);
      throw error;
    }
    return kernel;
  }

  /** Releases a kernel. The workers forget it when no task needs it any more. */
  forget(kernel: PoolKernel): void {
    if (--kernel.uses > 0) return;
    this.#kernels.delete(kernel);
    for (const worker of this.workers) {
      try {
        worker.post({ kind: 'forget', id: kernel.id });
      } catch {
        // The worker keeps a kernel that is not used again.
      }
    }
  }

  push(line: Line, command: Command, operation: Operation | undefined, uses: readonly PinnedBlock[]): Task {
    const task = new Task(command, line, operation, uses);
    if (command.kind === 'run') command.kernel.uses++;
    line.tasks.push(task);
    this.lines.add(line);
    return task;
  }

  /**
   * Orders the commands that are queued in the line from now on after those that are in the other line now.
   */
  waitFor(line: Line, other: Line): void {
    if (!other.last) return;
    // Flushed first, so that it cannot be handed over after the line that waits for it.
    this.flush(other);
    if (other.last) this.push(line, { kind: 'wait', others: [other.last] }, undefined, []);
  }

  flush(...lines: readonly Line[]): void {
    for (const line of lines) line.flushed = line.tasks.length;
    this.pump();
  }

  flushAll(): void {
    this.flush(...this.lines);
  }

  /** Resolves when all commands that are in the lines now are done, whether they succeed or not. */
  async finished(...lines: readonly Line[]): Promise<void> {
    const last = lines.flatMap(line => line.last ?? []);
    for (const task of last) this.want(task);
    this.flush(...lines);
    await Promise.all(last.map(({ done }) => done));
  }

  allFinished(): Promise<void> {
    return this.finished(...this.lines);
  }

  close(): void {
    void this.end();
  }

  /** Resolves when all workers have stopped. */
  protected async end(): Promise<void> {
    const { workers } = this;
    this.workers = [];
    await Promise.all(workers.map(terminated));
  }

  /**
   * Removes done tasks from the heads of the lines. It repeats this because waits may depend on each other.
   */
  protected retire(): void {
    for (let moves = true; moves; ) {
      moves = false;
      for (const line of this.lines) if (line.retire()) moves = true;
    }
    for (const line of this.lines) if (line.tasks.length === 0) this.lines.delete(line);
  }

  protected watch(task: Task): void {
    if (task.isWatched || task.isDone) return;
    task.isWatched = true;
    if (task.command.kind !== 'wait') return this.tell(task);
    // A wait is done when all tasks before it, and those that it waits for, are done.
    const { tasks } = task.line;
    const before = tasks[tasks.indexOf(task) - 1];
    for (const other of before ? [before, ...task.command.others] : task.command.others) this.watch(other);
  }

  /** Frees the memory that a task has used, and reports its completion. */
  protected complete(task: Task, error: HeddleError | undefined): void {
    if (error && task.operation) this.options.failed(task.line.stream, task.operation, error);
    task.finish();
    if (task.command.kind === 'run') this.forget(task.command.kernel);
  }

  /** Keeps the Node process alive as long as a wait for the task is pending. */
  want(task: Task): void {
    this.watch(task);
    if (task.isWanted || task.isDone) return;
    task.isWanted = true;
    if (this.#wanted++ === 0) this.#keepAlive(true);
    void task.done.then(() => {
      if (--this.#wanted === 0) this.#keepAlive(false);
    });
  }

  #keepAlive(on: boolean): void {
    for (const worker of this.workers) worker.keepAlive(on);
  }

  /** Resolves when all workers are ready; rejects with the reason if one of them cannot start. */
  protected async spawn(count: number, greet: (index: number) => ToThread | ToServer): Promise<void> {
    const starting: StartingWorker[] = [];
    let isStarting = true;
    try {
      await new Promise<void>((resolve, reject) => {
        for (let index = 0; index < count; index++) {
          starting.push(
            startWorker(this.options.workerUrl, greet(index), {
              message: message => this.received(message),
              ended: reason => (isStarting ? reject(new Error(reason)) : this.died(reason)),
            }),
          );
        }
        Promise.all(starting.map(({ ready }) => ready)).then(() => resolve(), reject);
      });
      for (const kernel of this.#kernels) for (const { worker } of starting) worker.post(loadKernel(kernel));
    } catch (error) {
      for (const { worker } of starting) void terminated(worker);
      throw error;
    }
    isStarting = false;
    this.workers = starting.map(({ worker }) => worker);
    this.#keepAlive(this.#wanted > 0);
  }
}

/** Resolves when the worker has stopped, or when the platform cannot stop it. */
async function terminated(worker: WorkerHandle): Promise<void> {
  try {
    await worker.terminate();
  } catch {
    // The pool no longer uses the worker, so a failure to end it does not matter.
  }
}
