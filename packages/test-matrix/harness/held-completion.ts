// Holds back the platform's notifications of completed work: no wait may end meanwhile.
import type { Accelerator } from '@heddle/core';
import type { OpenWith } from './backends/tested-backend.ts';
import { tappedWorkers } from './platform-worker.ts';

export interface Held {
  /** One whose completion can be held back, and is from `hold` on. */
  readonly accelerator: Accelerator;
  hold(): void;
  /**
   * Resolves when the platform has completed what was asked of it since `hold`, and all of that is held back.
   */
  completed(): Promise<void>;
  /** Delivers the notifications held so far. Those of later requests are still held back. */
  release(): void;
  /** Delivers all notifications, and later ones at once, until they are to be held back again. */
  end(): void;
}

/** Holds back every message of a worker: which of them announce completed work is internal to the backend. */
export async function heldWorkers(open: OpenWith): Promise<Held> {
  const gate = new Gate();
  let heard = 0;
  const accelerator = await tappedWorkers(
    () => open({}),
    message => {
      heard++;
      void gate.behind(Promise.resolve()).then(message);
    },
  );
  return {
    ...held(accelerator, gate),
    hold() {
      heard = 0;
      gate.close();
    },
    completed: () => quiet(() => heard),
  };
}

export const held = (accelerator: Accelerator, gate: Gate): Held => ({
  accelerator,
  hold: () => gate.close(),
  completed: () => gate.met(),
  release: () => gate.release(),
  end: () => gate.open(),
});

const QUIET_TURNS = 50;

/** Resolves when something was counted, and nothing more for so long that nothing is to be expected. */
async function quiet(counted: () => number): Promise<void> {
  for (let turns = 0; turns < QUIET_TURNS; ) {
    const before = counted();
    await new Promise(resolve => setTimeout(resolve));
    turns = before > 0 && before === counted() ? turns + 1 : 0;
  }
}

/** A promise that is behind a gate settles when it would have, and the gate that it met is open. */
export class Gate {
  #open: () => void = () => {};
  #opened: Promise<void> = Promise.resolve();
  readonly #coming = new Set<Promise<unknown>>();

  async behind<T>(promise: Promise<T>): Promise<T> {
    const opened = this.#opened;
    this.#coming.add(promise);
    try {
      const result = await promise;
      await opened;
      return result;
    } finally {
      this.#coming.delete(promise);
    }
  }

  /** Resolves when all that is on its way has come as far as the gate. */
  async met(): Promise<void> {
    await Promise.allSettled(this.#coming);
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
