import type {
  AcceleratorStream,
  BoundView,
  BufferDescription,
  Capability,
  CheckedProgram,
  CompiledKernel,
  DataType,
  Form,
  LaunchOperation,
  OpenOptions,
  Operation,
  Waiting,
} from '@heddle/core/backend';
import {
  BlockingAccelerator,
  BlockingBuffer,
  BlockingStream,
  failureOf,
  fill,
  gather,
  interpret,
  print,
  scatter,
} from '@heddle/core/backend';
import type { Checks } from './checked/options.ts';
import { Sanitizer } from './checked/sanitizer.ts';
import type { Shadow } from './checked/shadow.ts';
import { copyWritten, markWritten } from './checked/written.ts';
import type { EmittedLaunch, EmittedView } from './emit/emit.ts';
import { emitJavaScript } from './emit/emit.ts';

/** 2 GiB less 64 KiB, which one ArrayBuffer can hold on every engine. */
const MAX_BUFFER_BYTES = 2 ** 31 - 2 ** 16;

export const capabilities: readonly Capability[] = [
  'groups',
  'atomics',
  'scatter',
  'reinterpret',
  'hostMemory',
];

export interface CpuDescription extends OpenOptions {
  readonly engine: 'generated' | 'interpreter';
  readonly note: string;
  readonly checks?: Checks | undefined;
}

interface CpuKernel extends CompiledKernel {
  run(launch: LaunchOperation): void;
}

/**
 * Runs every operation at the call, in program order, on the calling thread. No operation is ever pending on
 * the device.
 */
export class CpuAccelerator extends BlockingAccelerator {
  readonly #engine: 'generated' | 'interpreter';
  readonly #sanitizer: Sanitizer | undefined;

  constructor({ engine, note, checks, ...options }: CpuDescription) {
    super({
      ...options,
      backend: 'cpu',
      note,
      capabilities,
      limits: {
        maxBindings: 1024,
        maxGroupSize: 1024,
        maxSharedBytes: MAX_BUFFER_BYTES,
        maxBufferBytes: MAX_BUFFER_BYTES,
        preferredGrain: 65_536,
      },
    });
    this.#engine = engine;
    this.#sanitizer = checks && new Sanitizer(checks);
  }

  protected override createBuffer<T extends DataType>(
    description: BufferDescription<T>,
    initial: Uint8Array<ArrayBuffer> | undefined,
  ): CpuBuffer<T> {
    const buffer = new CpuBuffer<T>(description, initial?.buffer ?? new ArrayBuffer(description.byteLength));
    if (this.#sanitizer?.checks.init) buffer.watchWrites(initial !== undefined);
    return buffer;
  }

  protected override openStream(label: string): BlockingStream {
    return new CpuStream(this, label, (stream, operation) => this.#run(stream, operation));
  }

  protected override compile(program: CheckedProgram, form: Form): CpuKernel {
    if (this.#engine === 'interpreter')
      return { code: print(program.program), run: launch => interpretLaunch(launch) };
    const sanitizer = this.#sanitizer;
    const { source, link } = emitJavaScript(program, form, sanitizer?.checks);
    const run = link();
    const bound = ({ shape, views, words }: LaunchOperation): EmittedLaunch => ({
      extent: shape.extent,
      views: views.map(emittedView),
      words,
    });
    return {
      code: source,
      run: launch => {
        if (sanitizer === undefined) return run(bound(launch));
        const memory = ({ buffer }: BoundView): CpuBuffer => memoryOf(buffer);
        sanitizer.run(program, launch, memory, checked => run({ ...bound(launch), checked }));
      },
    };
  }

  #run(stream: AcceleratorStream, operation: Operation): void {
    switch (operation.kind) {
      case 'launch':
        try {
          (operation.compiled as CpuKernel).run(operation);
        } catch (cause) {
          this.failed(stream, operation, failureOf(cause));
        }
        return;
      case 'fill':
        markWritten(memoryOf(operation.target.buffer).written, operation.target);
        return fill(memoryOf(operation.target.buffer).bytes, operation.target, operation.pattern);
      case 'upload':
        markWritten(memoryOf(operation.target.buffer).written, operation.target);
        return scatter(memoryOf(operation.target.buffer).bytes, operation.target, operation.bytes);
      case 'copy':
        copyWritten(
          memoryOf(operation.source.buffer).written,
          operation.source,
          memoryOf(operation.target.buffer).written,
          operation.target,
        );
        return scatter(
          memoryOf(operation.target.buffer).bytes,
          operation.target,
          gather(memoryOf(operation.source.buffer).bytes, operation.source),
        );
      case 'waitFor':
        return;
      default:
        operation satisfies never;
    }
  }

  override synchronizeAsync(options?: Waiting): Promise<void> {
    return this.waiting(options, async () => this.drain());
  }

  protected override drain(): void {
    this.submitAll();
  }

  protected override submitAll(): void {
    // No operation is deferred: each ran when it was enqueued.
  }

  protected override async close(): Promise<void> {}
}

class CpuStream extends BlockingStream {
  readonly #run: (stream: AcceleratorStream, operation: Operation) => void;

  constructor(
    accelerator: CpuAccelerator,
    label: string,
    run: (stream: AcceleratorStream, operation: Operation) => void,
  ) {
    super(accelerator, label);
    this.#run = run;
  }

  protected override enqueue(operation: Operation): void {
    this.#run(this, operation);
  }

  override synchronizeAsync(options?: Waiting): Promise<void> {
    return this.waiting(options, async () => this.drain());
  }

  protected override drain(): void {
    this.submit();
  }

  protected override submit(): void {
    // No operation is deferred: each ran when it was enqueued.
  }
}

/** The memory, seen as bytes and as words of each type. */
export class CpuBuffer<T extends DataType = any> extends BlockingBuffer<T> {
  bytes: Uint8Array<ArrayBuffer>;
  f32: Float32Array<ArrayBuffer>;
  i32: Int32Array<ArrayBuffer>;
  u32: Uint32Array<ArrayBuffer>;
  /** The shadow memory of a checking accelerator, made by the first launch that needs it. */
  shadow: Shadow | undefined;
  /** Flags by word, if the accelerator reports reads of words that were never written. */
  written: Uint8Array | undefined;

  constructor(description: BufferDescription<T>, memory: ArrayBuffer) {
    super(description);
    this.bytes = new Uint8Array(memory);
    this.f32 = new Float32Array(memory);
    this.i32 = new Int32Array(memory);
    this.u32 = new Uint32Array(memory);
  }

  watchWrites(hasData: boolean): void {
    this.written = new Uint8Array(this.u32.length).fill(hasData ? 1 : 0);
  }

  override copyToRawAsync(
    stream: AcceleratorStream | undefined,
    offsetBytes: number,
    lengthBytes: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.readback(stream, offsetBytes, lengthBytes, () => {
      // The bytes are read before the first await, because operations queued after this call must not affect
      // them.
      return Promise.resolve(this.readNow(offsetBytes, lengthBytes));
    });
  }

  protected override readNow(offsetBytes: number, lengthBytes: number): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(offsetBytes, offsetBytes + lengthBytes);
  }

  protected override hostMemory(): Uint8Array<ArrayBuffer> {
    // The host may write any of these bytes, and such writes cannot be observed.
    this.written?.fill(1);
    return this.bytes;
  }

  protected override release(): void {
    const nothing = new ArrayBuffer(0);
    this.bytes = new Uint8Array(nothing);
    this.f32 = new Float32Array(nothing);
    this.i32 = new Int32Array(nothing);
    this.u32 = new Uint32Array(nothing);
    this.shadow = undefined;
    this.written = undefined;
  }
}

const memoryOf = (buffer: unknown): CpuBuffer => buffer as CpuBuffer;

function emittedView(view: LaunchOperation['views'][number]): EmittedView {
  const { f32, i32, u32 } = memoryOf(view.buffer);
  const { param, offset, step, length, width, height, depth } = view;
  return { param, offset, step, length, width, height, depth, f32, i32, u32 };
}

function interpretLaunch({ program, shape, views, words }: LaunchOperation): void {
  interpret(program, {
    extent: shape.extent,
    words,
    views: views.map(({ buffer, ...view }) => ({
      ...view,
      memory: memoryOf(buffer).bytes.buffer,
      byteOffset: 0,
    })),
  });
}
