import type { Clock } from './clock.ts';

/** An access: the invocation that made it, and the instruction. */
export interface Access {
  readonly invocation: number;
  readonly site: number;
}

/**
 * Keeps, for every word of a memory, enough about one kind of its accesses (reads, or writes) to answer one
 * question: is there an access by another invocation that nothing orders before the current one? Two
 * invocations are ordered only by a barrier of their group between them.
 *
 * The question is asked in the order in which cpu runs a launch: groups in turn, and the phases of a group
 * (the code between two barriers) in turn; within a phase in any order. Each word keeps
 *
 * - one access: its invocation, phase and instruction;
 * - one access by another invocation in the same phase of the same group, if there is any.
 *
 * An access is replaced when a later phase of its group accesses the word, and is kept for good once its
 * group is over. Let the word hold access a (and b), and let invocation i of group g ask in phase p.
 *
 * - If a is of an earlier group, nothing orders it before i, and a is the answer. Other accesses do not matter,
 *   because the answer stays yes for every later group.
 * - If a is of group g, no earlier group has an access, since that access would have been kept. If a is of an
 *   earlier phase, so are all others (a later one would have replaced it), and all of them are ordered. If a is
 *   of phase p, accesses before p are ordered. An access in p by an invocation other than i exists if a or b is
 *   by another: if two invocations accessed the word, a and b are by two invocations, and one of them is not i.
 *
 * So the answer is exact, whatever the order within a phase, and the memory for each word is constant. A
 * write does not make the word forget its reads or earlier writes: an access that was not reported (the same
 * value written twice) must not hide an earlier one. Entries below `since` belong to an earlier launch or, in
 * shared memory, to an earlier group, and do not count.
 */
export class Accesses {
  readonly #clock: Clock;
  readonly #cells: Uint32Array;
  readonly #first: number;
  readonly #otherSites: Uint32Array;

  /**
   * `cells` holds two of these; the two halves of a word are adjacent, in one cache line. `half` selects one.
   */
  constructor(clock: Clock, cells: Uint32Array, half: 0 | 1) {
    this.#clock = clock;
    this.#cells = cells;
    this.#first = half * HALF;
    this.#otherSites = new Uint32Array(cells.length / CELL);
  }

  note(at: number, site: number, since: number): void {
    const cells = this.#cells;
    const { invocation, group, phase } = this.#clock;
    const cell = at * CELL + this.#first;
    const known = cells[cell]!;
    if (known < since || (known >= group && cells[cell + PHASE] !== phase)) {
      cells[cell] = invocation;
      cells[cell + PHASE] = phase;
      cells[cell + SITE] = site;
      cells[cell + OTHER] = 0;
    } else if (known !== invocation && known >= group && cells[cell + OTHER] === 0) {
      cells[cell + OTHER] = invocation;
      this.#otherSites[at] = site;
    }
  }

  /**
   * True if there is an access by another invocation than the current one. `rival` returns it if it is
   * unordered.
   */
  mayRival(at: number, since: number): boolean {
    const cell = at * CELL + this.#first;
    const known = this.#cells[cell]!;
    return known >= since && (known !== this.#clock.invocation || this.#cells[cell + OTHER] !== 0);
  }

  rival(at: number): Access | undefined {
    const cells = this.#cells;
    const { invocation, group, phase } = this.#clock;
    const cell = at * CELL + this.#first;
    const known = cells[cell]!;
    if (known >= group && cells[cell + PHASE] !== phase) return undefined;
    return known !== invocation
      ? { invocation: known, site: cells[cell + SITE]! }
      : { invocation: cells[cell + OTHER]!, site: this.#otherSites[at]! };
  }

  /** True if the word was accessed. */
  has(at: number, since: number): boolean {
    return this.#cells[at * CELL + this.#first]! >= since;
  }
}

/**
 * Words of a cell, and of each of its halves. A half holds an invocation, its phase, its site, and another
 * invocation.
 */
export const CELL = 8;
const HALF = 4;
const PHASE = 1;
const SITE = 2;
const OTHER = 3;
