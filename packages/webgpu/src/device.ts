import type { AcceleratorStream, HeddleError, Operation } from '@heddle/core/backend';
import { OutOfMemoryError } from '@heddle/core/backend';
import type { Batch } from './batch/batch.ts';
import { Bindings } from './batch/bindings.ts';
import type { Shared, StagedReadback } from './batch/encoder.ts';
import { BatchEncoder } from './batch/encoder.ts';
import { LaunchBlocks } from './batch/launch-blocks.ts';
import { WordShaders } from './batch/words.ts';
import type { Fault } from './gpu/faults.ts';
import { errorOf, faultOf, guarded } from './gpu/faults.ts';
import { COPY_DST, COPY_SRC, MAP_MODE_READ, STORAGE } from './gpu/usage.ts';
import type { WebGpuKernel } from './kernel.ts';
import { Memory } from './memory/memory.ts';
import { Scratch } from './memory/scratch.ts';
import { Staging } from './memory/staging.ts';

/** What the device tells the accelerator. */
export interface DeviceEvents {
  submitted(): void;
  failed(stream: AcceleratorStream, operations: readonly Operation[], error: HeddleError): void;
  /** Memory was not there, as the device found out after `allocate` had returned. */
  allocationFailed(label: string, error: HeddleError): void;
}

interface Allocation {
  readonly label: string;
  readonly bytes: number;
  readonly fault: Fault;
}

/** The GPU device and its one queue, to which all streams submit their batches. */
export class Device {
  readonly gpu: GPUDevice;
  readonly shared: Shared;
  readonly #events: DeviceEvents;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #allocating = new Set<Promise<void>>();
  /** By memory, and of these the ones that no error has told of yet. */
  readonly #missing = new WeakMap<Memory, Allocation>();
  readonly #untold = new Set<Allocation>();

  constructor(gpu: GPUDevice, events: DeviceEvents) {
    this.gpu = gpu;
    this.#events = events;
    const bindings = new Bindings(gpu);
    this.shared = {
      device: gpu,
      bindings,
      blocks: new LaunchBlocks(gpu),
      scratch: new Scratch(gpu),
      staging: new Staging(gpu),
      words: new WordShaders(gpu, bindings),
    };
  }

  /** Memory for a buffer: zeroed, or with these bytes, before anything that is submitted later. */
  allocate(label: string, bytes: number, initial: Uint8Array<ArrayBuffer> | undefined): Memory {
    const { result: memory, fault } = guarded(this.gpu, () => {
      const buffer = this.gpu.createBuffer({ label, size: bytes, usage: STORAGE | COPY_SRC | COPY_DST });
      if (initial && initial.byteLength > 0) this.gpu.queue.writeBuffer(buffer, 0, initial);
      return new Memory(buffer);
    });
    track(
      this.#allocating,
      fault.then(found => {
        if (!found) return;
        const allocation = { label, bytes, fault: found };
        this.#missing.set(memory, allocation);
        this.#untold.add(allocation);
      }),
    );
    return memory;
  }

  /**
   * Hands a batch to the queue. The promise resolves when it is done and its failure, if there is one, is
   * reported.
   */
  submit(batch: Batch, stream: AcceleratorStream): Promise<void> {
    const encoder = new BatchEncoder(this.shared, stream.label);
    let exception: Fault | undefined;
    const { fault } = guarded(this.gpu, () => {
      try {
        const commands = encoder.encode(batch);
        this.shared.blocks.write();
        this.gpu.queue.submit([commands]);
      } catch (error) {
        exception = faultOf(error);
      }
    });
    this.#events.submitted();
    this.shared.scratch.trim();
    batch.unpin();
    for (const launch of encoder.leftOut) {
      this.#events.failed(stream, [launch], (launch.compiled as WebGpuKernel).failure!());
    }
    const left = new Set<unknown>(encoder.leftOut);
    const operations = batch.operations.filter(operation => !left.has(operation));
    const outcome = (exception ? Promise.resolve(exception) : fault).then(async found => {
      if (found && operations.length > 0)
        this.#events.failed(stream, operations, await this.#errorOf(batch, found));
      return found;
    });
    for (const readback of encoder.readbacks) this.#finish(readback, batch, outcome);
    if (exception) for (const { reject } of batch.readbacks) reject(errorOf(exception));
    // behind mapAsync, because Chromium looks for mapped buffers only now and then without it
    const done = this.gpu.queue.onSubmittedWorkDone().catch(() => {});
    return track(
      this.#inFlight,
      Promise.all([done, outcome]).then(() => {}),
    );
  }

  /** Everything submitted so far, as it finishes. */
  get inFlight(): readonly Promise<void>[] {
    return [...this.#inFlight];
  }

  /** Resolves when these are done, and what the device found on the way is reported. */
  async drained(work: readonly Promise<void>[]): Promise<void> {
    await Promise.all([...work, ...this.#allocating]);
    for (const allocation of this.#untold)
      this.#events.allocationFailed(allocation.label, noRoom(allocation));
    this.#untold.clear();
  }

  async close(): Promise<void> {
    this.gpu.destroy();
    await this.gpu.lost;
  }

  #finish(
    { command, staging, offset }: StagedReadback,
    batch: Batch,
    outcome: Promise<Fault | undefined>,
  ): void {
    const { resolve, reject, place } = command;
    const mapped = staging.mapAsync(MAP_MODE_READ);
    const read = async (): Promise<Uint8Array<ArrayBuffer>> => {
      const [found] = await Promise.all([outcome, mapped.catch(() => {})]);
      if (found) throw await this.#errorOf(batch, found);
      // rejects if the device is lost, which ends this wait elsewhere
      await mapped;
      const bytes = new Uint8Array(staging.getMappedRange()).slice(offset, offset + place.source.pieceBytes);
      staging.unmap();
      this.shared.staging.give(staging);
      return bytes;
    };
    read().then(resolve, async error => {
      staging.destroy();
      if (!(await outcome)) await this.gpu.lost;
      reject(error);
    });
  }

  /**
   * The cause of a batch's failure: memory that was never there, a kernel that did not compile, or what the
   * device said.
   */
  async #errorOf(batch: Batch, fault: Fault): Promise<HeddleError> {
    await Promise.all(this.#allocating);
    for (const { memory } of batch.buffers) {
      const missing = this.#missing.get(memory);
      if (!missing) continue;
      this.#untold.delete(missing);
      return noRoom(missing);
    }
    for (const command of batch.commands) {
      if (command.kind !== 'launch') continue;
      const kernel = command.compiled as WebGpuKernel;
      await kernel.ready.catch(() => {});
      if (kernel.failure) return kernel.failure();
    }
    return errorOf(fault);
  }
}

/** Core has checked the length against the limits, so that whatever the device says, it has no room. */
function noRoom({ label, bytes, fault }: Allocation): OutOfMemoryError {
  return new OutOfMemoryError(`no room for the ${bytes} bytes of '${label}'`, {
    remedy: 'Dispose buffers that are no longer needed, or work on the data in pieces.',
    cause: new Error(fault.message),
  });
}

function track(set: Set<Promise<void>>, work: Promise<void>): Promise<void> {
  set.add(work);
  void work.then(() => set.delete(work));
  return work;
}
