import { HeddleError } from '@heddle/core/backend';
import { Allocator } from '../memory/allocator.ts';
import { noRoom } from '../memory/heap.ts';
import { PinnedBlock } from '../memory/pinned-block.ts';
import { denseRange } from './memory-commands.ts';
import { Pool, type PoolOptions } from './pool.ts';
import type { FromWorker, ServerCommand } from './protocol.ts';
import type { Task } from './task.ts';

const PAGE = 2 ** 16;
const INITIAL_PAGES = 16;
/** The first bytes are never used: a zero address is no memory. */
const START = 64;

interface Piece {
  readonly address: number;
  readonly bytes: number;
}

/**
 * Without shared memory: one worker, which has all memory for itself and gets everything by message, in
 * order. The host keeps the books of what is where.
 */
export class ServerPool extends Pool {
  readonly #maximumBytes: number;
  readonly #allocator: Allocator;
  #pages = INITIAL_PAGES;
  #scratch: Piece = { address: 0, bytes: 0 };
  #blocks: Piece = { address: 0, bytes: 0 };
  /** What the worker has, in order. */
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
  }

  override start(): Promise<void> {
    const maximumPages = Math.floor(this.#maximumBytes / PAGE);
    return this.spawn(1, () => ({ kind: 'serve', pages: INITIAL_PAGES, maximumPages }));
  }

  override allocate(bytes: number, what: string, initial: Uint8Array<ArrayBuffer> | undefined): PinnedBlock {
    const block = this.#allocator.allocate(bytes);
    if (!block) throw noRoom(this.#allocator, bytes, what, this.#maximumBytes);
    const { address, freshFrom } = block;
    const sequence = this.#sequence;
    if (initial) {
      this.#post([{ kind: 'write', sequence, target: denseRange(address, initial.length), bytes: initial }]);
    } else if (freshFrom > address) {
      this.#post([{ kind: 'clear', sequence, address, bytes: freshFrom - address }]);
    }
    return new PinnedBlock(address, freed => this.#allocator.free(freed));
  }

  /** The worker grows its memory before it does anything that is sent after this. */
  #grow(bytes: number): number {
    const pages = Math.ceil(bytes / PAGE) - this.#pages;
    this.workers[0]?.post({ kind: 'grow', pages });
    this.#pages += pages;
    return this.#pages * PAGE;
  }

  override hostBytes(): undefined {
    return undefined;
  }

  override reserveScratch(bytes: number): void {
    if (bytes <= this.#scratch.bytes) return;
    const larger = this.#larger(this.#scratch, bytes);
    if (!larger)
      throw noRoom(this.#allocator, bytes, 'the memory of groups and local arrays', this.#maximumBytes);
    this.#scratch = larger;
  }

  /**
   * What is sent from now on uses the new one, when nothing does the old one any more. Not zeroed: that would
   * be sent before what is being put together.
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
        // what is waited for was sent before
        if (!command) continue;
        this.#running.push(task);
        batch.push(command);
        if (!task.isWatched) continue;
        this.#post(batch);
        batch = [];
      }
    }
    if (batch.length > 0) this.#post(batch);
    // waits for what was done before
    this.retire();
  }

  #post(commands: readonly ServerCommand[]): void {
    const { sequence } = commands.at(-1)!;
    const bytes = commands.flatMap(command => (command.kind === 'write' ? [command.bytes.buffer] : []));
    // without a worker the accelerator is lost, and core ends all waits
    this.workers[0]?.post({ kind: 'batch', commands, last: sequence }, bytes);
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

  /** It fails in its place, as it would have if it had been begun. */
  #refused(task: Task, sequence: number, bytes: number): ServerCommand {
    task.refusal = noRoom(this.#allocator, bytes, 'the arguments of a launch', this.#maximumBytes);
    return { kind: 'clear', sequence, address: 0, bytes: 0 };
  }

  protected override tell(): void {
    // it always does, at the end of each batch
  }

  protected override received(message: FromWorker): void {
    const task = (sequence: number) => this.#running.find(running => running.sequence === sequence);
    switch (message.kind) {
      case 'trap': {
        const failed = task(message.sequence);
        if (failed) failed.trap = message.message;
        return;
      }
      case 'bytes':
        this.#read.set(message.sequence, message.bytes);
        return;
      case 'done':
        return this.#finishUpTo(message.sequence);
    }
  }

  #finishUpTo(sequence: number): void {
    const end = this.#running.findIndex(task => task.sequence! > sequence);
    for (const task of this.#running.splice(0, end < 0 ? this.#running.length : end)) {
      const error = task.trap === undefined ? task.refusal : new HeddleError('HEDDLE_KERNEL', task.trap);
      if (task.command.kind === 'read') {
        const bytes = this.#read.get(task.sequence!);
        this.#read.delete(task.sequence!);
        if (bytes) task.command.resolve(bytes);
        else task.command.reject(error!);
      }
      this.complete(task, error);
    }
    this.retire();
  }

  protected override died(reason: string): void {
    this.close();
    this.options.lost(`its worker ended, and its memory is gone with it: ${reason}`);
  }
}
