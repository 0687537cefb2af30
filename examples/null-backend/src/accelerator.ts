import type {
  BufferDescription,
  CheckedProgram,
  CompiledKernel,
  DataType,
  OpenOptions,
  Waiting,
} from '@heddle/core/backend';
import { Accelerator, HeddleError, print } from '@heddle/core/backend';
import { NullBuffer } from './buffer.ts';
import { NullStream } from './stream.ts';

/** The streams share nothing: each is a queue of its own. */
export class NullAccelerator extends Accelerator {
  readonly #later: (task: () => void) => void;
  readonly #streams = new Set<NullStream>();

  constructor(options: OpenOptions, later: (task: () => void) => void) {
    super({
      ...options,
      backend: 'null',
      note: 'kernels run in the interpreter, each batch in a task of its own',
      capabilities: ['groups', 'atomics', 'scatter', 'reinterpret', 'hostMemory'],
      limits: {
        maxBindings: 1024,
        maxGroupSize: 1024,
        // the largest ArrayBuffer that every engine can make
        maxSharedBytes: 2 ** 31 - 2 ** 16,
        maxBufferBytes: 2 ** 31 - 2 ** 16,
        preferredGrain: 65_536,
      },
    });
    this.#later = later;
  }

  /** The real drain: waits for what every stream has submitted so far, disposed streams with work included. */
  override synchronizeAsync(options?: Waiting): Promise<void> {
    return this.waiting(options, async () => {
      this.submitAll();
      await Promise.all([...this.#streams].map(stream => stream.done));
    });
  }

  protected override createBuffer<T extends DataType>(
    description: BufferDescription<T>,
    initial: Uint8Array<ArrayBuffer> | undefined,
  ): NullBuffer<T> {
    return new NullBuffer(description, initial ?? new Uint8Array(new ArrayBuffer(description.byteLength)));
  }

  protected override openStream(label: string): NullStream {
    const stream = new NullStream(this, label, {
      later: this.#later,
      submitted: () => this.countSubmit(),
      failed: (operation, cause) => {
        const message = cause instanceof Error ? cause.message : String(cause);
        this.failed(stream, operation, new HeddleError('HEDDLE_KERNEL', message, { cause }));
      },
      released: () => this.#streams.delete(stream),
    });
    this.#streams.add(stream);
    return stream;
  }

  /** The interpreter takes the program as it is; a backend with an emitter generates code here. */
  protected override compile({ program }: CheckedProgram): CompiledKernel {
    return { code: print(program) };
  }

  protected override submitAll(): void {
    for (const stream of this.#streams) stream.submit();
  }

  protected override async close(): Promise<void> {
    // there is no device to free
  }
}
