// A way to hold back what tells a backend that its work is done: nothing that waits may end meanwhile.
import { type GpuDevice, tappedGpu } from './platform-gpu.ts';
import type { BackendName } from './targets.ts';

export interface Held {
  /** Options of the backend's factory, for an accelerator whose completion is held. */
  readonly options: { readonly [name: string]: unknown };
  /** Lets go of what was held so far; what the platform completes for later requests is held again. */
  release(): void;
  /** Lets go for good. */
  end(): void;
}

/** On a backend that blocks, work is done when the call returns: it has no completion of a platform's that could be held. */
export const holding: Record<BackendName, (() => Promise<Held>) | 'blocks'> = {
  cpu: 'blocks',
  async webgpu() {
    const gate = new Gate();
    const gpu = await tappedGpu(device => holdDevice(device, gate));
    return { options: { gpu }, release: () => gate.release(), end: () => gate.end() };
  },
};

/** A promise that is behind a gate settles when it would have, and the gate that it met is open. */
class Gate {
  #open!: () => void;
  #opened!: Promise<void>;
  #ended = false;

  constructor() {
    this.#close();
  }

  async behind<T>(promise: Promise<T>): Promise<T> {
    const opened = this.#opened;
    const result = await promise;
    await opened;
    return result;
  }

  release(): void {
    this.#open();
    if (!this.#ended) this.#close();
  }

  end(): void {
    this.#ended = true;
    this.#open();
  }

  #close(): void {
    this.#opened = new Promise(resolve => {
      this.#open = resolve;
    });
  }
}

function holdDevice(device: GpuDevice, gate: Gate): void {
  const { queue } = device;
  const onSubmittedWorkDone = queue.onSubmittedWorkDone.bind(queue);
  queue.onSubmittedWorkDone = () => gate.behind(onSubmittedWorkDone());
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = description => {
    const buffer = createBuffer(description);
    const mapAsync = buffer.mapAsync.bind(buffer);
    buffer.mapAsync = (...args) => gate.behind(mapAsync(...args));
    return buffer;
  };
}
