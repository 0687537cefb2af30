import type { Clock } from './clock.ts';

/** Somebody's access: by whom, and by which instruction. */
export interface Access {
  readonly invocation: number;
  readonly site: number;
}

/**
 * For every word of a memory, as much of one kind of its accesses (reads, or writes) as it takes to answer: is
 * there one by another invocation that nothing orders before the one at hand? Two invocations are ordered
 * only by a barrier of their group between them.
 *
 * The question is put in the order in which cpu runs a launch: groups in turn, and the phases of a group
 * (what is between two barriers) in turn; within a phase in any order. For each word is kept
 *
 * - one access: by whom, in which phase, by which instruction;
 * - one by another invocation in the same phase of the same group, if there is any.
 *
 * An access is kept until its group has a later phase with one, for good once its group is over. Let the word
 * hold access a (and b), and invocation i of group g ask in phase p.
 *
 * - a is of an earlier group: nothing orders it before i, and a is the answer. It does not matter what else
 *   there was, for the answer stays yes for every later group.
 * - a is of group g: then no earlier group has one, since its access would have stayed. If a is of an earlier
 *   phase, so are all others (a later one would have replaced it): ordered, all of them. If it is of phase p,
 *   those before p are ordered, and of those in p there is one by another than i if a or b is by another;
 *   if there were accesses by two invocations, a and b are by two, and one of them is not i's.
 *
 * So there is never a wrong yes and never a wrong no, whatever the order within a phase, and it is a constant
 * amount. Reads are not forgotten at a write, nor writes at a write: what was not reported (the same value
 * written twice) must not hide what is before it. Entries below `since` are of an earlier launch, or, in shared
 * memory, of an earlier group's: not there.
 */
export class Accesses {
  readonly #clock: Clock;
  readonly #cells: Uint32Array;
  readonly #first: number;
  readonly #otherSites: Uint32Array;

  /** `cells`: of two of these, a word's side by side, so that it is one line of the cache; `half`: which of the two. */
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

  /** Whether there is any by another than the invocation at hand; `rival` says whether it is ordered. */
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

  /** Whether anybody has been there. */
  has(at: number, since: number): boolean {
    return this.#cells[at * CELL + this.#first]! >= since;
  }
}

/** Words of a cell, and of each of its halves: an invocation, its phase, its site, another invocation. */
export const CELL = 8;
const HALF = 4;
const PHASE = 1;
const SITE = 2;
const OTHER = 3;
