import type { Capability, CheckedProgram } from '../check/checked.ts';
import type { HeddleError } from '../errors/errors.ts';
import { interpret } from '../interpreter/interpret.ts';
import { print } from '../ir/print.ts';
import type { DataType } from '../language/types.ts';
import type { OpenOptions } from './accelerator-description.ts';
import { AnalysingAccelerator } from './analysing-accelerator.ts';
import type { BufferDescription } from './buffer.ts';
import { MemoryBuffer } from './buffer.ts';
import { gather, scatter } from './host-access.ts';
import type { Limits } from './loaded-kernel.ts';
import type { CompiledKernel, Operation } from './operation.ts';
import type { Waiting } from './queue-options.ts';
import { AcceleratorStream } from './stream.ts';

export interface FakeOptions extends OpenOptions {
  readonly capabilities?: readonly Capability[];
  readonly limits?: Partial<Limits>;
  readonly note?: string;
}

/**
 * A device under the control of a test: asynchronous like a GPU, with streams that advance independently.
 * Submitted work runs in a microtask or, between `hold` and `release`, when the test says so. It uses only
 * the hooks that every backend has.
 */
export class FakeAccelerator extends AnalysingAccelerator {
  readonly streams: FakeStream[] = [];
  /** Labels of the buffers whose memory was freed. */
  readonly freed: string[] = [];
  /** Makes an operation fail on the device. */
  failing: (operation: Operation) => HeddleError | undefined = () => undefined;
  /** The code of the compiled kernels that core has given up. */
  readonly givenBack: string[] = [];
  allocationFails = false;
  closed = false;
  readonly #held = new Set<FakeStream>();

  constructor({
    capabilities = ['groups', 'atomics', 'scatter', 'reinterpret'],
    limits,
    ...options
  }: FakeOptions = {}) {
    super({
      backend: 'fake',
      ...options,
      capabilities,
      limits: {
        maxBindings: 8,
        maxGroupSize: 256,
        maxSharedBytes: 16384,
        maxBufferBytes: 2 ** 28,
        preferredGrain: 64,
        ...limits,
      },
    });
  }

  /** Suspends these streams; without arguments, all of them. */
  hold(...streams: AcceleratorStream[]): void {
    for (const stream of streams.length > 0 ? streams : [this.defaultStream, ...this.streams])
      this.#held.add(stream as FakeStream);
  }

  /** Resumes the streams, and resolves when they have advanced as far as they can. */
  async release(...streams: AcceleratorStream[]): Promise<void> {
    for (const stream of streams.length > 0 ? streams : this.streams) this.#held.delete(stream as FakeStream);
    await this.advance();
  }

  loseDevice(message: string): void {
    this.hold();
    this.lose(message);
  }

  /** @internal Runs whatever is submitted and may run, in a microtask. */
  async advance(): Promise<void> {
    await undefined;
    while (this.streams.some(stream => !this.#held.has(stream) && stream.step()));
  }

  /** @internal */
  run(stream: FakeStream, operation: Operation): void {
    const error = this.failing(operation);
    if (error) return this.failed(stream, operation, error);
    if (operation.kind === 'fill') {
      const { target, pattern } = operation;
      scatter(
        bytesOf(target.buffer),
        target,
        Uint8Array.from({ length: target.count * target.pieceBytes }, (_, i) => pattern[i % pattern.length]!),
      );
    } else if (operation.kind === 'upload')
      scatter(bytesOf(operation.target.buffer), operation.target, operation.bytes);
    else if (operation.kind === 'copy') {
      const { source, target } = operation;
      scatter(bytesOf(target.buffer), target, gather(bytesOf(source.buffer), source));
    } else if (operation.kind === 'launch') {
      const { program, shape, words, views } = operation;
      const bound = views.map(({ buffer, ...view }) => ({
        ...view,
        memory: bytesOf(buffer).buffer,
        byteOffset: 0,
      }));
      interpret(program, { extent: shape.extent, words, views: bound });
    }
  }

  override synchronizeAsync(options?: Waiting): Promise<void> {
    return this.waiting(options, () => this.drained());
  }

  /** @internal */
  async drained(): Promise<void> {
    this.submitAll();
    await Promise.all(this.streams.map(stream => stream.drained()));
  }

  protected override createBuffer<T extends DataType>(
    description: BufferDescription<T>,
    initial: Uint8Array<ArrayBuffer> | undefined,
  ): MemoryBuffer<T> {
    if (this.allocationFails) throw new RangeError('the device is full');
    return new FakeBuffer(description, initial ?? new Uint8Array(description.byteLength));
  }

  protected override openStream(label: string): AcceleratorStream {
    const stream = new FakeStream(this, label);
    this.streams.push(stream);
    return stream;
  }

  protected override compile(program: CheckedProgram): CompiledKernel {
    const code = print(program.program);
    return { code, release: () => void this.givenBack.push(code) };
  }

  override submitAll(): void {
    for (const stream of this.streams) stream.submit();
  }

  override countSubmit(): void {
    super.countSubmit();
  }

  protected override async close(): Promise<void> {
    this.closed = true;
  }
}

interface Item {
  readonly position: number;
  readonly run: () => void;
  readonly mayRun: () => boolean;
}

class FakeStream extends AcceleratorStream {
  declare readonly accelerator: FakeAccelerator;
  /** The position of the last operation that is done, of the last submitted one, and of the last one. */
  done = 0;
  submitted = 0;
  last = 0;
  readonly #items: Item[] = [];
  #reached: (() => void)[] = [];
  #released = false;

  push(position: number, run: () => void, mayRun: () => boolean = () => true): void {
    if (this.#released) throw new Error(`the stream '${this.label}' was released`);
    this.#items.push({ position, run, mayRun });
    this.last = position;
  }

  protected override enqueue(operation: Operation): void {
    if (operation.kind === 'waitFor') {
      const { other, otherPosition } = operation;
      this.push(
        operation.position,
        () => {},
        () => (other as FakeStream).done >= otherPosition,
      );
    } else this.push(operation.position, () => this.accelerator.run(this, operation));
  }

  override submit(): void {
    if (this.submitted === this.last) return;
    this.submitted = this.last;
    this.accelerator.countSubmit();
    void this.accelerator.advance();
  }

  override synchronizeAsync(options?: Waiting): Promise<void> {
    return this.waiting(options, () => {
      this.accelerator.submitAll();
      return this.drained();
    });
  }

  protected override release(): void {
    this.#released = true;
  }

  async drained(position = this.last): Promise<void> {
    while (this.done < position) await new Promise<void>(resolve => this.#reached.push(resolve));
  }

  step(): boolean {
    const [item] = this.#items;
    if (!item || item.position > this.submitted || !item.mayRun()) return false;
    this.#items.shift();
    item.run();
    this.done = item.position;
    const reached = this.#reached;
    this.#reached = [];
    for (const resolve of reached) resolve();
    return true;
  }
}

class FakeBuffer<T extends DataType> extends MemoryBuffer<T> {
  declare readonly accelerator: FakeAccelerator;
  readonly bytes: Uint8Array<ArrayBuffer>;

  constructor(description: BufferDescription<T>, bytes: Uint8Array<ArrayBuffer>) {
    super(description);
    this.bytes = bytes;
  }

  override copyToRawAsync(
    stream: AcceleratorStream | undefined,
    offsetBytes: number,
    lengthBytes: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.readback(stream, offsetBytes, lengthBytes, async place => {
      const on = place.stream as FakeStream;
      let read = new Uint8Array(0);
      on.push(place.position, () => {
        read = this.bytes.slice(offsetBytes, offsetBytes + lengthBytes);
      });
      this.accelerator.submitAll();
      await on.drained(place.position);
      return read;
    });
  }

  protected override release(): void {
    void this.accelerator.drained().then(() => {
      this.bytes.fill(0xdd);
      this.accelerator.freed.push(this.label);
    });
  }

  protected override hostMemory(): Uint8Array<ArrayBuffer> {
    return this.bytes;
  }
}

const bytesOf = (buffer: MemoryBuffer): Uint8Array<ArrayBuffer> => (buffer as FakeBuffer<DataType>).bytes;

declare function setTimeout(callback: () => void, milliseconds: number): void;

/** Resolves after this number of turns of the event loop. */
export function turns(count: number): Promise<void> {
  return new Promise(resolve => setTimeout(() => (count > 1 ? resolve(turns(count - 1)) : resolve()), 0));
}

/** The state of the promise in the next turn, without waiting for it. */
export async function state(promise: Promise<unknown>): Promise<'pending' | 'resolved' | 'rejected'> {
  let now: 'pending' | 'resolved' | 'rejected' = 'pending';
  promise.then(
    () => (now = 'resolved'),
    () => (now = 'rejected'),
  );
  await turns(1);
  return now;
}
