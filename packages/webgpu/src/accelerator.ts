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
import { Accelerator, HeddleError, lowerMath } from '@heddle/core/backend';
import { WebGpuBuffer } from './buffer.ts';
import { Device } from './device.ts';
import { compileKernel, type WebGpuKernel } from './kernel.ts';
import { WebGpuStream } from './stream.ts';

/** Every runtime has a console, and no ECMAScript library declares it. */
const host = globalThis as { readonly console?: { error(message: string): void } };

export const capabilities: readonly Capability[] = ['groups', 'atomics', 'scatter', 'reinterpret'];

/**
 * The preferred number of elements for each invocation. A software adapter runs one long loop faster than
 * many short ones (and is slow at barriers); a GPU needs enough invocations to hide its memory's latency.
 * Both are well below the 65,535 trips after which Mesa's llvmpipe ends the loops of an invocation.
 */
const SOFTWARE_GRAIN = 32_768;
const HARDWARE_GRAIN = 16;

export interface WebGpuDescription extends OpenOptions {
  readonly gpu: GPUDevice;
  readonly software: boolean;
  readonly note: string;
  /** Called when no object of the device is used any more. */
  readonly closed: () => void;
}

/** Records work and submits it to a WebGPU device; waits for the device's own completion. */
export class WebGpuAccelerator extends Accelerator {
  readonly #device: Device;
  readonly #streams = new Set<WebGpuStream>();
  readonly #closed: () => void;
  #closing = false;

  constructor({ gpu, software, note, closed, ...options }: WebGpuDescription) {
    const { limits } = gpu;
    super({
      ...options,
      backend: 'webgpu',
      note,
      capabilities,
      limits: {
        // One binding is the launch block's.
        maxBindings: limits.maxStorageBuffersPerShaderStage - 1,
        maxGroupSize: Math.min(limits.maxComputeInvocationsPerWorkgroup, limits.maxComputeWorkgroupSizeX),
        maxSharedBytes: limits.maxComputeWorkgroupStorageSize,
        maxBufferBytes: Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize),
        preferredGrain: software ? SOFTWARE_GRAIN : HARDWARE_GRAIN,
      },
    });
    this.#closed = closed;
    this.#device = new Device(gpu, {
      submitted: () => this.countSubmit(),
      failed: (stream, operations, error) => this.failed(stream, operations, error),
      allocationFailed: (label, error) => this.allocationFailed(label, error),
    });
    void gpu.lost.then(({ reason, message }) => {
      // Node keeps the device for ever, so the handler would keep the accelerator alive.
      gpu.onuncapturederror = null;
      if (!this.#closing) this.lose(`the GPU device was lost (${reason}): ${message}`);
    });
    gpu.onuncapturederror = ({ error }) => this.#stray(error.message);
  }

  override synchronizeAsync(options?: Waiting): Promise<void> {
    return this.waiting(options, () => {
      this.submitAll();
      return this.#device.drained(this.#device.inFlight);
    });
  }

  protected override createBuffer<T extends DataType>(
    description: BufferDescription<T>,
    initial: Uint8Array<ArrayBuffer> | undefined,
  ): MemoryBuffer<T> {
    return new WebGpuBuffer(description, initial, this.#device);
  }

  protected override openStream(label: string): AcceleratorStream {
    const stream = new WebGpuStream(this, label, this.#device, () => this.#streams.delete(stream));
    this.#streams.add(stream);
    return stream;
  }

  protected override compile(program: CheckedProgram, form: Form): WebGpuKernel {
    const { gpu, shared } = this.#device;
    // WGSL allows a device's own functions to be very inaccurate: sin on a software adapter has an error of
    // 63 253 ULP.
    const isPrecise = program.program.precision === 'precise';
    const lowered = isPrecise ? lowerMath(program, { roughDivision: true }) : program;
    return compileKernel(gpu, shared.bindings, lowered, form);
  }

  protected override submitAll(): void {
    for (const stream of this.#streams) stream.submit();
  }

  protected override async close(): Promise<void> {
    this.#closing = true;
    try {
      await this.#device.close();
    } finally {
      this.#closed();
    }
  }

  /** An error outside all error scopes. No queued operation caused this failure. */
  #stray(message: string): void {
    const error = new HeddleError(
      'HEDDLE_NOT_SUPPORTED',
      `WebGPU reports, outside of any operation: ${message}`,
    );
    if (this.onUncapturedError) this.onUncapturedError(error);
    else host.console?.error(`[heddle] ${this.label}: ${error.message}`);
  }
}
