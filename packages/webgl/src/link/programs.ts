import type { HeddleError } from '@heddle/core/backend';
import type { PassCode, Preparation } from '../protocol.ts';

/** A pass of a kernel. */
export interface Pass {
  readonly code: PassCode;
  /** All of the code: two passes with the same one share a program. */
  readonly key: string;
  /** The error for what the device's compiler says of it; made anew for each operation that it befalls. */
  refused(log: string): HeddleError;
}

/** More than this the device does not keep compiled. */
const MOST = 256;

interface Program {
  readonly id: number;
  readonly compiled: Promise<string | undefined>;
  readonly settle: (log: string | undefined) => void;
}

/** Which programs the device has, by their full source; the one that was not used for longest goes first. */
export class Programs {
  readonly #most: number;
  readonly #byKey = new Map<string, Program>();
  readonly #waiting = new Map<number, Program>();
  #made = 0;

  constructor(most: number = MOST) {
    this.#most = most;
  }

  /** The program of a pass. `prepare`: what has to be told the device before it is used. */
  use({ code, key }: Pass, prepare: (message: Preparation) => void): Program {
    const known = this.#byKey.get(key);
    this.#byKey.delete(key);
    const program = known ?? this.#make();
    this.#byKey.set(key, program);
    if (!known) prepare({ kind: 'program', id: program.id, code });
    for (const [oldest, { id }] of this.#byKey) {
      if (this.#byKey.size <= this.#most) break;
      this.#byKey.delete(oldest);
      prepare({ kind: 'forget', id });
    }
    return program;
  }

  /** What the device's compiler says. */
  compiled(id: number, log: string | undefined): void {
    this.#waiting.get(id)?.settle(log);
    this.#waiting.delete(id);
  }

  #make(): Program {
    const id = ++this.#made;
    let settle!: Program['settle'];
    const compiled = new Promise<string | undefined>(resolve => {
      settle = resolve;
    });
    const program = { id, compiled, settle };
    this.#waiting.set(id, program);
    return program;
  }
}
