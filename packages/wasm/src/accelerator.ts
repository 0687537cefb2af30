import type {
  AcceleratorStream,
  BufferDescription,
  Capability,
  CheckedProgram,
  DataType,
  Form,
  MemoryBuffer,
  OpenOptions,
  Waiting,
} from '@heddle/core/backend';
import { Accelerator, NotSupportedError } from '@heddle/core/backend';
import { WasmBuffer } from './buffer.ts';
import { compileKernel, type WasmKernel } from './kernel.ts';
import type { Pool, PoolEvents } from './pool/pool.ts';
import { WasmStream } from './stream.ts';

const EVERYWHERE: readonly Capability[] = ['groups', 'atomics', 'scatter', 'reinterpret'];
export const WITH_SHARED_MEMORY: readonly Capability[] = [...EVERYWHERE, 'hostMemory', 'threads'];

export interface WasmDescription extends OpenOptions {
  readonly shared: boolean;
  readonly maximumBytes: number;
  readonly note: string;
  readonly workerUrl: string | undefined;
  readonly pool: (events: PoolEvents) => Pool;
}

/** Queues work for a pool of workers, and waits for their completion messages. */
export class WasmAccelerator extends Accelerator {
  readonly #pool: Pool;
  readonly #shared: boolean;

  constructor({ shared, maximumBytes, note, pool, ...options }: WasmDescription) {
    super({
      ...options,
      backend: 'wasm',
      note,
      capabilities: shared ? WITH_SHARED_MEMORY : EVERYWHERE,
      limits: {
        maxBindings: 1024,
        maxGroupSize: 1024,
        maxSharedBytes: maximumBytes,
        maxBufferBytes: maximumBytes,
        preferredGrain: 32_768,
      },
    });
    this.#shared = shared;
    this.#pool = pool({
      submitted: () => this.countSubmit(),
      failed: (stream, operation, error) => this.failed(stream, operation, error),
      lost: message => this.lose(message),
    });
  }

  /** Resolves when the accelerator's workers are ready. */
  static async open(description: WasmDescription): Promise<WasmAccelerator> {
    const accelerator = new WasmAccelerator(description);
    try {
      await accelerator.#pool.start();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new NotSupportedError(
        `wasm: its workers do not start: ${reason}`,
        description.workerUrl === undefined
          ? "wasm({ workerUrl }) with the address of this package's worker.js, if the page's content security policy (worker-src) forbids workers from blobs"
          : 'wasm({ workerUrl }) with the address of worker.js of the installed version of @heddle/wasm, or no workerUrl',
      );
    }
    return accelerator;
  }

  override synchronizeAsync(options?: Waiting): Promise<void> {
    return this.waiting(options, () => this.#pool.allFinished());
  }

  protected override createBuffer<T extends DataType>(
    description: BufferDescription<T>,
    initial: Uint8Array<ArrayBuffer> | undefined,
  ): MemoryBuffer<T> {
    return new WasmBuffer(description, initial, this.#pool);
  }

  protected override openStream(label: string): AcceleratorStream {
    return new WasmStream(this, label, this.#pool);
  }

  protected override compile(program: CheckedProgram, form: Form): WasmKernel {
    return compileKernel(this.#pool, program, form, this.#shared);
  }

  protected override submitAll(): void {
    this.#pool.flushAll();
  }

  protected override async close(): Promise<void> {
    this.#pool.close();
  }
}
