import type { HeddleError } from '@heddle/core/backend';
import type { FromDevice, PassCode, Preparation, Reason } from '../protocol.ts';

/** A pass of a kernel. */
export interface Pass {
  readonly code: PassCode;
  /** The complete code of the pass. Two passes with the same key share a program. */
  readonly key: string;
  /** The error for a compiler's log, made anew for each operation that fails because of it. */
  refused(log: string): HeddleError;
}

/** The most programs that the device keeps compiled. */
const MOST = 256;

type Answer = Pick<Extract<FromDevice, { readonly kind: 'compiled' }>, 'log' | 'reason'>;

interface Program {
  readonly id: number;
  readonly key: string;
  readonly compiled: Promise<Answer>;
  readonly settle: (answer: Answer) => void;
}

/** Tracks the programs of the device, by their full source. The least recently used one is evicted first. */
export class Programs {
  readonly #most: number;
  readonly #byKey = new Map<string, Program>();
  readonly #waiting = new Map<number, Program>();
  #made = 0;

  constructor(most: number = MOST) {
    this.#most = most;
  }

  /** The program of a pass. `prepare` sends the messages that must precede its use. */
  use({ code, key }: Pass, prepare: (message: Preparation) => void): Program {
    const known = this.#byKey.get(key);
    this.#byKey.delete(key);
    const program = known ?? this.#make(key);
    this.#byKey.set(key, program);
    if (!known) prepare({ kind: 'program', id: program.id, code });
    for (const [oldest, { id }] of this.#byKey) {
      if (this.#byKey.size <= this.#most) break;
      this.#byKey.delete(oldest);
      prepare({ kind: 'forget', id });
    }
    return program;
  }

  /** Handles the device's answer. A program that could not be made is made again at its next use. */
  compiled(id: number, answer: Answer): void {
    const program = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (program && answer.reason) this.#forget(program);
    program?.settle(answer);
  }

  /**
   * The device's answers are lost. Programs without an answer are released, because the device may not have them, and
   * are made again at their next use.
   */
  unanswered(reason: Reason, tell: (message: Preparation) => void): void {
    for (const program of this.#waiting.values()) {
      if (this.#forget(program)) tell({ kind: 'forget', id: program.id });
      program.settle({ log: undefined, reason });
    }
    this.#waiting.clear();
  }

  /** Undoes preparations that were never sent to the device. */
  unsent(preparations: readonly Preparation[]): void {
    for (const message of preparations) {
      const program = message.kind === 'program' && this.#waiting.get(message.id);
      if (!program) continue;
      this.#waiting.delete(program.id);
      this.#forget(program);
    }
  }

  /** Releases a program that is not used any more. */
  release({ key }: Pass, tell: (message: Preparation) => void): void {
    const program = this.#byKey.get(key);
    if (!program) return;
    this.#forget(program);
    tell({ kind: 'forget', id: program.id });
  }

  /** Returns false if the program was already released. */
  #forget({ key, id }: Program): boolean {
    return this.#byKey.get(key)?.id === id && this.#byKey.delete(key);
  }

  #make(key: string): Program {
    const id = ++this.#made;
    let settle!: Program['settle'];
    const compiled = new Promise<Answer>(resolve => {
      settle = resolve;
    });
    const program = { id, key, compiled, settle };
    this.#waiting.set(id, program);
    return program;
  }
}
