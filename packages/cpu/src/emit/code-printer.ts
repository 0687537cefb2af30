import {
  type Access32,
  type FlatBlock,
  type FlatCode,
  type FlatFor,
  type FlatId,
  type FlatInstruction,
  type FlatReturn,
  flatOperands,
  type FlatStore,
  type Scalar,
  useCounts,
} from '@heddle/core/backend';
import { printAtomic } from './atomics.ts';
import {
  asIndex,
  at,
  bounds,
  exact,
  type Expression,
  expression,
  I32_BOUNDS,
  Level,
  literal,
  primary,
  within,
} from './expression.ts';
import type { Lines } from './lines.ts';
import { spellings } from './spellings.ts';
import type { Unit } from './unit.ts';
import type { WideValues } from './wide-values.ts';

/** The names of the functions that a call refers to, and of the variables for all results but the first. */
export interface Callee { readonly name: string; readonly results: readonly string[] }

export interface CodeOptions {
  /** Which code it is: '' for the body, else the function's name. */
  readonly key: string;
  readonly code: FlatCode;
  readonly wide: WideValues;
  readonly functions: readonly Callee[];
  /** What a `return` is, inside of that many loops. */
  readonly leave: (instruction: FlatReturn, loops: number) => readonly string[];
  /** Local memories of which every lane has its own part. */
  readonly lanes?: ReadonlySet<number>;
}

/** Bounds of an address: the words of a memory can be counted in an i32. */
const ADDRESS = { low: 0, high: I32_BOUNDS.high };

/** Prints the blocks of the body, or of a function. */
export class CodePrinter {
  readonly unit: Unit;
  readonly lines: Lines;
  readonly #options: CodeOptions;
  readonly #locals = new Map<number, string>();
  #inlined: ReadonlySet<FlatId> = new Set();
  #uses: ReadonlyMap<FlatId, number> = new Map();
  #loops = 0;
  /** Called with every value that has got a name. */
  #defined: (id: FlatId, name: string) => void = () => undefined;

  constructor(unit: Unit, lines: Lines, options: CodeOptions) {
    this.unit = unit;
    this.lines = lines;
    this.#options = options;
  }

  /** Prints a block with these values inside of their uses. `kept`: values that are used elsewhere too. */
  print(block: FlatBlock, inlined: ReadonlySet<FlatId>, kept: ReadonlySet<FlatId>, defined: (id: FlatId, name: string) => void): void {
    this.#inlined = inlined;
    const uses = useCounts(block);
    for (const id of kept) uses.set(id, (uses.get(id) ?? 0) + 1);
    this.#uses = uses;
    this.#defined = defined;
    this.#block(block);
  }

  value(id: FlatId): Expression {
    return this.unit.value(id);
  }

  exact(id: FlatId): Expression {
    return exact(this.unit.typeOf(id), this.value(id));
  }

  /** In the form in which a store takes it: typed arrays wrap and round by themselves. */
  stored(id: FlatId): string {
    const value = this.value(id);
    return this.unit.typeOf(id) === 'bool' ? `${at(Level.or, value)} ? 1 : 0` : value.text;
  }

  isUsed(id: FlatId): boolean {
    return (this.#uses.get(id) ?? 0) > 0;
  }

  localName(local: number): string {
    let name = this.#locals.get(local);
    if (name === undefined) {
      name = this.unit.name(this.#options.code.locals[local]!.name);
      this.#locals.set(local, name);
    }
    return name;
  }

  /** `memory[address]`. */
  place(access: Access32, type: Scalar): string {
    const { memory, offset } = access;
    const terms: string[] = [];
    if (memory.kind === 'local' && this.#options.lanes?.has(memory.index)) terms.push(this.#laneStart(memory.index));
    if (access.address !== undefined) terms.push(at(Level.additive, asIndex(this.value(access.address))));
    if (offset > 0 || terms.length === 0) terms.push(`${offset}`);
    return `${this.#array(access, type)}[${terms.join(' + ')}]`;
  }

  define(id: FlatId, value: Expression, hint: string): void {
    if (this.#inlined.has(id)) {
      this.unit.set(id, value);
      return;
    }
    const type = this.unit.typeOf(id);
    const isWide = this.#options.wide.values.has(id);
    const printed = isWide ? asIndex(value) : exact(type, value);
    const name = this.unit.name(hint);
    this.lines.add(`const ${name} = ${printed.text};`);
    this.named(id, name, printed);
  }

  /** The value is in this variable from now on. */
  named(id: FlatId, name: string, known: { readonly low: number; readonly high: number } = bounds(this.unit.typeOf(id))): void {
    this.unit.set(id, primary(name, known));
    this.#defined(id, name);
  }

  #block(block: FlatBlock): void {
    for (let i = 0; i < block.length; i++) {
      const instruction = block[i]!;
      if (instruction.op !== 'store' || instruction.ok === undefined) {
        this.#instruction(instruction);
        continue;
      }
      const stores = [instruction];
      for (let next = block[i + 1]; next?.op === 'store' && next.ok === instruction.ok; next = block[++i + 1]) stores.push(next);
      this.#guardedStores(instruction.ok, stores);
    }
  }

  #guardedStores(ok: FlatId, stores: readonly FlatStore[]): void {
    const condition = this.value(ok).text;
    if (stores.length === 1) this.lines.add(`if (${condition}) ${this.#store(stores[0]!)}`);
    else this.lines.braces(`if (${condition})`, () => stores.forEach(store => this.lines.add(this.#store(store))));
  }

  #store(store: FlatStore): string {
    return `${this.place(store, this.unit.typeOf(store.value))} = ${this.stored(store.value)};`;
  }

  #instruction(instruction: FlatInstruction): void {
    const { lines, unit } = this;
    switch (instruction.op) {
      case 'compute': {
        const { id, name, on, args } = instruction;
        const [a, b, c] = args.map(arg => this.value(arg));
        const value = spellings[name].spell(on, unit, a!, b!, c!);
        return this.define(id, value, unit.typeOf(id) === 'bool' ? 'test' : 't');
      }
      case 'element': {
        const { param, index } = instruction;
        const text = `${unit.start(param)} + Math.imul(${this.value(index).text}, ${unit.step(param)})`;
        return this.define(instruction.id, expression(text, Level.additive, ADDRESS), `${unit.program.params[param]!.name}_at`);
      }
      case 'offset': {
        const { base, stride } = instruction;
        const index = this.value(instruction.index);
        const scaled = stride === 1 ? asIndex(index) : primary(`Math.imul(${index.text}, ${stride})`);
        const text =
          base === undefined
            ? scaled.text
            : `${at(Level.additive, this.value(base))} + ${at(Level.multiplicative, scaled)}`;
        return this.define(instruction.id, expression(text, base === undefined ? scaled.level : Level.additive, ADDRESS), 'at');
      }
      case 'get': {
        const name = this.localName(instruction.local);
        return this.define(instruction.id, primary(name, this.#localBounds(instruction.local)), name);
      }
      case 'load':
        return this.define(instruction.id, this.#load(instruction), instruction.name);
      case 'atomic':
        return printAtomic(this, instruction);
      case 'call':
        return this.#call(instruction.ids, this.#options.functions[instruction.callee]!, instruction.args);
      case 'declare':
      case 'set': {
        const { op, local } = instruction;
        const keyword = op === 'declare' && !this.#locals.has(local) ? 'let ' : '';
        const value = this.value(instruction.value);
        const isWide = this.#isWide(local);
        const text = (isWide ? exactWide(value) : this.exact(instruction.value)).text;
        return lines.add(`${keyword}${this.localName(local)} = ${text};`);
      }
      case 'store':
        return lines.add(this.#store(instruction));
      case 'clear':
        return this.#clear(instruction.memory);
      case 'if': {
        lines.braces(`if (${this.value(instruction.condition).text})`, () => this.#block(instruction.then));
        return;
      }
      case 'loop':
        return lines.braces('for (;;)', () => this.#loop(instruction.body));
      case 'for':
        return lines.braces(this.forHead(instruction), () => this.#loop(instruction.body));
      case 'break':
      case 'continue':
        return lines.add(`${instruction.op};`);
      case 'return':
        return lines.add(...this.#options.leave(instruction, this.#loops));
      case 'barrier':
        throw new Error('barriers have been split away');
    }
  }

  #loop(body: FlatBlock): void {
    this.#loops++;
    this.#block(body);
    this.#loops--;
  }
}
