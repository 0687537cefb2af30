import type { AcceleratorStream, Operation } from '@heddle/core/backend';
import { HeddleError, OutOfMemoryError } from '@heddle/core/backend';
import type { Batch } from './batch/batch.ts';
import { Bindings } from './batch/bindings.ts';
import type { Shared, StagedReadback } from './batch/encoder.ts';
import { BatchEncoder } from './batch/encoder.ts';
import { LaunchBlocks } from './batch/launch-blocks.ts';
import { WordShaders } from './batch/words.ts';
import type { Fault } from './gpu/faults.ts';
import { errorOf, faultOf, guarded, isLost } from './gpu/faults.ts';
import { COPY_DST, COPY_SRC, MAP_MODE_READ, STORAGE } from './gpu/usage.ts';
import type { WebGpuKernel } from './kernel.ts';
import { Memory } from './memory/memory.ts';
import { Scratch } from './memory/scratch.ts';
import { Staging } from './memory/staging.ts';

/** The device's reports to the accelerator. */
export interface DeviceEvents {
  submitted(): void;
  failed(stream: AcceleratorStream, operations: readonly Operation[], error: HeddleError): void;
  /** Reports an allocation whose failure the device detected after `allocate` had returned. */
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
  /** Failed allocations by memory, and those of them that no error has reported yet. */
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

  /** Allocates memory for a buffer: zeroed, or with these bytes, before anything that is submitted later. */
  allocate(label: string, bytes: number, initial: Uint8Array<ArrayBuffer> | undefined): Memory {
    let buffer: GPUBuffer | undefined;
    const { thrown, fault } = guarded(this.gpu, () => {
      buffer = this.gpu.createBuffer({ label, size: bytes, usage: STORAGE | COPY_SRC | COPY_DST });
      if (initial && initial.byteLength > 0) this.gpu.queue.writeBuffer(buffer, 0, initial);
    });
    if (thrown) {
      buffer?.destroy();
      throw missingError({ label, bytes, fault: thrown });
    }
    const memory = new Memory(buffer!);
    track(
      this.#allocating,
      fault.then(found => {
        if (!found) return;
        const allocation = { label, bytes, fault: found };
        // If only the query failed, the memory may well exist.
        if (found.filter) this.#missing.set(memory, allocation);
        this.#untold.add(allocation);
      }),
    );
    return memory;
  }

  /**
   * Submits a batch to the queue. The promise resolves when it is done and its failure, if there is one, is
   * reported.
   */
  submit(batch: Batch, stream: AcceleratorStream): Promise<void> {
    const { blocks, scratch } = this.shared;
    const encoder = new BatchEncoder(this.shared, stream.label);
    const { result: mappings, fault } = guarded(this.gpu, () => {
      try {
        const commands = encoder.encode(batch);
        blocks.write();
        this.gpu.queue.submit([commands]);
        // Inside the error scopes, because mapping a staging buffer without memory is an error of its own.
        return encoder.readbacks.map(readback => ({ readback, mapped: mapAsync(readback.staging) }));
      } finally {
        scratch.trim();
        batch.unpin();
      }
    });
    this.#events.submitted();
    for (const launch of encoder.leftOut) {
      this.#events.failed(stream, [launch], (launch.compiled as WebGpuKernel).failure!());
    }
    const left = new Set<unknown>(encoder.leftOut);
    const operations = batch.operations.filter(operation => !left.has(operation));
    const outcome = fault.then(async found => {
      if (!found) return undefined;
      this.#forgetShared();
      const errorFor = await this.#cause(batch, found);
      if (operations.length > 0) this.#events.failed(stream, operations, errorFor());
      return errorFor;
    });
    const read = mappings?.map(({ readback, mapped }) => this.#finish(readback, mapped, outcome)) ?? [];
    if (!mappings) this.#refuse(batch, encoder.readbacks, outcome);
    // After mapAsync, because without it Chromium rarely checks for mapped buffers.
    const done = this.#workDone().then(async refusal => {
      if (!refusal || (await outcome)) return;
      const unknown = operations.length > 0 ? operations : batch.readbacks.map(({ place }) => place);
      // The completion of the batch cannot be determined any more.
      if (unknown.length > 0) this.#events.failed(stream, unknown as readonly Operation[], errorOf(refusal));
    });
    return track(
      this.#inFlight,
      Promise.all([done, outcome, ...read]).then(() => {}),
    );
  }

  /** The batches that were submitted and are not done. */
  get inFlight(): readonly Promise<void>[] {
    return [...this.#inFlight];
  }

  /** Resolves when these batches are done and the failures that the device detected are reported. */
  async drained(work: readonly Promise<void>[]): Promise<void> {
    await Promise.all([...work, ...this.#allocating]);
    for (const allocation of this.#untold)
      this.#events.allocationFailed(allocation.label, missingError(allocation));
    this.#untold.clear();
  }

  async close(): Promise<void> {
    try {
      this.gpu.destroy();
    } catch (error) {
      throw errorOf(faultOf(error));
    }
    await this.gpu.lost;
  }

  /** Resolves when everything submitted is done, or with the reason why that cannot be determined. */
  async #workDone(): Promise<Fault | undefined> {
    try {
      await this.gpu.queue.onSubmittedWorkDone();
      return undefined;
    } catch (error) {
      return this.#unlessLost(error);
    }
  }

  /** The fault of a call of the completion path; undefined if the device is lost, which ends all waits. */
  async #unlessLost(error: unknown): Promise<Fault | undefined> {
    const fault = faultOf(error);
    return !fault.outOfMemory && (await isLost(this.gpu)) ? undefined : fault;
  }

  /** Resolves when the readback has ended. It is a part of its batch, so the device is not closed before. */
  async #finish(
    { command, staging, offset }: StagedReadback,
    mapped: Promise<Refusal | undefined>,
    outcome: Promise<(() => HeddleError) | undefined>,
  ): Promise<void> {
    const { resolve, reject, place } = command;
    const [errorFor, refusal] = await Promise.all([outcome, mapped]);
    try {
      if (errorFor) throw errorFor();
      if (refusal) throw refusal.error;
      const mapping = new Uint8Array(staging.getMappedRange());
      const bytes = mapping.slice(offset, offset + place.source.pieceBytes);
      staging.unmap();
      this.shared.staging.give(staging);
      resolve(bytes);
    } catch (error) {
      discard(staging);
      if (HeddleError.is(error)) return reject(error);
      const fault = await this.#unlessLost(error);
      // A loss has rejected the wait already.
      if (fault) reject(errorOf(fault));
    }
  }

  /** Nothing of the batch was submitted. */
  #refuse(
    { readbacks }: Batch,
    staged: readonly StagedReadback[],
    outcome: Promise<(() => HeddleError) | undefined>,
  ): void {
    for (const { staging } of staged) discard(staging);
    void outcome.then(errorFor => {
      for (const { reject } of readbacks) reject(errorFor!());
    });
  }

  /**
   * Drops objects that a failed batch has made and that later ones would share, because one of them may be
   * the broken one.
   */
  #forgetShared(): void {
    const { blocks, scratch, words, bindings } = this.shared;
    for (const kept of [blocks, scratch, words, bindings]) kept.forget();
  }

  /**
   * The cause of a batch's failure: memory that could not be allocated, a kernel that did not compile, or the
   * device's own message. An error is made for each operation or readback, because core completes it with
   * that operation.
   */
  async #cause(batch: Batch, fault: Fault): Promise<() => HeddleError> {
    await Promise.all(this.#allocating);
    for (const { memory } of batch.buffers) {
      const missing = this.#missing.get(memory);
      if (!missing) continue;
      this.#untold.delete(missing);
      return () => missingError(missing);
    }
    for (const command of batch.commands) {
      if (command.kind !== 'launch') continue;
      const kernel = command.compiled as WebGpuKernel;
      await kernel.ready.catch(() => {});
      if (kernel.failure) return kernel.failure;
    }
    return () => errorOf(fault);
  }
}

interface Refusal {
  readonly error: unknown;
}

/**
 * Resolves when the bytes can be read, or with the reason why they cannot. Never rejects, because others are
 * awaited first.
 */
async function mapAsync(staging: GPUBuffer): Promise<Refusal | undefined> {
  try {
    await staging.mapAsync(MAP_MODE_READ);
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** Destroys a staging buffer that is not used again. The failure that led to it is reported already. */
function discard(staging: GPUBuffer): void {
  try {
    staging.destroy();
  } catch {}
}

/** Core has checked the length against the limits, so any error of the device means that it has no room. */
function missingError({ label, bytes, fault }: Allocation): HeddleError {
  if (!fault.filter && !fault.outOfMemory) return errorOf(fault);
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
