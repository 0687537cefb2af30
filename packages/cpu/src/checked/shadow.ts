import { Accesses, CELL } from './accesses.ts';
import type { Clock } from './clock.ts';
import type { Findings } from './findings.ts';

/**
 * What is known of the accesses to each word of a memory: of a buffer, whatever views it is seen through, or
 * of a group's shared array. A word is the smallest thing that a kernel can touch, so fields, components and
 * array elements are places of their own.
 *
 * There is nothing here about atomics. The checker lets a place of atomics be used by atomic operations alone,
 * and core refuses a launch whose views overlap if one of them may write: no word sees both kinds in one
 * launch, and two atomic operations never race.
 */
export class Shadow {
  /** By word: whether the host or a kernel has written it; only where unwritten words are asked for. */
  readonly written: Uint8Array | undefined;
  /** The first invocation whose accesses count: of the launch, or, in shared memory, of the group. */
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

  /** A launch begins. */
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

  /** `before` and `after`: what the word holds, and what it is about to hold. */
  write(at: number, site: number, before: number, after: number): void {
    const { since } = this;
    if (this.#reads.mayRival(at, since)) this.#judge(this.#reads, at, site, 'reads', 'writes');
    if (this.#writes.mayRival(at, since) && (this.#findings.checks.sameValue || !Object.is(before, after)))
      this.#judge(this.#writes, at, site, 'writes', 'writes');
    this.#writes.note(at, site, since);
    if (this.written !== undefined) this.written[at] = 1;
  }

  /** A read, where unwritten words are asked for. */
  use(at: number, site: number): void {
    const isWritten = this.#isShared ? this.#writes.has(at, this.since) : this.written![at] !== 0;
    if (!isWritten) this.#findings.unwritten(at, site);
  }

  /** An atomic operation has written. */
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
