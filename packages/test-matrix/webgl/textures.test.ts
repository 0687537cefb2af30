// Buffers of several rows of texels and of several layers, changed in whole and in part by all that can
// change them, against the same steps on the host.
import {
  type Accelerator,
  type ArrayView,
  array,
  type DataType,
  f32,
  hostArray,
  type Kernel,
  kernel,
  type MemoryBuffer,
  read,
  readWrite,
  struct,
  u32,
  vec2u,
  vec3f,
} from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { randomIntegers, randomWords } from '../harness/random.ts';

/** Several rows on any device, the last of them not full. */
const LENGTH = 40_009;
const STEPS = 25;

/** Three texels and a half, and padding. */
const Wide = struct('Wide', { at: vec3f, id: u32, scale: f32, cells: array(u32, 9) });

/** An element type, and kernels that change one word of it and keep the rest. */
interface Kind {
  readonly name: string;
  readonly type: DataType;
  /** Words from one element to the next, how many of them are no padding, and the one that is changed. */
  readonly stride: number;
  readonly used: number;
  readonly word: number;
  /** `word += by` */
  readonly bump: Kernel<any, any>;
  /** `to.word ^= from.word` */
  readonly fold: Kernel<any, any>;
}
const bumpWord = kernel({
  name: 'bump',
  params: { by: u32, x: readWrite(u32) },
  body({ by, x }, { index }) {
    x.at(index).$ = x.at(index).$.add(by);
  },
});
const foldWord = kernel({
  name: 'fold',
  params: { from: read(u32), to: readWrite(u32) },
  body({ from, to }, { index }) {
    to.at(index).$ = to.at(index).$.xor(from.at(index).$);
  },
});
const bumpPair = kernel({
  name: 'bump',
  params: { by: u32, x: readWrite(vec2u) },
  body({ by, x }, { index }) {
    x.at(index).y.$ = x.at(index).y.$.add(by);
  },
});
const foldPair = kernel({
  name: 'fold',
  params: { from: read(vec2u), to: readWrite(vec2u) },
  body({ from, to }, { index }) {
    to.at(index).y.$ = to.at(index).y.$.xor(from.at(index).y.$);
  },
});
const bumpWide = kernel({
  name: 'bump',
  params: { by: u32, x: readWrite(Wide) },
  body({ by, x }, { index }) {
    x.at(index).cells.at(5).$ = x.at(index).cells.at(5).$.add(by);
  },
});
const foldWide = kernel({
  name: 'fold',
  params: { from: read(Wide), to: readWrite(Wide) },
  body({ from, to }, { index }) {
    to.at(index).cells.at(5).$ = to.at(index).cells.at(5).$.xor(from.at(index).cells.at(5).$);
  },
});
const kinds: readonly Kind[] = [
  { name: 'one word', type: u32, stride: 1, used: 1, word: 0, bump: bumpWord, fold: foldWord },
  { name: 'two words', type: vec2u, stride: 2, used: 2, word: 1, bump: bumpPair, fold: foldPair },
  { name: 'four layers', type: Wide, stride: 16, used: 14, word: 10, bump: bumpWide, fold: foldWide },
];

/** A buffer, and what the host takes it to hold. */
interface Pair {
  readonly buffer: MemoryBuffer;
  readonly words: Uint32Array<ArrayBuffer>;
}
/** Elements `first + i * step`, as a view and as their numbers. */
interface Range {
  readonly view: ArrayView;
  readonly elements: readonly number[];
}

class Replay {
  readonly #kind: Kind;
  readonly #accelerator: Accelerator;
  readonly #pairs: readonly Pair[];
  readonly #random: number[];

  constructor(accelerator: Accelerator, kind: Kind, seed: number) {
    this.#kind = kind;
    this.#accelerator = accelerator;
    this.#random = randomIntegers(60 * STEPS, seed, 0, 2 ** 30);
    this.#pairs = [seed, seed + 1].map(seed => {
      const words = randomWords(LENGTH * kind.stride, seed);
      const buffer = accelerator.allocate(kind.type, LENGTH) as MemoryBuffer;
      this.#upload(buffer, words);
      return { buffer, words };
    });
  }

  step(): void {
    const { stride, word, bump, fold } = this.#kind;
    const [here, there] = this.#draw(2) ? this.#pairs : [...this.#pairs].reverse();
    const count = [1, 7, 300, 8192, 19_000][this.#draw(5)]!;
    const [target, source] = this.#disjoint(here!, count);
    const by = this.#draw(1000);
    switch (this.#draw(6)) {
      case 0:
        this.#accelerator.launch(bump, count, { by, x: target.view });
        for (const e of target.elements) here!.words[e * stride + word]! += by;
        return;
      case 1:
        this.#accelerator.launch(fold, count, { from: source.view, to: target.view });
        for (const [i, e] of target.elements.entries())
          here!.words[e * stride + word]! ^= here!.words[source.elements[i]! * stride + word]!;
        return;
      case 2:
        target.view.memSet(by & 255);
        for (const e of target.elements)
          here!.words.fill((by & 255) * 0x01010101, e * stride, (e + 1) * stride);
        return;
      case 3: {
        const words = randomWords(count * stride, by);
        this.#upload(target.view, words);
        for (const [i, e] of target.elements.entries())
          here!.words.set(words.subarray(i * stride, (i + 1) * stride), e * stride);
        return;
      }
      case 4:
        target.view.copyFrom(source.view);
        return this.#copied(here!, source, here!, target);
      default: {
        const [other] = this.#disjoint(there!, count);
        target.view.copyFrom(other.view);
        return this.#copied(there!, other, here!, target);
      }
    }
  }

  /** All of the buffers, and bytes from the midst of them. */
  async check(): Promise<void> {
    for (const { buffer, words } of this.#pairs) {
      const bytes = new Uint8Array(words.buffer);
      this.#compare(await buffer.copyToRawAsync(undefined, 0, buffer.byteLength), bytes, 0);
      const from = this.#draw(buffer.byteLength);
      const length = this.#draw(Math.min(100_000, buffer.byteLength - from));
      const part = await buffer.copyToRawAsync(undefined, from, length);
      this.#compare(part, bytes.subarray(from, from + length), from);
    }
  }

  /** Padding holds anything. A matcher of its own for each of a million bytes would take minutes. */
  #compare(found: Uint8Array, expected: Uint8Array, from: number): void {
    const { stride, used } = this.#kind;
    expect(found).toHaveLength(expected.length);
    const differs = (byte: number, i: number): boolean =>
      byte !== expected[i] && Math.floor((from + i) / 4) % stride < used;
    expect(found.findIndex(differs)).toBe(-1);
  }

  #draw(below: number): number {
    return this.#random.pop()! % below;
  }

  /** Two ranges of a buffer that have no element in common: dense or strided, one behind the other or mixed. */
  #disjoint({ buffer }: Pair, count: number): readonly [Range, Range] {
    const isMixed = this.#draw(2) === 0;
    const step = isMixed ? 2 : 1;
    const span = isMixed ? 2 * count : count;
    const first = this.#draw(LENGTH - (isMixed ? span : 2 * span) + 1);
    return [first, first + (isMixed ? 1 : span)].map(from => ({
      view: buffer.subView(from).strided(step).subView(0, count) as ArrayView,
      elements: Array.from({ length: count }, (_, i) => from + i * step),
    })) as unknown as readonly [Range, Range];
  }

  #copied(from: Pair, source: Range, to: Pair, target: Range): void {
    const { stride } = this.#kind;
    for (const [i, e] of source.elements.entries())
      to.words.set(from.words.slice(e * stride, (e + 1) * stride), target.elements[i]! * stride);
  }

  /** Uploads the words of the elements, whatever their type is. */
  #upload(view: ArrayView, words: Uint32Array<ArrayBuffer>): void {
    const data = hostArray(this.#kind.type as typeof Wide | typeof u32, view.length);
    const bytes = 'bytes' in data ? data.bytes : new Uint8Array(data.buffer);
    bytes.set(new Uint8Array(words.buffer));
    view.copyFromCPU(data as never);
  }
}

suite('textures', () => {
  for (const kind of kinds) {
    for (let seed = 1; seed <= 4; seed++) {
      test(`elements of ${kind.name}: ${STEPS} random steps, seed ${seed}`, async ({ accelerator }) => {
        const replay = new Replay(accelerator, kind, seed);
        for (let i = 0; i < STEPS; i++) replay.step();
        await replay.check();
      });
    }
  }
});
