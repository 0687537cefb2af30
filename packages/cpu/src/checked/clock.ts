const MAX_ID = 2 ** 32 - 1;

/**
 * The current invocation: the one source of order for all shadow memory of an accelerator. Every invocation
 * of every launch has its own number, so entries of an earlier launch in shadow memory are recognised by
 * their lower numbers and never cleared. After 2^32 invocations the numbers start over, and all shadows are
 * cleared.
 *
 * Each invocation of a range kernel is a group of its own, because nothing orders any two of them.
 */
export class Clock {
  /**
   * The first invocation of this launch, the first invocation of the current group, and the current
   * invocation.
   */
  launch = 1;
  group = 1;
  invocation = 1;
  /** The number of barriers that the group has passed. */
  phase = 0;
  /** The number of times that the invocation numbers have started over. */
  era = 0;
  #next = 1;
  #groupSize = 0;

  begin(invocations: number, groupSize: number): void {
    if (this.#next + invocations - 1 > MAX_ID) {
      this.#next = 1;
      this.era++;
    }
    this.launch = this.#next;
    this.#next += invocations;
    this.#groupSize = groupSize;
    this.invocation = this.launch - 1;
  }

  /** Moves a range kernel to the next invocation, in the order of the extent. */
  next(): void {
    this.group = ++this.invocation;
  }

  enter(group: number): void {
    this.group = this.launch + group * this.#groupSize;
    this.phase = 0;
  }

  lane(index: number): void {
    this.invocation = this.group + index;
  }

  barrier(): void {
    this.phase++;
  }
}
