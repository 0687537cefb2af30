import { type HeddleError, scatter } from '@heddle/core/backend';
import type { Heap } from '../memory/heap.ts';
import { webAssembly } from '../platform.ts';
import { failureOf, thrown } from './failure.ts';
import type { Command, PoolKernel } from './task.ts';

type Run = (block: number, start: number, end: number, scratch: number) => void;
type Doing = Exclude<Command, { kind: 'wait' }>;

/**
 * The arguments of a launch up to this size have their place beside its slot; larger ones get memory of their
 * own.
 */
export const BLOCK_BYTES = 512;
/** In operations: about 20 microseconds, less than it takes to wake a worker. */
const INLINE_COST = 20_000;

/**
 * Whether the host does the command by itself where nothing is before it: what is tiny, and what moves bytes
 * between the host and the memory.
 */
export function isForHost(command: Command): boolean {
  if (command.kind !== 'run') return true;
  const { block, cost, units } = command;
  return cost !== undefined && cost * units <= INLINE_COST && block.byteLength <= BLOCK_BYTES;
}

/** What the host does by itself, in the memory that it shares. */
export class HostCalls {
  readonly #heap: Heap;
  readonly #block: number;
  readonly #instances = new WeakMap<PoolKernel, Run>();

  /** `block` is where the arguments of its launches go. */
  constructor(heap: Heap, block: number) {
    this.#heap = heap;
    this.#block = block;
  }

  /** The error, if there is one. */
  attempt(command: Doing, scratch: number): HeddleError | undefined {
    try {
      this.#do(command, scratch);
      return undefined;
    } catch (cause) {
      return failureOf(thrown(cause), command.kind === 'run');
    }
  }

  #do(command: Doing, scratch: number): void {
    const bytes = this.#heap.bytes();
    switch (command.kind) {
      case 'read':
        return command.resolve(bytes.slice(command.address, command.address + command.bytes));
      case 'write':
        return scatter(bytes, { ...command.target, offsetBytes: command.target.address }, command.bytes);
      case 'run':
        this.#heap.words().set(command.block, this.#block / 4);
        return this.#instance(command.kernel)(this.#block, 0, command.units, scratch);
    }
  }

  #instance(kernel: PoolKernel): Run {
    let run = this.#instances.get(kernel);
    if (!run) {
      const { memory } = this.#heap;
      const { exports } = new (webAssembly().Instance)(kernel.module, { heddle: { memory } });
      run = exports[kernel.entry] as Run;
      this.#instances.set(kernel, run);
    }
    return run;
  }
}
