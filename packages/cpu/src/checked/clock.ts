const MAX_ID = 2 ** 32 - 1;

/**
 * Who is running: the one source of order for all shadow memory of an accelerator. Every invocation of every
 * launch has a number of its own, so that what an earlier launch has left in shadow memory is known by its
 * lower number and never cleared. After 2^32 invocations numbers start over, and with them all shadows.
 *
 * The invocations of a range kernel are each a group of their own: nothing orders any two of them.
 */
export class Clock {
  /** The first invocation of this launch, of the group at hand, and the one at hand. */
  launch = 1;
  group = 1;
  invocation = 1;
  /** Barriers that the group has passed. */
  phase = 0;
  /** How often the numbers have started over. */
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

  /** In a range kernel: the next invocation, in the order of the extent. */
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
