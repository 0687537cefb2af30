import type { HeddleError, OutOfMemoryError } from '@heddle/core/backend';
import { Allocator } from '../memory/allocator.ts';
import { noRoom } from '../memory/heap.ts';
import { BlockOwner, PinnedBlock } from '../memory/pinned-block.ts';
import { failureOf, thrown } from './failure.ts';
import { denseRange } from './memory-commands.ts';
import { Pool, type PoolOptions } from './pool.ts';
import type { FromWorker, ServerCommand, ToServer, ToThread } from './protocol.ts';
import type { WorkerHandle } from './spawn.ts';
import type { Task } from './task.ts';

const PAGE = 2 ** 16;
const INITIAL_PAGES = 16;
/** The sequence number of commands that precede all tasks. */
const ALLOCATION = 0;
/** The first bytes are never allocated, because address 0 means no memory. */
const START = 64;

interface Piece {
  readonly address: number;
  readonly bytes: number;
}

const NOTHING: Piece = { address: 0, bytes: 0 };

/**
 * The pool without shared memory: one worker, which has the memory for itself and receives everything by
 * message, in order. The host tracks the allocation of addresses.
 */
export class ServerPool extends Pool {
  readonly #maximumBytes: number;
  readonly #allocator: Allocator;
  readonly #owner: BlockOwner;
  /** The final length of the memory, once the engine has refused to grow it. */
  #refusedAt: number | undefined;
  #pages = INITIAL_PAGES;
  #scratch = NOTHING;
  #blocks = NOTHING;
  /** The tasks that the worker has received, in order. */
  #running: Task[] = [];
  #sequence = 0;
  readonly #read = new Map<number, Uint8Array<ArrayBuffer>>();

  constructor(maximumBytes: number, options: PoolOptions) {
    super(options);
    this.#maximumBytes = maximumBytes;
    this.#allocator = new Allocator({
      start: START,
      size: INITIAL_PAGES * PAGE,
      limit: maximumBytes,
      grow: bytes => this.#grow(bytes),
    });
    this.#owner = new BlockOwner(address => this.#allocator.free(address));
  }

  override start(): Promise<void> {
    const maximumPages = Math.floor(this.#maximumBytes / PAGE);
    return this.spawn(1, () => ({ kind: 'serve', pages: INITIAL_PAGES, maximumPages }));
  }

  override allocate(bytes: number, what: string, initial: Uint8Array<ArrayBuffer> | undefined): PinnedBlock {
    const block = this.#allocator.allocate(bytes);
    if (!block) throw this.#noRoom(bytes, what);
    const { address, freshFrom } = block;
    const sequence = ALLOCATION;
    try {
      if (initial) {
        const target = denseRange(address, initial.length);
        this.#post([{ kind: 'write', sequence, target, bytes: initial }], sequence);
      } else if (freshFrom > address) {
        this.#post([{ kind: 'clear', sequence, address, bytes: freshFrom - address }], sequence);
      }
    } catch (error) {
      this.#allocator.free(address);
      throw error;
    }
    return new PinnedBlock(address, bytes, this.#owner);
  }

  #noRoom(bytes: number, what: string): OutOfMemoryError {
    return noRoom(this.#allocator, bytes, what, {
      maximumBytes: this.#maximumBytes,
      heldBytes: this.#owner.heldBytes,
      refusal: this.#refusedAt === undefined ? undefined : { at: this.#refusedAt },
    });
  }

  /** Makes the worker grow its memory before it runs any command sent after this, if the engine allows it. */
  #grow(bytes: number): number | undefined {
    if (this.#refusedAt !== undefined) return undefined;
    const pages = Math.ceil(bytes / PAGE) - this.#pages;
    try {
      this.#sendToWorker({ kind: 'grow', pages });
    } catch {
      return undefined;
    }
    this.#pages += pages;
    return this.#pages * PAGE;
  }

  /** Uses of blocks beyond this length fail, and no further block is allocated there. */
  #endAt(bytes: number): void {
    this.#refusedAt = bytes;
    this.#allocator.limitTo(bytes);
    const isBeyond = (piece: Piece): boolean => piece.address + piece.bytes > bytes;
    if (isBeyond(this.#scratch)) this.#scratch = this.#larger(NOTHING, this.#scratch.bytes) ?? this.#scratch;
    if (isBeyond(this.#blocks)) this.#blocks = NOTHING;
  }

  override hostBytes(): undefined {
    return undefined;
  }

  override reserveScratch(bytes: number): void {
    if (bytes <= this.#scratch.bytes) return;
    const larger = this.#larger(this.#scratch, bytes);
    if (!larger) throw this.#noRoom(bytes, 'the memory of groups and local arrays');
    this.#scratch = larger;
  }

  /**
   * Replaces a block by a larger one. Commands sent from now on use the new block, and run after all that use
   * the old one. The new block is not zeroed, because that command would precede the batch under
   * construction.
   */
  #larger(old: Piece, bytes: number): Piece | undefined {
    const block = this.#allocator.allocate(bytes);
    if (!block) return undefined;
    if (old.bytes > 0) this.#allocator.free(old.address);
    return { address: block.address, bytes };
  }

  protected override pump(): void {
    let batch: ServerCommand[] = [];
    for (const line of this.lines) {
      for (; line.started < line.flushed; line.started++) {
        const task = line.tasks[line.started]!;
        const command = this.#message(task);
        // The awaited tasks were sent before.
        if (!command) continue;
        this.#running.push(task);
        batch.push(command);
        if (!task.isWatched) continue;
        this.#submit(batch);
        batch = [];
      }
    }
    if (batch.length > 0) this.#submit(batch);
    // Such a wait is for tasks that are done.
    this.retire();
  }

  /**
   * Sends commands of tasks. Commands that cannot be sent fail in their place in the order, and later ones
   * continue.
   */
  #submit(commands: readonly ServerCommand[]): void {
    try {
      this.#post(commands, this.#sequence);
    } catch (error) {
      const first = commands[0]!.sequence;
      for (const task of this.#running) {
        if (task.sequence! < first) continue;
        // Each task has an error of its own, because core completes the error with the operation.
        task.refusal ??= failureOf(thrown((error as HeddleError).cause));
        task.isUnsent = true;
      }
      this.#finishUnsent();
    }
  }

  /** Finishes tasks that were never sent, once all tasks before them are done. */
  #finishUnsent(): void {
    while (this.#running[0]?.isUnsent) this.#finish(this.#running.shift()!);
  }

  /**
   * @throws OperationError or OutOfMemoryError if the platform refuses the message. Nothing was sent then.
   */
  protected override send(
    worker: WorkerHandle,
    message: ToThread | ToServer,
    bytes?: readonly ArrayBuffer[],
  ): void {
    try {
      worker.post(message, bytes);
    } catch (error) {
      throw failureOf(thrown(error));
    }
  }

  /** Without a worker the accelerator is lost, and core ends all waits. */
  #sendToWorker(message: ToServer, bytes?: readonly ArrayBuffer[]): void {
    for (const worker of this.workers) this.send(worker, message, bytes);
  }

  #post(commands: readonly ServerCommand[], last: number): void {
    const bytes = commands.flatMap(command => (command.kind === 'write' ? [command.bytes.buffer] : []));
    this.#sendToWorker({ kind: 'batch', commands, last }, bytes);
    this.options.submitted();
  }

  #message(task: Task): ServerCommand | undefined {
    const { command } = task;
    if (command.kind === 'wait') return undefined;
    const sequence = ++this.#sequence;
    task.sequence = sequence;
    switch (command.kind) {
      case 'write': {
        const { target, bytes } = command;
        return { kind: 'write', sequence, target, bytes };
      }
      case 'read': {
        const { address, bytes } = command;
        return { kind: 'read', sequence, address, bytes };
      }
      case 'run': {
        const { kernel, block, units } = command;
        if (block.byteLength > this.#blocks.bytes) {
          const larger = this.#larger(this.#blocks, block.byteLength);
          if (!larger) return this.#refused(task, sequence, block.byteLength);
          this.#blocks = larger;
        }
        return {
          kind: 'run',
          sequence,
          kernel: kernel.id,
          block,
          blockAddress: this.#blocks.address,
          units,
          scratch: this.#scratch.address,
        };
      }
    }
  }

  /** The task fails in its place in the order, as a task that had begun would. */
  #refused(task: Task, sequence: number, bytes: number): ServerCommand {
    task.refusal = this.#noRoom(bytes, 'the arguments of a launch');
    return { kind: 'clear', sequence, address: 0, bytes: 0 };
  }

  protected override tell(): void {
    // The worker always does this, at the end of each batch.
  }

  protected override received(message: FromWorker): void {
    const task = (sequence: number) => this.#running.find(running => running.sequence === sequence);
    switch (message.kind) {
      case 'trap': {
        const failed = task(message.sequence);
        if (failed) failed.trap = message;
        return;
      }
      case 'refused':
        return this.#endAt(message.bytes);
      case 'bytes':
        this.#read.set(message.sequence, message.bytes);
        return;
      case 'done':
        return this.#finishUpTo(message.sequence);
    }
  }

  #finishUpTo(sequence: number): void {
    const end = this.#running.findIndex(task => task.sequence! > sequence);
    for (const task of this.#running.splice(0, end < 0 ? this.#running.length : end)) this.#finish(task);
    this.#finishUnsent();
    this.retire();
  }

  #finish(task: Task): void {
    const { command, sequence, trap, refusal } = task;
    const error = trap ? failureOf(trap) : refusal;
    if (command.kind === 'read') {
      const bytes = this.#read.get(sequence!);
      this.#read.delete(sequence!);
      if (bytes) command.resolve(bytes);
      else command.reject(error!);
    }
    this.complete(task, error);
  }

  protected override died(reason: string): void {
    this.close();
    this.options.lost(`its worker ended, and the memory is lost: ${reason}`);
  }
}
