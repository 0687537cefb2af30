import { AcceleratorStream, type Operation, type Readback, type Waiting } from '@heddle/core/backend';
import type { WasmAccelerator } from './accelerator.ts';
import { bufferOf, rangeOf } from './buffer.ts';
import { launchCommand } from './kernel.ts';
import type { PinnedBlock } from './memory/pinned-block.ts';
import { copyCommand, fillCommand } from './pool/memory-commands.ts';
import type { Pool } from './pool/pool.ts';
import { type Command, Line } from './pool/task.ts';

/**
 * Puts queued commands into a line of the pool. They are handed over when the stream is flushed or waited
 * for, and at the end of the turn.
 */
export class WasmStream extends AcceleratorStream {
  readonly #pool: Pool;
  readonly line: Line;

  constructor(accelerator: WasmAccelerator, label: string, pool: Pool) {
    super(accelerator, label);
    this.#pool = pool;
    this.line = new Line(this);
  }

  override synchronizeAsync(options?: Waiting): Promise<void> {
    return this.waiting(options, () => this.#pool.finished(this.line));
  }

  protected override enqueue(operation: Operation): void {
    switch (operation.kind) {
      case 'waitFor':
        return this.#pool.waitFor(this.line, (operation.other as WasmStream).line);
      case 'launch': {
        const uses = operation.views.map(({ buffer }) => bufferOf(buffer).block);
        return this.#push(launchCommand(operation), operation, uses);
      }
      case 'fill': {
        const { target, pattern } = operation;
        const command = fillCommand(this.#pool.memoryKernels, rangeOf(target), pattern);
        return this.#push(command, operation, [bufferOf(target.buffer).block]);
      }
      case 'upload': {
        const { target, bytes } = operation;
        return this.#push({ kind: 'write', target: rangeOf(target), bytes }, operation, [
          bufferOf(target.buffer).block,
        ]);
      }
      case 'copy': {
        const { source, target } = operation;
        const command = copyCommand(this.#pool.memoryKernels, rangeOf(source), rangeOf(target));
        return this.#push(command, operation, [bufferOf(source.buffer).block, bufferOf(target.buffer).block]);
      }
    }
  }

  #push(command: Command, operation: Operation, uses: readonly PinnedBlock[]): void {
    this.#pool.push(this.line, command, operation, uses);
  }

  protected override submit(): void {
    this.#pool.flush(this.line);
  }

  /**
   * Queues a readback. It begins at the end of the turn at the latest, together with the other readbacks of
   * this turn.
   */
  read({ source }: Readback): Promise<Uint8Array<ArrayBuffer>> {
    const { address, pieceBytes } = rangeOf(source);
    return new Promise((resolve, reject) => {
      const command = { kind: 'read', address, bytes: pieceBytes, resolve, reject } as const;
      const task = this.#pool.push(this.line, command, undefined, [bufferOf(source.buffer).block]);
      this.#pool.want(task);
    });
  }
}
