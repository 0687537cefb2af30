// Random host programs over several streams, without a race: what goes from one stream to another is ordered
// by a wait that stands there. Each operation happens on the host too, at the call and hence in the order of
// the program.
import {
  type Accelerator,
  type AcceleratorStream,
  type ArrayView,
  kernel,
  type MemoryBuffer,
  read,
  readWrite,
  type StructArray,
  u32,
  vec2u,
  vec4u,
} from '@heddle/core';
import { randomWords } from './random.ts';
import { mix, mixOnHost } from './steps.ts';

/** As a step of `mix`, without its loop: how short it is can be known before the launch. */
export const tiny = kernel({
  name: 'tiny',
  params: { by: u32, x: readWrite(u32) },
  body({ by, x }, { index }) {
    const place = x.at(index);
    place.$ = place.$.mul(1664525).add(by).xor(index);
  },
});

const blend = kernel({
  name: 'blend',
  params: { by: u32, from: read(u32), to: readWrite(u32) },
  body({ by, from, to }, { index }) {
    const place = to.at(index);
    place.$ = place.$.mul(by).add(from.at(index).$);
  },
});

const types = { 1: u32, 2: vec2u, 4: vec4u } as const;
type Width = keyof typeof types;
type Words = ArrayView<typeof u32>;

/** A buffer, and what the program has made of it up to here. */
interface Place {
  readonly name: string;
  /** Words of an element. */
  readonly width: Width;
  readonly buffer: MemoryBuffer;
  readonly words: Uint32Array<ArrayBuffer>;
  /** The stream that it belongs to; none if all was waited for that touches it. */
  stream: AcceleratorStream | undefined;
}

/** Part of a place: element i of the view is element `at[i]`. */
interface Part {
  readonly place: Place;
  readonly view: ArrayView;
  readonly at: readonly number[];
  readonly name: string;
}

interface Found {
  readonly line: string;
  readonly expected: Uint32Array;
  readonly found: Promise<Uint32Array>;
}

/**
 * Elements. What is moved in other ways because of its size has tests of its own: the replay on the host
 * takes its time.
 */
const LENGTHS = [1, 7, 64, 129, 500, 3000];
const LARGE = 20_000;

/** A program that is made up while it runs. */
export class RandomProgram {
  /** One line an operation, for who has to find out what went wrong. */
  readonly lines: string[] = [];
  readonly #accelerator: Accelerator;
  readonly #words: Uint32Array;
  readonly #streams: AcceleratorStream[];
  readonly #places: Place[] = [];
  readonly #found: Found[] = [];
  readonly #waits: Promise<void>[] = [];
  #drawn = 0;
  #named = 0;

  constructor(accelerator: Accelerator, seed: number) {
    this.#accelerator = accelerator;
    this.#words = randomWords(10_000, seed);
    this.#streams = Array.from({ length: 1 + this.#below(4) }, (_, i) =>
      accelerator.createStream({ label: `s${i}` }),
    );
    for (const width of [1, 1, 1, 2, 2, 4, 4] as const) this.#allocate(width);
    if (this.#oneOf(10)) this.#allocate(1, LARGE);
  }

  async run(operations: number): Promise<void> {
    for (let operation = 0; operation < operations; operation++) await this.#step();
    for (const { name, buffer } of this.#places)
      this.#keep(`the end: ${name}`, buffer, this.#placeNamed(name).words);
    for (const { line, expected, found } of this.#found) {
      const words = await found;
      const at = expected.findIndex((word, i) => word !== words[i]);
      if (words.length === expected.length && at < 0) continue;
      throw new Error(
        `${line}: word ${at} is ${words[at]} and not ${expected[at]}, of ${words.length} (${expected.length})`,
      );
    }
    await Promise.all(this.#waits);
    for (const stream of this.#streams) stream.dispose();
    for (const { buffer } of this.#places) buffer.dispose();
  }

  #step(): Promise<void> | void {
    const kind = this.#below(100);
    if (kind < 14) return this.#launchTiny();
    if (kind < 26) return this.#launchMix();
    if (kind < 38) return this.#launchBlend();
    if (kind < 48) return this.#fill();
    if (kind < 60) return this.#upload();
    if (kind < 74) return this.#copy();
    if (kind < 86) return this.#read();
    if (kind < 91) return this.#replace();
    if (kind < 95) return this.#wait();
    if (kind < 98) return this.#flush();
    this.lines.push('the end of the turn');
    return new Promise(resolve => setTimeout(resolve));
  }

  // ---- operations

  #launchTiny(): void {
    const { view, at, place, name } = this.#part(this.#place(1));
    const stream = this.#on(place);
    const by = this.#word();
    this.#say(stream, `tiny ${name} by ${by}`);
    stream.launch(tiny, at.length, { by, x: view as Words });
    this.#replay(place, at, words => mixOnHost(words, by));
  }

  #launchMix(): void {
    const { view, at, place, name } = this.#part(this.#place(1));
    const stream = this.#on(place);
    const [by, rounds] = [this.#word(), at.length > 10_000 ? 1 : 1 + this.#below(this.#oneOf(4) ? 800 : 20)];
    this.#say(stream, `mix ${name} by ${by}, ${rounds} rounds`);
    mix(stream, view as Words, by, rounds);
    this.#replay(place, at, words => mixOnHost(words, by, rounds));
  }

  #launchBlend(): void {
    const [from, to] = this.#two(1);
    const stream = this.#on(from.place, to.place);
    const by = this.#word();
    this.#say(stream, `blend ${from.name} to ${to.name} by ${by}`);
    stream.launch(blend, to.at.length, { by, from: from.view as Words, to: to.view as Words });
    to.at.forEach((at, i) => {
      const { words } = to.place;
      words[at] = Math.imul(words[at]!, by) + from.place.words[from.at[i]!]!;
    });
  }

  #fill(): void {
    const { view, at, place, name } = this.#part(this.#place());
    const stream = this.#on(place);
    if (this.#oneOf(3)) {
      const byte = this.#below(256);
      this.#say(stream, `memSet ${name} to ${byte}`);
      view.memSet(byte, { stream });
      this.#put(place, at, () => byte * 0x01010101);
    } else {
      const value = Array.from({ length: place.width }, () => this.#word());
      this.#say(stream, `fill ${name} with ${value}`);
      view.fill(place.width === 1 ? value[0]! : value, { stream });
      this.#put(place, at, (_, k) => value[k]!);
    }
  }

  #upload(): void {
    const { view, at, place, name } = this.#part(this.#place());
    const stream = this.#on(place);
    const data = randomWords(at.length * place.width, this.#word());
    this.#say(stream, `upload to ${name}`);
    this.#put(place, at, (i, k) => data[i * place.width + k]!);
    view.copyFromCPU(place.width === 1 ? data : elementsOf(data, place.width), { stream });
    // the caller's own again
    data.fill(0xdead);
  }

  #copy(): void {
    const [from, to] = this.#two();
    const stream = this.#on(from.place, to.place);
    this.#say(stream, `copy ${from.name} to ${to.name}`);
    if (this.#oneOf(2)) to.view.copyFrom(from.view, { stream });
    else from.view.copyTo(to.view, { stream });
    const { width, words } = from.place;
    this.#put(to.place, to.at, (i, k) => words[from.at[i]! * width + k]!);
  }

  #read(): void {
    const { view, at, place, name } = this.#part(this.#place());
    const { words, width } = place;
    const expected = Uint32Array.from({ length: at.length * width }, (_, i) => {
      return words[at[Math.floor(i / width)]! * width + (i % width)]!;
    });
    const stream = this.#oneOf(2) ? this.#on(place) : undefined;
    this.#keep(`${stream?.label ?? 'any'}: read ${name}`, view, expected, stream);
  }

  /** Disposed with whatever is queued on it. */
  #replace(): void {
    const place = this.#place();
    this.lines.push(`dispose ${place.name}`);
    place.buffer.dispose();
    this.#places.splice(this.#places.indexOf(place), 1);
    this.#allocate(place.width, place.words.length > 10_000 ? LARGE : undefined);
  }

  async #wait(): Promise<void> {
    const stream = this.#oneOf(3) ? undefined : this.#anyStream();
    const isAwaited = this.#oneOf(2);
    this.lines.push(`${isAwaited ? 'await' : 'wait for'} ${stream?.label ?? 'all'}`);
    const wait = (stream ?? this.#accelerator).synchronizeAsync();
    if (!isAwaited) {
      this.#waits.push(wait);
      return;
    }
    await wait;
    for (const place of this.#places) if (!stream || place.stream === stream) place.stream = undefined;
  }

  #flush(): void {
    const stream = this.#oneOf(2) ? this.#anyStream() : undefined;
    this.lines.push(`flush ${stream?.label ?? 'all'}`);
    (stream ?? this.#accelerator).flush();
  }

  #allocate(width: Width, given?: number): void {
    const length = given ?? LENGTHS[this.#below(LENGTHS.length)]!;
    const name = `b${this.#named++}`;
    const type = types[width] as typeof vec4u;
    const data = this.#oneOf(2) ? randomWords(length * width, this.#word()) : undefined;
    this.lines.push(`allocate ${name}: ${length} of ${width} words, ${data ? 'with data' : 'zero'}`);
    const words = data?.slice() ?? new Uint32Array(length * width);
    const source = data && (width === 1 ? data : elementsOf(data, width));
    const buffer = this.#accelerator.allocate(type, (source ?? length) as number, { label: name });
    this.#places.push({ name, width, buffer, words, stream: undefined });
  }

  // ---- on what, and where

  /** The stream for an operation on these places, which are its own from now on. */
  #on(...places: readonly Place[]): AcceleratorStream {
    const stream = this.#anyStream();
    for (const place of places) {
      if (place.stream && place.stream !== stream) {
        const between = this.#oneOf(3) ? this.#anyStream() : stream;
        if (between !== stream && between !== place.stream) {
          this.#say(between, `wait for ${place.stream.label}`);
          between.waitFor(place.stream);
          this.#say(stream, `wait for ${between.label}`);
          stream.waitFor(between);
        } else {
          this.#say(stream, `wait for ${place.stream.label}`);
          stream.waitFor(place.stream);
        }
      }
      place.stream = stream;
    }
    return stream;
  }

  #anyStream(): AcceleratorStream {
    return this.#streams[this.#below(this.#streams.length)]!;
  }

  #place(width?: Width): Place {
    const some = width ? this.#places.filter(place => place.width === width) : this.#places;
    return some[this.#below(some.length)]!;
  }

  #placeNamed(name: string): Place {
    return this.#places.find(place => place.name === name)!;
  }

  /** All of it, a piece of it, or every so many elements; of so many elements where that is given. */
  #part(place: Place, most?: number): Part {
    const length = place.words.length / place.width;
    const strided = this.#oneOf(3) && length > 1;
    const step = strided ? 2 + this.#below(3) : 1;
    const offset = this.#oneOf(2) ? 0 : this.#below(length);
    const room = Math.ceil((length - offset) / step);
    // rarely much of a large one, as the host takes its time with that
    const some = this.#oneOf(6) ? room : Math.min(room, 3000);
    const whole = most === undefined && offset === 0 && this.#oneOf(2);
    const count = Math.min(whole ? some : 1 + this.#below(some), most ?? room);
    const view = place.buffer.subView(offset, Math.min((count - 1) * step + 1, length - offset));
    const at = Array.from({ length: count }, (_, i) => offset + i * step);
    const name = `${place.name}[${offset}, ${count}${strided ? ` by ${step}` : ''}]`;
    return { place, view: strided ? view.strided(step) : view, at, name };
  }

  /** Parts of two places of one width, as long as each other. */
  #two(width?: Width): readonly [from: Part, to: Part] {
    const from = this.#place(width);
    const others = this.#places.filter(place => place !== from && place.width === from.width);
    const to = others[this.#below(others.length)]!;
    const least = Math.min(from.words.length, to.words.length) / from.width;
    for (;;) {
      const [a, b] = [this.#part(from, least), this.#part(to, least)];
      const count = Math.min(a.at.length, b.at.length);
      if (a.at.length === b.at.length) return [a, b];
      const [short, long] = a.at.length === count ? [a, b] : [b, a];
      const cut = { ...long, view: long.view.subView(0, count), at: long.at.slice(0, count) };
      return short === a
        ? [a, { ...cut, name: `${b.name} to ${count}` }]
        : [{ ...cut, name: `${a.name} to ${count}` }, b];
    }
  }

  // ---- the host's replay

  #replay({ words }: Place, at: readonly number[], act: (words: Uint32Array) => void): void {
    const part = Uint32Array.from(at, i => words[i]!);
    act(part);
    at.forEach((to, i) => {
      words[to] = part[i]!;
    });
  }

  #put({ words, width }: Place, at: readonly number[], word: (i: number, k: number) => number): void {
    at.forEach((to, i) => {
      for (let k = 0; k < width; k++) words[to * width + k] = word(i, k);
    });
  }

  #keep(line: string, view: ArrayView, expected: Uint32Array, stream?: AcceleratorStream): void {
    this.lines.push(line);
    const found = view.copyToCPUAsync({ stream }).then(array => {
      return array instanceof Uint32Array
        ? array
        : new Uint32Array((array as StructArray<unknown>).bytes.buffer);
    });
    // it is looked at in the end, when another may have failed
    found.catch(() => {});
    this.#found.push({ line: `line ${this.lines.length}, ${line}`, expected, found });
  }

  #say(stream: AcceleratorStream, what: string): void {
    this.lines.push(`${stream.label}: ${what}`);
  }

  // ---- chance

  #word(): number {
    return this.#words[this.#drawn++ % this.#words.length]!;
  }
  #below(end: number): number {
    return this.#word() % end;
  }
  #oneOf(so: number): boolean {
    return this.#below(so) === 0;
  }
}

const elementsOf = (words: Uint32Array, width: number): number[][] =>
  Array.from({ length: words.length / width }, (_, i) => [...words.subarray(i * width, (i + 1) * width)]);
