// Writes a host program, and does on the host what it does, operation by operation: what each readback must
// yield, and which operation must be refused.
import { randomWords } from '../../harness/random.ts';
import { mixOnHost } from '../../harness/steps.ts';
import type { BufferDraft, HostDraft, OperationDraft, PartDraft } from '../model/host.ts';
import { HappensBefore, type Lane, type Touches } from './happens-before.ts';
import { dataText, each, type Part, type Place, wordsOf } from './part.ts';

export interface HostProgram {
  readonly lines: readonly string[];
  /** The expected words of the readbacks r0, r1, ... */
  readonly expected: readonly Uint32Array[];
  readonly launches: number;
}

const TYPES = { 1: 'u32', 2: 'vec2u', 4: 'vec4u' } as const;

export function writeHostProgram(draft: HostDraft): HostProgram {
  return new HostWriter(draft).write();
}

class HostWriter {
  readonly #draft: HostDraft;
  readonly #order = new HappensBefore();
  readonly #lanes: Lane[] = [];
  readonly #places: Place[] = [];
  readonly #lines: string[] = [];
  readonly #expected: Uint32Array[] = [];
  #named = 0;
  #waits = 0;
  #launches = 0;

  constructor(draft: HostDraft) {
    this.#draft = draft;
  }

  write(): HostProgram {
    for (let i = 0; i < this.#draft.streams; i++) this.#lanes.push(this.#stream());
    for (const buffer of this.#draft.buffers) this.#places.push(this.#allocate(buffer));
    for (const operation of this.#draft.operations) this.#operation(operation);
    for (const place of this.#places) this.#readWhole(place);
    return { lines: this.#lines, expected: this.#expected, launches: this.#launches };
  }

  #operation(o: OperationDraft): void {
    const lane = this.#lanes[o.stream % this.#lanes.length]!;
    switch (o.kind) {
      case 'fill':
      case 'memSet':
        return this.#fill(o, lane);
      case 'copyFromCPU':
        return this.#upload(o, lane);
      case 'copyFrom':
      case 'copyTo':
        return this.#copy(o, lane);
      case 'tiny':
      case 'mix':
        return this.#launch(o, lane);
      case 'blend':
        return this.#blend(o, lane);
      case 'readback':
        return this.#readback(o);
      case 'waitFor':
        return this.#waitFor(lane, this.#lanes[o.other % this.#lanes.length]!);
      case 'synchronize':
        return this.#synchronize(o);
      case 'flush':
        this.#lines.push(`${o.stream === 0 ? 'accelerator' : lane.name}.flush();`);
        return;
      case 'turn':
        this.#lines.push('await new Promise(resolve => setTimeout(resolve));');
        return;
      case 'replaceBuffer':
        return this.#replaceBuffer(o);
      case 'replaceStream':
        lane.disposed = true;
        this.#lines.push(`${lane.name}.dispose();`);
        this.#lanes[this.#lanes.indexOf(lane)] = this.#stream();
        return;
    }
  }

  // ---- what is queued

  /**
   * Writes the call, in its order or to be refused. `act` is what it does to the memory, which is left as it is
   * where it is refused.
   */
  #queue({ careful }: OperationDraft, lane: Lane, touches: Touches, call: string, act: () => void): void {
    const others = this.#order.racing(lane, touches);
    if (others.size > 0 && !careful) {
      this.#lines.push(`races(() => ${call});`);
      return;
    }
    if ([...others].some(({ disposed }) => disposed)) this.#settle();
    else for (const other of others) this.#waitFor(lane, other);
    this.#order.queue(lane, touches);
    this.#lines.push(`${call};`);
    act();
  }

  #fill(o: OperationDraft, lane: Lane): void {
    const part = this.#part(o.part);
    const { width, words } = part.place;
    const byte = o.number & 255;
    const value = Array.from(randomWords(width, o.number));
    const text = width === 1 ? String(value[0]) : `[${value.join(', ')}]`;
    const call = o.kind === 'memSet' ? `memSet(${byte}` : `fill(${text}`;
    this.#queue(o, lane, writes(part), `${part.text}.${call}, { stream: ${lane.name} })`, () => {
      each(part, (at, i) => {
        words[at] = o.kind === 'memSet' ? byte * 0x0101_0101 : value[i % width]!;
      });
    });
  }

  #upload(o: OperationDraft, lane: Lane): void {
    const part = this.#part(o.part);
    const { width, words } = part.place;
    const data = randomWords(part.count * width, o.number);
    const call = `${part.text}.copyFromCPU(${dataText(part.count, width, o.number)}, { stream: ${lane.name} })`;
    this.#queue(o, lane, writes(part), call, () => {
      each(part, (at, i) => {
        words[at] = data[i]!;
      });
    });
  }

  #copy(o: OperationDraft, lane: Lane): void {
    const two = this.#two(o);
    if (!two) return;
    const [from, to] = two;
    const call =
      o.kind === 'copyFrom' ? `${to.text}.copyFrom(${from.text}` : `${from.text}.copyTo(${to.text}`;
    this.#queue(o, lane, { reads: [from], writes: [to] }, `${call}, { stream: ${lane.name} })`, () => {
      const words = wordsOf(from);
      each(to, (at, i) => {
        to.place.words[at] = words[i]!;
      });
    });
  }

  #launch(o: OperationDraft, lane: Lane): void {
    const part = this.#part(o.part, 1);
    if (!part) return;
    const rounds = o.kind === 'tiny' ? 1 : o.rounds;
    const call =
      o.kind === 'tiny'
        ? `${lane.name}.launch(tiny, ${part.count}, { by: ${o.number}, x: ${part.text} })`
        : `mix(${lane.name}, ${part.text}, ${o.number}, ${rounds})`;
    this.#queue(o, lane, { reads: [part], writes: [part] }, call, () => {
      const words = wordsOf(part);
      mixOnHost(words, o.number, rounds);
      each(part, (at, i) => {
        part.place.words[at] = words[i]!;
      });
      this.#launches++;
    });
  }

  #blend(o: OperationDraft, lane: Lane): void {
    const two = this.#two(o, 1);
    if (!two) return;
    const [from, to] = two;
    const call = `${lane.name}.launch(blend, ${to.count}, { by: ${o.number}, from: ${from.text}, to: ${to.text} })`;
    this.#queue(o, lane, { reads: [from, to], writes: [to] }, call, () => {
      const words = wordsOf(from);
      each(to, (at, i) => {
        to.place.words[at] = Math.imul(to.place.words[at]!, o.number) + words[i]!;
      });
      this.#launches++;
    });
  }

  // ---- waits

  #readback(o: OperationDraft): void {
    const part = this.#part(o.part);
    const name = `r${this.#expected.length}`;
    if (o.stream === 0) {
      this.#expected.push(wordsOf(part));
      const covered = this.#order.readBehindAll(part);
      this.#wait(o.awaited, `${name} = ${part.text}.copyToCPUAsync()`, covered);
      return;
    }
    const lane = this.#lanes[o.stream % this.#lanes.length]!;
    const call = `${part.text}.copyToCPUAsync({ stream: ${lane.name} })`;
    this.#queue(o, lane, { reads: [part], writes: [] }, call, () => {
      this.#lines.pop();
      this.#expected.push(wordsOf(part));
      this.#wait(o.awaited, `${name} = ${call}`, this.#order.covers(lane));
    });
  }

  #readWhole(place: Place): void {
    this.#lines.push(`const r${this.#expected.length} = ${place.name}.copyToCPUAsync();`);
    this.#expected.push(place.words);
  }

  #synchronize({ stream, awaited }: OperationDraft): void {
    const lane = stream === 0 ? undefined : this.#lanes[stream % this.#lanes.length]!;
    const name = `w${this.#waits++}`;
    this.#wait(
      awaited,
      `${name} = ${lane?.name ?? 'accelerator'}.synchronizeAsync()`,
      this.#order.covers(lane),
    );
  }

  #wait(awaited: boolean, what: string, covered: ReturnType<HappensBefore['covers']>): void {
    const name = what.slice(0, what.indexOf(' '));
    this.#lines.push(`const ${what};`, `pending.push(${name});`);
    if (awaited) {
      this.#lines.push(`await ${name};`);
      this.#order.awaited(covered);
    }
  }

  #waitFor(lane: Lane, other: Lane): void {
    const name = other === this.#order.default ? 'accelerator.defaultStream' : other.name;
    this.#lines.push(`${lane.name}.waitFor(${name});`);
    this.#order.waitFor(lane, other);
  }

  #settle(): void {
    this.#lines.push('await Promise.all([...pending, accelerator.synchronizeAsync()]);');
    this.#order.settled();
  }

  // ---- streams and buffers

  #stream(): Lane {
    const name = `s${this.#named++}`;
    this.#lines.push(`const ${name} = accelerator.createStream({ label: '${name}' });`);
    return this.#order.lane(name);
  }

  #allocate({ width, length, seed }: BufferDraft): Place {
    const name = `b${this.#named++}`;
    const data = seed === 0 ? String(length) : dataText(length, width, seed);
    this.#lines.push(`const ${name} = accelerator.allocate(${TYPES[width]}, ${data}, { label: '${name}' });`);
    return {
      name,
      width,
      words: seed === 0 ? new Uint32Array(length * width) : randomWords(length * width, seed),
    };
  }

  /** Disposed with whatever is queued on it. */
  #replaceBuffer({ part: { buffer }, number }: OperationDraft): void {
    const i = buffer % this.#places.length;
    const { name, width, words } = this.#places[i]!;
    this.#lines.push(`${name}.dispose();`);
    this.#order.forget(name);
    this.#places[i] = this.#allocate({ width, length: words.length / width, seed: number });
  }

  #part(draft: PartDraft): Part;
  #part(draft: PartDraft, width: number, most?: number): Part | undefined;
  #part({ buffer, offset, length, step }: PartDraft, width?: number, most = Infinity): Part | undefined {
    const places = this.#places.filter(place => width === undefined || place.width === width);
    const place = places[buffer % places.length];
    if (!place) return undefined;
    const all = place.words.length / place.width;
    const first = offset % all;
    const room = Math.ceil((all - first) / step);
    const count = Math.min(most, length === 0 ? room : 1 + (length % room));
    const isWhole = first === 0 && step === 1 && count === all;
    const view = `${place.name}.subView(${first}, ${(count - 1) * step + 1})${step === 1 ? '' : `.strided(${step})`}`;
    return { place, buffer: place.name, first, count, step, text: isWhole ? place.name : view };
  }

  /** Parts of two buffers of one width, as long as each other. */
  #two({ part, second }: OperationDraft, width?: number): readonly [from: Part, to: Part] | undefined {
    const to = this.#part(part, width as number);
    const others = this.#places.filter(place => place !== to?.place && place.width === to?.place.width);
    const other = others[second.buffer % others.length];
    if (!to || !other) return undefined;
    const index = this.#places.filter(({ width }) => width === other.width).indexOf(other);
    const from = this.#part({ ...second, buffer: index }, other.width)!;
    const count = Math.min(from.count, to.count);
    const cut = (draft: PartDraft, { place }: Part): Part =>
      this.#part(
        { ...draft, buffer: this.#places.filter(({ width }) => width === place.width).indexOf(place) },
        place.width,
        count,
      )!;
    return [cut(second, from), cut(part, to)];
  }
}

const writes = (part: Part): Touches => ({ reads: [], writes: [part] });
