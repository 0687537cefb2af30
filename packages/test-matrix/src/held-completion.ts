// A way to hold back what tells a backend that its work is done: nothing that waits may end meanwhile.
import type { Accelerator } from '@heddle/core';
import { type GpuDevice, tappedGpu } from './platform-gpu.ts';
import { tappedWorkers } from './platform-worker.ts';
import type { BackendName } from './targets.ts';

export interface Held {
  /** One whose completion can be held back, and is from `hold` on. */
  readonly accelerator: Accelerator;
  hold(): void;
  /** Lets go of what was held so far; what the platform completes for later requests is held again. */
  release(): void;
  /** Lets go for good, or until it is to hold again. */
  end(): void;
}

/** Opens an accelerator with these options of the backend's factory. */
type Open = (options: { readonly [name: string]: unknown }) => Promise<Accelerator>;

/** On a backend that blocks, work is done when the call returns: it has no completion of a platform's that could be held. */
export const holding: Record<BackendName, ((open: Open) => Promise<Held>) | 'blocks'> = {
  cpu: 'blocks',
  async wasm(open) {
    const gate = new Gate();
    // all that workers say, because what of it tells that work is done is the backend's own business
    const opened = await tappedWorkers(
      () => open({}),
      message => void gate.behind(Promise.resolve()).then(message),
    );
    return held(opened, gate);
  },
  async webgpu(open) {
    const gate = new Gate();
    const gpu = await tappedGpu(device => holdDevice(device, gate));
    return held(await open({ gpu }), gate);
  },
};

const held = (accelerator: Accelerator, gate: Gate): Held => ({
  accelerator,
  hold: () => gate.close(),
  release: () => gate.release(),
  end: () => gate.open(),
});

/** A promise that is behind a gate settles when it would have, and the gate that it met is open. */
class Gate {
  #open: () => void = () => {};
  #opened: Promise<void> = Promise.resolve();

  async behind<T>(promise: Promise<T>): Promise<T> {
    const opened = this.#opened;
    const result = await promise;
    await opened;
    return result;
  }

  close(): void {
    this.#opened = new Promise(resolve => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open();
  }

  release(): void {
    this.open();
    this.close();
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
