import { errorOf, faultOf } from '../gpu/faults.ts';

let made = 0;

/**
 * A GPU buffer to which recorded work refers before it is submitted. WebGPU allows a buffer to be destroyed
 * as soon as the work that uses it is submitted, and refuses the whole submit if it was destroyed before. So
 * `free` waits for the batches that have pinned the buffer.
 */
export class Memory {
  readonly gpu: GPUBuffer;
  readonly bytes: number;
  /** Never reused, so that it can stand for the buffer in the keys of caches. */
  readonly id: number = ++made;
  /** Called when the buffer is destroyed. */
  onDestroyed: (() => void) | undefined;
  #pins = 0;
  #freed = false;

  constructor(gpu: GPUBuffer) {
    this.gpu = gpu;
    this.bytes = gpu.size;
  }

  pin(): void {
    this.#pins += 1;
  }

  unpin(): void {
    this.#pins -= 1;
    this.#destroyIfUnused();
  }

  free(): void {
    this.#freed = true;
    this.#destroyIfUnused();
  }

  #destroyIfUnused(): void {
    if (!this.#freed || this.#pins > 0) return;
    try {
      this.gpu.destroy();
    } catch (error) {
      throw errorOf(faultOf(error));
    } finally {
      this.onDestroyed?.();
    }
  }
}
