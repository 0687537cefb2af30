import { type HeddleError, OperationError, OutOfMemoryError } from '@heddle/core/backend';
import type { Heap } from '../memory/heap.ts';
import { BlockOwner, PinnedBlock } from '../memory/pinned-block.ts';
import { Control, layout, SLOTS } from './control.ts';
import { failureOf, thrown } from './failure.ts';
import { BLOCK_BYTES, HostCalls, isForHost } from './host-calls.ts';
import { copyCommand, denseRange } from './memory-commands.ts';
import { Pool, type PoolOptions } from './pool.ts';
import type { FromWorker, ToServer, ToThread } from './protocol.ts';
import type { WorkerHandle } from './spawn.ts';
import type { Line, RunCommand, Task } from './task.ts';

/**
 * A readback up to this size is staged through a copy, so that it does not delay the work queued behind it.
 */
const STAGED_READ_BYTES = 2 ** 20;
/** The number of chunks of a task for each worker, so that all workers finish at about the same time. */
const CHUNKS_A_WORKER = 8;
/** The least cost of a chunk, in operations. */
const CHUNK_COST = 2000;
/** The time that the other workers get to finish running tasks after one has died. */
const GRACE_MILLISECONDS = 100;
/** The most consecutive restarts without a single completed task. */
const MOST_RESTARTS = 3;

/** The pause before workers are started again, after the first failure. */
const PAUSE_MILLISECONDS = 10;

/** The pool with shared memory: several workers, which share it with the host. */
export class SharedPool extends Pool {
  /**
   * The intended and the actual number of workers. The actual one is smaller if no more could be restarted.
   */
  readonly #threads: number;
  #count: number;
  readonly #heap: Heap;
  readonly #owner: BlockOwner;
  /** The address of the blocks of the slots, followed by the block of the host's own calls. */
  readonly #blocks: number;
  readonly #host: HostCalls;
  #control: Control;
  /** The tasks that the workers have received, in the order of their sequence numbers. */
  #running: Task[] = [];
  #scratch = { address: 0, stride: 0 };
  readonly #outgrown: number[] = [];
  #isReady = false;
  #isClosed = false;
  #restarts = 0;

  constructor(threads: number, heap: Heap, options: PoolOptions) {
    super(options);
    this.#threads = threads;
    this.#count = threads;
    this.#heap = heap;
    this.#owner = new BlockOwner(address => heap.free(address));
    this.#control = new Control(threads);
    this.#blocks = heap.allocate((SLOTS + 1) * BLOCK_BYTES, 'the arguments of launches');
    this.#host = new HostCalls(heap, this.#blocks + SLOTS * BLOCK_BYTES);
  }

  override async start(): Promise<void> {
    const { memory } = this.#heap;
    const control = this.#control.words;
    await this.spawn(this.#count, index => ({ kind: 'join', memory, control, layout, index }));
    if (this.#isClosed) return this.close();
    this.#isReady = true;
    this.pump();
  }

  /** Starts replacement workers: the intended number, or fewer if that fails twice. */
  async #startAgain(first: number): Promise<void> {
    this.#count = this.#threads;
    for (let failures = 1; ; failures++) {
      // A new control memory, because workers that failed to start may have written to the old one.
      this.#control = new Control(this.#count, first);
      try {
        return await this.start();
      } catch (error) {
        if (this.#isClosed) return;
        if (failures > 2 && this.#count === 1)
          return this.options.lost(`its workers cannot be started again: ${thrown(error).message}`);
        if (failures > 1) this.#count = Math.ceil(this.#count / 2);
        await pause(PAUSE_MILLISECONDS * failures);
      }
    }
  }

  override close(): void {
    this.#isClosed = true;
    this.#isReady = false;
    super.close();
  }

  override allocate(bytes: number, what: string, initial: Uint8Array<ArrayBuffer> | undefined): PinnedBlock {
    const address = this.#allocate(bytes, what);
    if (initial) this.#heap.bytes().set(initial, address);
    return new PinnedBlock(address, bytes, this.#owner);
  }

  #allocate(bytes: number, what: string): number {
    try {
      return this.#heap.allocate(bytes, what);
    } catch (error) {
      if (!(error instanceof OutOfMemoryError)) throw error;
      this.#reclaim();
      return this.#heap.allocate(bytes, what, this.#owner.heldBytes);
    }
  }

  /**
   * Frees the memory of disposed buffers whose tasks are done, even if their message has not arrived yet, and
   * hands over the remaining tasks.
   */
  #reclaim(): void {
    this.flushAll();
    this.#settle();
    for (const task of this.#running) if (this.#control.outcome(task.sequence!)) task.unpin();
  }

  override hostBytes(): Uint8Array<ArrayBufferLike> {
    return this.#heap.bytes();
  }

  override reserveScratch(bytes: number): void {
    if (bytes <= this.#scratch.stride) return;
    // Whole cache lines, which no two workers share.
    const stride = 64 * Math.ceil(Math.max(bytes, 2 * this.#scratch.stride) / 64);
    const address = this.#allocate((this.#threads + 1) * stride, 'the memory of groups and local arrays');
    if (this.#scratch.address !== 0) this.#outgrown.push(this.#scratch.address);
    this.#scratch = { address, stride };
  }

  /** The scratch address of a worker; the last one is the host's. */
  #scratchOf(worker: number): number {
    return this.#scratch.address + worker * this.#scratch.stride;
  }

  // ---- messages to the workers

  protected override pump(): void {
    if (!this.#isReady) return;
    let didAnything = false;
    for (let moves = true; moves; didAnything ||= moves) {
      moves = false;
      for (const line of this.lines) {
        const retired = line.retire();
        const began = this.#beginNext(line);
        moves ||= retired || began;
      }
    }
    for (const line of this.lines) if (line.tasks.length === 0) this.lines.delete(line);
    this.#publish();
    if (didAnything) this.options.submitted();
  }

  /**
   * The number of useful workers is the sum, over the lines, of the chunks of the largest new task, because
   * the tasks of one line run one after the other.
   */
  #publish(): void {
    let wanted = 0;
    for (const line of this.lines) {
      wanted += line.newChunks;
      line.newChunks = 0;
    }
    if (wanted === 0) return;
    this.#control.publish();
    for (const index of this.#control.wake(wanted)) {
      // A worker that cannot be reached ends all of them.
      if (this.#isReady) this.send(this.workers[index]!, { kind: 'wake' });
    }
  }

  protected override send(worker: WorkerHandle, message: ToThread | ToServer): void {
    try {
      worker.post(message);
    } catch (error) {
      this.died(`no message reaches it: ${thrown(error).message}`);
    }
  }

  /**
   * Begins the next task of a line, if that is possible now. Otherwise it is tried again when the obstacle is
   * gone.
   */
  #beginNext(line: Line): boolean {
    const task = line.tasks[line.started];
    if (!task || line.started >= line.flushed) return false;
    const { command } = task;
    // All tasks before it are done. The last count that the line waited for may be long past, or belong to a
    // pool that has been replaced.
    if (line.started === 0) line.after = this.#control.watermark;
    if (command.kind === 'wait') {
      const after = this.#after(command.others);
      if (after === undefined) return false;
      line.after = later(line.after, after);
      line.isAfterOne = false;
    } else if (line.started === 0 && isForHost(command)) {
      this.complete(task, this.#host.attempt(command, this.#scratchOf(this.#threads)));
      return true;
    } else if (!this.#handOver(task)) return task.isDone;
    task.after = line.after;
    line.started++;
    return true;
  }

  /** The watermark at which these tasks are done; undefined if one of them has not begun yet. */
  #after(tasks: readonly Task[]): number | undefined {
    let after: number = this.#control.watermark;
    for (const task of tasks) {
      if (task.isDone) continue;
      if (task.after === undefined) return undefined;
      after = later(after, task.after);
    }
    return after;
  }

  #handOver(task: Task): boolean {
    if (!this.#hasRoom()) return false;
    const { line } = task;
    const run = this.#prepared(task);
    const block = run && this.#placed(task, run.block);
    if (!run || block === undefined) {
      this.#giveBack(task);
      // When all tasks before it are done, the host can run the command itself, or there is room again.
      const first = line.tasks[line.started - 1] ?? this.#running[0];
      if (first) this.watch(first);
      else this.complete(task, new OutOfMemoryError('there is no room for the arguments'));
      return false;
    }
    const { kernel, units } = run;
    const chunk = this.#chunkOf(run);
    // One message reports the end of everything flushed together, even if nothing waits. So memory is freed,
    // and the line is known to be idle.
    task.isWatched ||= line.started + 1 === line.flushed;
    task.sequence = this.#control.write({
      kernel: kernel.id,
      block,
      units,
      chunk,
      after: line.after,
      isAfterOne: line.isAfterOne,
      scratch: this.#scratch.address,
      scratchStride: this.#scratch.stride,
      notify: task.isWatched,
    });
    line.after = (task.sequence + 1) | 0;
    line.isAfterOne = true;
    this.#running.push(task);
    line.newChunks = Math.max(line.newChunks, Math.ceil(units / chunk));
    return true;
  }

  /**
   * True if there is a slot for the next task. The host must have seen the outcome of the slot's previous
   * task. If there is none, a message reports when to ask again.
   */
  #hasRoom(): boolean {
    if (!this.#control.hasRoom) {
      const middle = this.#running[this.#running.length >> 1];
      if (middle) {
        this.watch(middle);
        return false;
      }
      // All tasks are done, and the cursor of a worker has not moved since.
      if (this.#control.awaitRoom()) return false;
    }
    const isKnown = (): boolean =>
      ((this.#control.tail - (this.#running[0]?.sequence ?? this.#control.tail)) | 0) < SLOTS;
    if (isKnown()) return true;
    this.#finishDone();
    return isKnown();
  }

  /** The task as a command that workers can run; undefined if there is no memory for a staged copy. */
  #prepared({ command, taken }: Task): RunCommand | undefined {
    if (command.kind === 'run') return command;
    if (command.kind === 'wait' || (command.kind === 'read' && command.bytes > STAGED_READ_BYTES))
      return undefined;
    const isWrite = command.kind === 'write';
    const bytes = isWrite ? command.bytes.length : command.bytes;
    const address = this.#heap.allocateRaw(bytes);
    if (address === undefined) return undefined;
    taken.push(address);
    const staged = denseRange(address, bytes);
    if (!isWrite) return copyCommand(this.memoryKernels, denseRange(command.address, bytes), staged);
    this.#heap.bytes().set(command.bytes, address);
    return copyCommand(this.memoryKernels, staged, command.target);
  }

  /** Writes a block beside the next slot, or into memory of its own. */
  #placed(task: Task, block: Uint32Array<ArrayBuffer>): number | undefined {
    let address: number | undefined = this.#blocks + (this.#control.tail & (SLOTS - 1)) * BLOCK_BYTES;
    if (block.byteLength > BLOCK_BYTES) {
      address = this.#heap.allocateRaw(block.byteLength);
      if (address === undefined) return undefined;
      task.taken.push(address);
    }
    this.#heap.words().set(block, address / 4);
    return address;
  }

  #giveBack({ taken }: Task): void {
    for (const address of taken.splice(0)) this.#heap.free(address);
  }

  #chunkOf({ units, cost }: RunCommand): number {
    const even = Math.ceil(units / (this.#count * CHUNKS_A_WORKER));
    const least = cost === undefined ? 1 : Math.ceil(CHUNK_COST / cost);
    return Math.min(units, Math.max(even, least));
  }

  // ---- messages from the workers

  protected override tell(task: Task): void {
    const { sequence } = task;
    if (sequence === undefined || this.#control.notify(sequence)) return;
    // Too late for a completion message; only a failure's message is still to come.
    if (this.#control.outcome(sequence) === 'failed' && task.trap === undefined) return;
    task.isTold = true;
    // In a separate turn, because the caller is in the middle of an operation.
    void Promise.resolve().then(() => this.#settle());
  }

  protected override received(message: FromWorker): void {
    if (message.kind === 'room') return this.#settle();
    if (message.kind !== 'trap' && message.kind !== 'done') return;
    const task = this.#running.find(({ sequence }) => sequence === message.sequence);
    if (!task) return;
    if (message.kind === 'done') task.isTold = true;
    else {
      task.trap ??= message;
      task.isWatched = true;
      // The task need not be done: others may be running chunks of it, and the last one sends the message.
      if (!this.#control.notify(message.sequence)) task.isTold = true;
    }
    this.#settle();
  }

  /** Determines which tasks are done. */
  #settle(): void {
    this.#finishDone();
    this.pump();
  }

  #finishDone(): void {
    const running: Task[] = [];
    let isMessageDue = false;
    for (const task of this.#running) {
      const outcome = this.#control.outcome(task.sequence!);
      // A watched task counts as done only when its message has arrived, and a failed task only when the
      // message with the reason has. A task behind it may have waited for it and so does not count as done
      // earlier, although messages of different workers may overtake each other.
      isMessageDue ||=
        outcome !== undefined &&
        ((task.isWatched && !task.isTold) || (outcome === 'failed' && task.trap === undefined));
      if (outcome === undefined || isMessageDue) running.push(task);
      else this.complete(task, outcome === 'failed' ? trapOf(task) : undefined);
    }
    this.#running = running;
    if (running.length === 0) for (const address of this.#outgrown.splice(0)) this.#heap.free(address);
  }

  protected override complete(task: Task, error: HeddleError | undefined): void {
    const { command, taken } = task;
    let failure = error;
    if (command.kind === 'read' && !failure && taken.length > 0) {
      try {
        command.resolve(this.#heap.bytes().slice(taken[0]!, taken[0]! + command.bytes));
      } catch (cause) {
        failure = failureOf(thrown(cause));
      }
    }
    if (command.kind === 'read' && failure) command.reject(failure);
    this.#giveBack(task);
    if (!error) this.#restarts = 0;
    super.complete(task, failure);
  }

  /** The task that the worker was running fails. Tasks that were only handed over go to other workers. */
  protected override died(reason: string): void {
    if (!this.#isReady) return;
    this.#isReady = false;
    const begun: Task[] = [];
    for (const task of this.#running) {
      if (this.#control.withdraw(task.sequence!)) {
        this.#giveBack(task);
        task.sequence = undefined;
      } else begun.push(task);
    }
    this.#running = begun;
    this.#replaceWorkers(reason).catch((error: unknown) =>
      this.options.lost(`its workers cannot be replaced: ${thrown(error).message}`),
    );
  }

  async #replaceWorkers(reason: string): Promise<void> {
    const control = this.#control;
    const isAtWork = ({ sequence }: Task): boolean => control.outcome(sequence!) === undefined;
    // The dead worker's task is unknown, so the other workers get time to finish theirs.
    for (let waited = 0; waited < GRACE_MILLISECONDS && this.#running.some(isAtWork); waited++)
      await pause(1);
    // The memory of failed tasks is freed next, so no worker may still use it.
    await this.end();
    if (this.#isClosed) return;
    for (const task of this.#running.splice(0)) {
      if (control.outcome(task.sequence!) === 'done') this.complete(task, undefined);
      else
        this.complete(
          task,
          task.trap ? trapOf(task) : new OperationError(`a worker ended meanwhile: ${reason}`),
        );
    }
    this.retire();
    for (const line of this.lines) {
      line.started = 0;
      for (const task of line.tasks) task.after = undefined;
    }
    if (++this.#restarts > MOST_RESTARTS)
      return this.options.lost(`its workers end again and again: ${reason}`);
    await this.#startAgain(control.tail);
  }
}

// These exist in browsers, Node and Deno, and in no library that this package is compiled with.
declare function setTimeout(callback: () => void, milliseconds: number): unknown;

const pause = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds));

const trapOf = ({ trap }: Task): HeddleError => failureOf(trap!);

const later = (a: number, b: number): number => (((b - a) | 0) > 0 ? b : a);
