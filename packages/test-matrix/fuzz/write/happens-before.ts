// The happens-before order of the contract, and so the operations that must be refused as races. It is computed over
// sets of operations; the runtime uses clocks instead.

/** Elements of a buffer. */
export interface Range {
  readonly buffer: string;
  readonly first: number;
  readonly count: number;
  readonly step: number;
}

export interface Touches {
  readonly reads: readonly Range[];
  readonly writes: readonly Range[];
}

/** Operations of a stream are behind each other. */
export interface Lane {
  readonly name: string;
  disposed: boolean;
  /** Everything before the next operation. */
  before: Set<Node>;
}

interface Node extends Touches {
  readonly lane: Lane;
  readonly before: ReadonlySet<Node>;
  /** A readback without a stream: who writes what it reads is behind it, without being asked. */
  readonly everyStream: boolean;
}

const last = ({ first, count, step }: Range): number => first + (count - 1) * step;
const hullsMeet = (a: Range, b: Range): boolean =>
  a.buffer === b.buffer && a.first <= last(b) && b.first <= last(a);
const meet = (a: Range, b: Range): boolean => {
  if (!hullsMeet(a, b)) return false;
  for (let i = 0; i < a.count; i++) {
    const at = a.first + i * a.step - b.first;
    if (at >= 0 && at % b.step === 0 && at / b.step < b.count) return true;
  }
  return false;
};
const conflict = (a: Touches, b: Touches): boolean =>
  [
    ...a.writes.flatMap(w => [...b.reads, ...b.writes].map(r => [w, r] as const)),
    ...a.reads.flatMap(r => b.writes.map(w => [r, w] as const)),
  ].some(([x, y]) => meet(x, y));

export class HappensBefore {
  readonly default: Lane = this.lane('default');
  /** Operations that no wait has covered yet. */
  readonly #open = new Set<Node>();

  lane(name: string): Lane {
    return { name, disposed: false, before: new Set() };
  }

  /** Orders everything queued on `other` so far before the later operations of `lane`. */
  waitFor(lane: Lane, other: Lane): void {
    for (const node of other.before) lane.before.add(node);
  }

  /** The lanes that an operation would race with. */
  racing(lane: Lane, touches: Touches): ReadonlySet<Lane> {
    const others = this.#unordered(lane).filter(node => node.lane !== lane && conflict(node, touches));
    for (const node of others) if (node.everyStream) this.#putBehind(lane, node);
    return new Set(others.filter(node => !lane.before.has(node)).map(node => node.lane));
  }

  #unordered(lane: Lane): Node[] {
    return [...this.#open].filter(node => !lane.before.has(node));
  }
  #putBehind(lane: Lane, node: Node): void {
    for (const before of node.before) lane.before.add(before);
    lane.before.add(node);
  }

  queue(lane: Lane, touches: Touches, everyStream = false): void {
    const node: Node = { ...touches, lane, before: new Set(lane.before), everyStream };
    lane.before.add(node);
    this.#open.add(node);
  }

  #touching(buffer: string): Node[] {
    return [...this.#open].filter(({ reads, writes }) =>
      [...reads, ...writes].some(range => range.buffer === buffer),
    );
  }

  /** Queues a readback after every access to the buffer; yields the operations that a wait for it covers. */
  readBehindAll(range: Range): ReadonlySet<Node> {
    const touching = this.#touching(range.buffer);
    const lanes = new Set(touching.map(({ lane }) => lane));
    const only = lanes.size === 1 ? [...lanes][0]! : undefined;
    const on = only && !only.disposed ? only : this.default;
    const covered = new Set(touching.flatMap(node => [node, ...node.before]));
    if (on !== only) for (const node of covered) on.before.add(node);
    this.queue(on, { reads: [range], writes: [] }, true);
    // a strided one is gathered by an operation of the stream, which a wait for it covers up to there
    if (range.count > 1 && range.step > 1) return new Set(on.before);
    return new Set([...covered, [...on.before].at(-1)!]);
  }

  covers(lane?: Lane): ReadonlySet<Node> {
    return new Set(lane ? lane.before : this.#open);
  }

  /** The program has awaited this. A wait that it does not await finishes nothing, whenever it ends. */
  awaited(covered: ReadonlySet<Node>): void {
    for (const node of covered) this.#open.delete(node);
  }
  /** The program has awaited everything. */
  settled(): void {
    this.#open.clear();
  }

  forget(buffer: string): void {
    for (const node of this.#touching(buffer)) {
      const without = (ranges: readonly Range[]) => ranges.filter(range => range.buffer !== buffer);
      Object.assign(node, { reads: without(node.reads), writes: without(node.writes) });
    }
  }
}
