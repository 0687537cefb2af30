import type {
  AcceleratorStream,
  BufferDescription,
  CheckedProgram,
  DataType,
  Form,
  MemoryBuffer,
  OpenOptions,
  Waiting,
} from '@heddle/core/backend';
import { Accelerator } from '@heddle/core/backend';
import { WebGlBuffer } from './buffer.ts';
import { WebGlKernel } from './kernel.ts';
import type { Connected } from './link/connection.ts';
import { Link } from './link/link.ts';
import { WebGlStream } from './stream.ts';

/**
 * The preferred number of elements for each invocation. Software renderers too reduce 4 M elements twice as
 * fast with 16 to 64 as with a thousand or more.
 */
const GRAIN = 32;
const BYTES_IN_A_WORD = 4;

export interface WebGlDescription extends OpenOptions {
  readonly connected: Connected;
  readonly note: string;
}

/** Sends work to a device in a worker or on the page, and waits by the device's fences. */
export class WebGlAccelerator extends Accelerator {
  readonly #link: Link;
  readonly #streams = new Set<WebGlStream>();

  constructor({ connected, note, ...options }: WebGlDescription) {
    const { textureSize, widthLog2, textureUnits } = connected.description;
    super({
      ...options,
      backend: 'webgl',
      note,
      capabilities: [],
      limits: {
        maxBindings: textureUnits,
        maxGroupSize: 1,
        maxSharedBytes: 0,
        // The limit for the smallest elements; a texture holds as many elements of larger types.
        maxBufferBytes: BYTES_IN_A_WORD * 2 ** widthLog2 * textureSize,
        preferredGrain: GRAIN,
      },
    });
    this.#link = new Link(connected, {
      submitted: () => this.countSubmit(),
      failed: (stream, operations, error) => this.failed(stream, operations, error),
      allocationFailed: (label, error) => this.allocationFailed(label, error),
      stray: error => {
        if (this.onUncapturedError) this.onUncapturedError(error);
        else console.error(`[heddle] ${this.label}: ${error.message}`);
      },
      lost: message => this.lose(message),
    });
  }

  override synchronizeAsync(options?: Waiting): Promise<void> {
    return this.waiting(options, () => {
      this.submitAll();
      return this.#link.finished(this.#link.fence());
    });
  }

  protected override createBuffer<T extends DataType>(
    description: BufferDescription<T>,
    initial: Uint8Array<ArrayBuffer> | undefined,
  ): MemoryBuffer<T> {
    return new WebGlBuffer(description, initial, this.#link, id => {
      this.submitAll();
      this.#link.free(id);
    });
  }

  protected override openStream(label: string): AcceleratorStream {
    const stream = new WebGlStream(this, label, this.#link, () => this.#streams.delete(stream));
    this.#streams.add(stream);
    return stream;
  }

  protected override compile(program: CheckedProgram, form: Form): WebGlKernel {
    return new WebGlKernel(this.#link, program, form);
  }

  protected override submitAll(): void {
    for (const stream of this.#streams) stream.submit();
  }

  protected override async close(): Promise<void> {
    this.#link.close();
  }
}
