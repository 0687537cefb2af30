import type {
  CopyOperation,
  FillOperation,
  LaunchOperation,
  Operation,
  Readback,
  UploadOperation,
} from '@heddle/core/backend';
import type { WebGpuBuffer } from '../buffer.ts';

/** Commands that a stream records: all except `waitFor`, which decides when a batch is submitted. */
export type Recorded = LaunchOperation | FillOperation | UploadOperation | CopyOperation | ReadbackCommand;

/** A readback with a place in a batch. */
export interface ReadbackCommand {
  readonly kind: 'readback';
  readonly place: Readback;
  readonly resolve: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A batch is submitted when it has this many commands, so that the device starts while the program still
 * queues.
 */
const COMMANDS = 256;
/** The bytes of pending uploads at which a batch is submitted too. */
const UPLOAD_BYTES = 2 ** 25;

/**
 * The commands that a stream has recorded since its last submit. They are encoded together when the batch is
 * submitted: WebGPU drops a whole command buffer for one invalid command, so the commands of a batch succeed
 * or fail together.
 */
export class Batch {
  readonly commands: Recorded[] = [];
  readonly #buffers = new Set<WebGpuBuffer>();
  #uploadBytes = 0;

  add(command: Recorded): void {
    this.commands.push(command);
    for (const buffer of buffersOf(command)) {
      if (this.#buffers.has(buffer)) continue;
      this.#buffers.add(buffer);
      buffer.memory.pin();
    }
    if (command.kind === 'upload') this.#uploadBytes += command.bytes.byteLength;
  }

  get full(): boolean {
    return this.commands.length >= COMMANDS || this.#uploadBytes >= UPLOAD_BYTES;
  }

  get buffers(): Iterable<WebGpuBuffer> {
    return this.#buffers;
  }

  /** The operations that core has queued; a readback reports its own failure. */
  get operations(): readonly Operation[] {
    return this.commands.filter(command => command.kind !== 'readback');
  }

  get readbacks(): readonly ReadbackCommand[] {
    return this.commands.filter(command => command.kind === 'readback');
  }

  /** Must be called after the submit: it frees buffers that were disposed meanwhile. */
  unpin(): void {
    for (const { memory } of this.#buffers) memory.unpin();
  }
}

export function buffersOf(command: Recorded): readonly WebGpuBuffer[] {
  switch (command.kind) {
    case 'launch':
      return command.views.map(({ buffer }) => buffer as WebGpuBuffer);
    case 'copy':
      return [command.source.buffer as WebGpuBuffer, command.target.buffer as WebGpuBuffer];
    case 'readback':
      return [command.place.source.buffer as WebGpuBuffer];
    default:
      return [command.target.buffer as WebGpuBuffer];
  }
}
