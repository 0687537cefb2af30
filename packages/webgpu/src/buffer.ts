import type { AcceleratorStream, BufferDescription, DataType } from '@heddle/core/backend';
import { layout, MemoryBuffer } from '@heddle/core/backend';
import type { Device } from './device.ts';
import type { Memory } from './memory/memory.ts';
import type { WebGpuStream } from './stream.ts';

/** A buffer in memory of the device, read back through staging buffers. */
export class WebGpuBuffer<T extends DataType = DataType> extends MemoryBuffer<T> {
  readonly memory: Memory;

  constructor(
    description: BufferDescription<T>,
    initial: Uint8Array<ArrayBuffer> | undefined,
    device: Device,
  ) {
    super(description);
    // A kernel's binding needs space for at least one element, even if a launch passes an empty view.
    const bytes = Math.max(description.byteLength, layout(description.type).stride);
    this.memory = device.allocate(description.label, bytes, initial);
  }

  override copyToRawAsync(
    stream: AcceleratorStream | undefined,
    offsetBytes: number,
    lengthBytes: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.readback(stream, offsetBytes, lengthBytes, place =>
      (place.stream as WebGpuStream).read(place),
    );
  }

  protected override release(): void {
    this.memory.free();
  }
}
