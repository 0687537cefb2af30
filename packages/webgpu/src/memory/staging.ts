import { COPY_DST, MAP_READ } from '../gpu/usage.ts';

/** The most staging memory that is kept for later readbacks, in bytes. */
const BYTES_KEPT = 2 ** 26;
const SMALLEST = 256;

/** Reusable buffers into which readbacks are copied and which are then mapped, in sizes of powers of two. */
export class Staging {
  readonly #device: GPUDevice;
  readonly #free = new Map<number, GPUBuffer[]>();
  #keptBytes = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  take(bytes: number): GPUBuffer {
    const size = sizeClass(bytes);
    const kept = this.#free.get(size)?.pop();
    if (!kept) return this.#device.createBuffer({ label: 'readback', size, usage: MAP_READ | COPY_DST });
    this.#keptBytes -= size;
    return kept;
  }

  /** Takes back a buffer, which must be unmapped. */
  give(buffer: GPUBuffer): void {
    if (this.#keptBytes + buffer.size > BYTES_KEPT) return buffer.destroy();
    this.#keptBytes += buffer.size;
    const kept = this.#free.get(buffer.size);
    if (kept) kept.push(buffer);
    else this.#free.set(buffer.size, [buffer]);
  }
}

/** The next power of two. A large size stays exact, because rounding would waste too much. */
function sizeClass(bytes: number): number {
  return bytes > BYTES_KEPT / 8 ? bytes : Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(bytes)));
}
