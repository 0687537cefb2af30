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
 * - `ids`, `phases`, `sites`: one access;
 * - `others`, `otherSites`: one by another invocation in the same phase of the same group, if there is any.
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
  readonly ids: Uint32Array;
  readonly others: Uint32Array;
  readonly #phases: Uint32Array;
  readonly #sites: Uint32Array;
  readonly #otherSites: Uint32Array;

  constructor(clock: Clock, words: number) {
    this.#clock = clock;
    this.ids = new Uint32Array(words);
    this.others = new Uint32Array(words);
    this.#phases = new Uint32Array(words);
    this.#sites = new Uint32Array(words);
    this.#otherSites = new Uint32Array(words);
  }

  note(at: number, site: number, since: number): void {
    const { invocation, group, phase } = this.#clock;
    const known = this.ids[at]!;
    if (known < since || (known >= group && this.#phases[at] !== phase)) {
      this.ids[at] = invocation;
      this.#phases[at] = phase;
      this.#sites[at] = site;
      this.others[at] = 0;
    } else if (known !== invocation && known >= group && this.others[at] === 0) {
      this.others[at] = invocation;
      this.#otherSites[at] = site;
    }
  }

  /** Whether there is any by another than the invocation at hand; `rival` says whether it is ordered. */
  mayRival(at: number, since: number): boolean {
    const known = this.ids[at]!;
    return known >= since && (known !== this.#clock.invocation || this.others[at] !== 0);
  }

  rival(at: number): Access | undefined {
    const { invocation, group, phase } = this.#clock;
    const known = this.ids[at]!;
    if (known >= group && this.#phases[at] !== phase) return undefined;
    return known !== invocation
      ? { invocation: known, site: this.#sites[at]! }
      : { invocation: this.others[at]!, site: this.#otherSites[at]! };
  }

  clear(): void {
    this.ids.fill(0);
    this.others.fill(0);
  }
}
