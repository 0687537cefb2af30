import { failureOf, HeddleError, scatter } from '@heddle/core/backend';
import type { Heap } from '../memory/heap.ts';
import { webAssembly } from '../platform.ts';
import type { Command, PoolKernel } from './task.ts';

type Run = (block: number, start: number, end: number, scratch: number) => void;
type Doing = Exclude<Command, { kind: 'wait' }>;

/** The largest launch block that is stored beside its slot. A larger one gets memory of its own. */
export const BLOCK_BYTES = 512;
/**
 * The largest cost in operations that the host runs itself: about 20 microseconds, less than the time to wake
 * a worker.
 */
const INLINE_COST = 20_000;

/**
 * True if the host runs the command itself if nothing precedes it: tiny launches, and copies between the host
 * and the memory.
 */
export function isForHost(command: Command): boolean {
  if (command.kind !== 'run') return true;
  const { block, cost, units } = command;
  return cost !== undefined && cost * units <= INLINE_COST && block.byteLength <= BLOCK_BYTES;
}

/** Runs commands on the host, in the memory that it shares with the workers. */
export class HostCalls {
  readonly #heap: Heap;
  readonly #block: number;
  readonly #instances = new WeakMap<PoolKernel, Run>();

  /** `block` is the address for the arguments of the host's launches. */
  constructor(heap: Heap, block: number) {
    this.#heap = heap;
    this.#block = block;
  }

  /** Runs the command and returns its error, if there is one. */
  attempt(command: Doing, scratch: number): HeddleError | undefined {
    try {
      this.#do(command, scratch);
      return undefined;
    } catch (cause) {
      // only a trap is known to be a mistake in the kernel's body
      return cause instanceof webAssembly().RuntimeError
        ? new HeddleError('HEDDLE_KERNEL', cause.message, { cause })
        : failureOf(cause);
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
