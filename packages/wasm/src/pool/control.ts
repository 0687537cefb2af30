import type { ControlLayout } from './protocol.ts';

/** The most tasks that can be handed over before the first of them is done. */
export const SLOTS = 256;
export const MOST_WORKERS = 64;

const ASLEEP = 0;
const AWAKE = 1;
/** Awake, without work. */
const LOOKING = 3;
/** Still asleep, but the host has sent the message that wakes the worker. */
const WAKING = 2;
/** The most chunks of a task. The workers' counter may run beyond it. */
const MOST_CHUNKS = 2 ** 30;
/** A cache line, in words. Words that different workers write frequently must not share one. */
const LINE = 16;

/**
 * The memory through which host and workers hand over tasks: 32-bit words that are accessed only by
 * `Atomics`.
 *
 * Tasks are counted from 0 (modulo 2^32: counts are compared by their difference). Task `s` has the slot `s %
 * SLOTS`. The *tail* is the number of tasks handed over, the *watermark* the number of leading tasks that are
 * done. Every worker walks through the tasks in their order; its *cursor* is the current one. A task may
 * begin when the watermark has reached its `after`; if it `isAfterOne`, it may also begin when the last task
 * before that count is done. Workers take chunks of its units from `next` until there are none. The worker
 * that finishes the last chunk (`left`) marks the task as done, moves the watermark as far as possible, and
 * increments the *finished* count, which is the word that workers wait for.
 *
 * A slot is reused when its task is below the watermark and no awake worker's cursor is at it. A worker that
 * wakes up sets its cursor to the watermark and then checks the watermark again: if the host had reused a
 * slot from there on meanwhile, the watermark would have moved.
 */
export const layout: ControlLayout = {
  tail: 0,
  watermark: LINE,
  finished: 2 * LINE,
  wantsRoom: 3 * LINE,
  state: 4 * LINE,
  cursor: 4 * LINE + 1,
  workerWords: LINE,
  slots: (4 + MOST_WORKERS) * LINE,
  slotWords: LINE,
  slotCount: SLOTS,
  // The members of a slot.
  kernel: 0,
  block: 1,
  units: 2,
  chunk: 3,
  chunks: 4,
  after: 5,
  isAfterOne: 6,
  scratch: 7,
  scratchStride: 8,
  next: 9,
  left: 10,
  trapped: 11,
  outcome: 12,
  notify: 13,
  // The outcomes of a task; 0 until it is done.
  done: 1,
  failed: 2,
  // The states of a worker.
  asleep: ASLEEP,
  awake: AWAKE,
  looking: LOOKING,
};

/** A task as workers see it. */
export interface Entry {
  readonly kernel: number;
  readonly block: number;
  readonly units: number;
  /** The number of units that a worker takes at a time. */
  readonly chunk: number;
  readonly after: number;
  readonly isAfterOne: boolean;
  readonly scratch: number;
  readonly scratchStride: number;
  /** True if the host needs a message when the task is done. */
  readonly notify: boolean;
}

/** The host's side of the control memory. */
export class Control {
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly #workers: number;
  #tail: number;

  /** `first` is the sequence number of the first task. */
  constructor(workers: number, first = 0) {
    this.words = new Int32Array(new SharedArrayBuffer(4 * (layout.slots + SLOTS * layout.slotWords)));
    this.#workers = workers;
    this.#tail = first | 0;
    this.words[layout.tail] = first;
    this.words[layout.watermark] = first;
  }

  /** The sequence number of the next task. */
  get tail(): number {
    return this.#tail;
  }

  get watermark(): number {
    return Atomics.load(this.words, layout.watermark);
  }

  get hasRoom(): boolean {
    const { words } = this;
    // Checked before the cursors, as described above.
    if (((this.#tail - this.watermark) | 0) >= SLOTS) return false;
    for (let worker = 0; worker < this.#workers; worker++) {
      const at = worker * layout.workerWords;
      const state = Atomics.load(words, layout.state + at);
      if (state === ASLEEP || state === WAKING) continue;
      if (((this.#tail - Atomics.load(words, layout.cursor + at)) | 0) >= SLOTS) return false;
    }
    return true;
  }

  /** Asks the workers for a message when there may be room again. Returns false if there is room already. */
  awaitRoom(): boolean {
    Atomics.store(this.words, layout.wantsRoom, 1);
    return !this.hasRoom;
  }

  /** Writes the next task, which workers do not see before `publish`. */
  write(entry: Entry): number {
    const { words } = this;
    const sequence = this.#tail;
    const at = slotOf(sequence);
    const chunks = Math.ceil(entry.units / entry.chunk);
    words[at + layout.kernel] = entry.kernel;
    words[at + layout.block] = entry.block;
    words[at + layout.units] = entry.units;
    words[at + layout.chunk] = entry.chunk;
    words[at + layout.chunks] = chunks;
    words[at + layout.after] = entry.after;
    words[at + layout.isAfterOne] = entry.isAfterOne ? 1 : 0;
    words[at + layout.scratch] = entry.scratch;
    words[at + layout.scratchStride] = entry.scratchStride;
    words[at + layout.next] = 0;
    words[at + layout.left] = chunks;
    words[at + layout.trapped] = 0;
    words[at + layout.outcome] = 0;
    words[at + layout.notify] = entry.notify ? 1 : 0;
    this.#tail = (sequence + 1) | 0;
    return sequence;
  }

  /** Makes the written tasks visible to the workers, and wakes those that wait in `Atomics.wait`. */
  publish(): void {
    Atomics.store(this.words, layout.tail, this.#tail);
    Atomics.notify(this.words, layout.tail);
  }

  /**
   * Returns the workers that need a message to wake up, so that `wanted` workers are without work. They are
   * marked as waking.
   */
  wake(wanted: number): readonly number[] {
    const states = Array.from(
      { length: this.#workers },
      (_, worker) => layout.state + worker * layout.workerWords,
    );
    let free = states.filter(at => {
      const state = Atomics.load(this.words, at);
      return state === LOOKING || state === WAKING;
    }).length;
    const woken: number[] = [];
    for (const [worker, at] of states.entries()) {
      if (free >= wanted) break;
      if (Atomics.compareExchange(this.words, at, ASLEEP, WAKING) !== ASLEEP) continue;
      woken.push(worker);
      free++;
    }
    return woken;
  }

  outcome(sequence: number): 'done' | 'failed' | undefined {
    const found = Atomics.load(this.words, slotOf(sequence) + layout.outcome);
    return found === layout.done ? 'done' : found === layout.failed ? 'failed' : undefined;
  }

  /**
   * Prevents any worker from beginning the task. Returns false if one has begun it. Used while workers are
   * being terminated, because they may run a moment longer.
   */
  withdraw(sequence: number): boolean {
    return Atomics.exchange(this.words, slotOf(sequence) + layout.next, MOST_CHUNKS) === 0;
  }

  /** Requests a message when the task is done. Returns false if the task is done already. */
  notify(sequence: number): boolean {
    Atomics.store(this.words, slotOf(sequence) + layout.notify, 1);
    return this.outcome(sequence) === undefined;
  }
}

const slotOf = (sequence: number): number => layout.slots + (sequence & (SLOTS - 1)) * layout.slotWords;
