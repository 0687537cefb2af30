import { Accesses, CELL } from './accesses.ts';
import type { Clock } from './clock.ts';
import type { Findings } from './findings.ts';

/**
 * The recorded accesses to each word of a memory: of a buffer, for all views of it, or of a group's shared
 * array. A word is the smallest unit that a kernel can access, so fields, components and array elements are
 * recorded separately.
 *
 * Atomics are not recorded here. The checker admits only atomic operations on an atomic place, and core
 * refuses a launch whose views overlap if one of them may be written. So no word sees both kinds of access in
 * one launch, and two atomic operations never race.
 */
export class Shadow {
  /**
   * Flags by word: whether the host or a kernel has written it. Present only if the check for unwritten words
   * is on.
   */
  readonly written: Uint8Array | undefined;
  /**
   * The first invocation whose accesses count: the first of the launch or, in shared memory, of the group.
   */
  since = 0;
  readonly #clock: Clock;
  readonly #isShared: boolean;
  readonly #cells: Uint32Array;
  readonly #reads: Accesses;
  readonly #writes: Accesses;
  #findings!: Findings;
  #era = 0;

  constructor(clock: Clock, words: number, isShared: boolean, written?: Uint8Array) {
    this.#clock = clock;
    this.#isShared = isShared;
    this.#cells = new Uint32Array(words * CELL);
    this.#reads = new Accesses(clock, this.#cells, 0);
    this.#writes = new Accesses(clock, this.#cells, 1);
    this.#era = clock.era;
    this.written = written;
  }

  /** Begins a launch. */
  begin(findings: Findings): void {
    this.#findings = findings;
    this.since = this.#clock.launch;
    if (this.#era === this.#clock.era) return;
    this.#era = this.#clock.era;
    this.#cells.fill(0);
  }

  read(at: number, site: number): void {
    const { since } = this;
    if (this.#writes.mayRival(at, since)) this.#judge(this.#writes, at, site, 'writes', 'reads');
    this.#reads.note(at, site, since);
  }

  /** `before` is the current value of the word, `after` the value to be written. */
  write(at: number, site: number, before: number, after: number): void {
    const { since } = this;
    if (this.#reads.mayRival(at, since)) this.#judge(this.#reads, at, site, 'reads', 'writes');
    if (this.#writes.mayRival(at, since) && (this.#findings.checks.sameValue || !Object.is(before, after)))
      this.#judge(this.#writes, at, site, 'writes', 'writes');
    this.#writes.note(at, site, since);
    if (this.written !== undefined) this.written[at] = 1;
  }

  /** Checks that the word was written before a read, if the check for unwritten words is on. */
  use(at: number, site: number): void {
    const isWritten = this.#isShared ? this.#writes.has(at, this.since) : this.written![at] !== 0;
    if (!isWritten) this.#findings.unwritten(at, site);
  }

  /** Records that an atomic operation has written the word. */
  mark(at: number): void {
    this.written![at] = 1;
  }

  #judge(
    earlier: Accesses,
    at: number,
    site: number,
    otherKind: 'reads' | 'writes',
    kind: 'reads' | 'writes',
  ): void {
    const rival = earlier.rival(at);
    if (rival === undefined) return;
    const { invocation } = this.#clock;
    this.#findings.race(at, { ...rival, kind: otherKind }, { invocation, site, kind });
  }
}
