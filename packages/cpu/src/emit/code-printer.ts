import {
  type Access32,
  type FlatBlock,
  type FlatCall,
  type FlatCode,
  type FlatDeclare,
  type FlatFor,
  type FlatId,
  type FlatIf,
  type FlatInstruction,
  type FlatLoad,
  type FlatOffset,
  type FlatReturn,
  type FlatSet,
  type FlatStore,
  inlineValues,
  type MemoryRef,
  type Scalar,
  useCounts,
  walk,
} from '@heddle/core/backend';
import { printAtomic } from './atomics.ts';
import { printInspection, printProbe } from './checks.ts';
import {
  as32,
  asI32,
  at,
  type Bounds,
  bounds,
  type Expression,
  exact,
  expression,
  I32_BOUNDS,
  Level,
  primary,
} from './expression.ts';
import type { Lines } from './lines.ts';
import { spellings } from './spellings.ts';
import type { Unit } from './unit.ts';
import type { WideValues } from './wide-values.ts';

/** The names of the function that a call refers to, and of the variables for all results but the first. */
export interface Callee {
  readonly name: string;
  readonly results: readonly string[];
}

export interface CodeOptions {
  /** The key of the code: '' for the body, else the function's name. */
  readonly key: string;
  readonly code: FlatCode;
  readonly wide: WideValues;
  readonly functions: readonly Callee[];
  /** The statements for a `return` that is nested in the given number of loops. */
  readonly leave: (instruction: FlatReturn, loops: number) => readonly string[];
  /** Local memories of which every lane has its own part. */
  readonly lanes?: ReadonlySet<number>;
}

/** Bounds of an address: any count of words of a memory fits in an i32. */
const ADDRESS = { low: 0, high: I32_BOUNDS.high };

/** Prints the blocks of the body or of a function. */
export class CodePrinter {
  readonly unit: Unit;
  readonly lines: Lines;
  readonly #options: CodeOptions;
  readonly #locals = new Map<number, string>();
  #inlined: ReadonlySet<FlatId> = new Set();
  #uses: ReadonlyMap<FlatId, number> = new Map();
  #loops = 0;
  /** For each local memory, one of the types with which it is accessed. */
  readonly #memoryTypes = new Map<number, Scalar>();
  /** Called with every value that is given a name. */
  #defined: (id: FlatId, name: string) => void = () => undefined;

  constructor(unit: Unit, lines: Lines, options: CodeOptions) {
    this.unit = unit;
    this.lines = lines;
    this.#options = options;
    for (const instruction of walk(options.code.block)) {
      if ((instruction.op !== 'load' && instruction.op !== 'store') || instruction.memory.kind !== 'local')
        continue;
      this.#memoryTypes.set(
        instruction.memory.index,
        unit.typeOf(instruction.op === 'load' ? instruction.id : instruction.value),
      );
    }
  }

  /**
   * Prints a block with these values inlined at their uses. `kept` are the values that are used outside the
   * block too.
   */
  print(
    block: FlatBlock,
    inlined: ReadonlySet<FlatId>,
    kept: ReadonlySet<FlatId>,
    defined: (id: FlatId, name: string) => void,
  ): void {
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

  /** The expression in the form that a store accepts: typed arrays wrap and round by themselves. */
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
    return `${this.#array(access.memory, type)}[${this.address(access)}]`;
  }

  address(access: Access32): string {
    const { memory, offset } = access;
    const terms: string[] = [];
    if (memory.kind === 'local' && this.#options.lanes?.has(memory.index))
      terms.push(this.#laneStart(memory.index));
    if (access.address !== undefined) terms.push(at(Level.additive, as32(this.value(access.address))));
    if (offset > 0 || terms.length === 0) terms.push(`${offset}`);
    return terms.join(' + ');
  }

  define(id: FlatId, value: Expression, hint: string): void {
    if (this.#inlined.has(id)) {
      this.unit.set(id, value);
      return;
    }
    const type = this.unit.typeOf(id);
    const isWide = this.#options.wide.values.has(id);
    const printed = isWide ? as32(value) : exact(type, value);
    const name = this.unit.name(hint);
    this.lines.add(`const ${name} = ${printed.text};`);
    this.named(id, name, printed);
  }

  /** Records that the variable holds the value from here on. */
  named(id: FlatId, name: string, known: Bounds = bounds(this.unit.typeOf(id))): void {
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
      printProbe(this, instruction);
      // The leaves of one access share their condition.
      const stores = [instruction];
      for (
        let next = block[i + 1];
        next?.op === 'store' && next.ok === instruction.ok;
        next = block[++i + 1]
      ) {
        printProbe(this, next);
        stores.push(next);
      }
      this.#guard(
        instruction.ok,
        stores.map(store => this.#store(store)),
      );
    }
  }

  #guard(ok: FlatId, statements: readonly string[]): void {
    const condition = this.value(ok).text;
    if (statements.length === 1) this.lines.add(`if (${condition}) ${statements[0]}`);
    else this.lines.braces(`if (${condition})`, () => this.lines.addAll(statements));
  }

  #instruction(instruction: FlatInstruction): void {
    const { lines, unit } = this;
    if ('memory' in instruction && instruction.op !== 'clear') printProbe(this, instruction);
    switch (instruction.op) {
      case 'compute': {
        const { id, name, on, args } = instruction;
        const [a, b, c] = args.map(arg => this.value(arg));
        return this.define(
          id,
          spellings[name].spell(on, unit, a!, b!, c!),
          unit.typeOf(id) === 'bool' ? 'test' : 't',
        );
      }
      case 'element': {
        const { id, param, index } = instruction;
        const text = `${unit.start(param)} + Math.imul(${this.value(index).text}, ${unit.step(param)})`;
        return this.define(
          id,
          expression(text, Level.additive, ADDRESS),
          `${unit.program.params[param]!.name}_at`,
        );
      }
      case 'offset':
        return this.define(instruction.id, this.#offset(instruction), 'at');
      case 'get': {
        const name = this.localName(instruction.local);
        return this.define(instruction.id, primary(name, this.#localBounds(instruction.local)), name);
      }
      case 'load':
        return this.define(instruction.id, this.#load(instruction), instruction.name);
      case 'atomic':
        return printAtomic(this, instruction);
      case 'call':
        return this.#call(instruction);
      case 'declare':
      case 'set': {
        const isNew = instruction.op === 'declare' && !this.#locals.has(instruction.local);
        return lines.add(
          `${isNew ? 'let ' : ''}${this.localName(instruction.local)} = ${this.#assigned(instruction)};`,
        );
      }
      case 'store':
        return lines.add(this.#store(instruction));
      case 'clear':
        return this.#clear(instruction.memory);
      case 'inspect':
        return printInspection(this, instruction);
      case 'if':
        return this.#if(instruction, 'if');
      case 'loop':
        return lines.braces('for (;;)', () => this.#loop(instruction.body));
      case 'for':
        return lines.braces(forHead(unit, instruction), () => this.#loop(instruction.body));
      case 'break':
      case 'continue':
        return lines.add(`${instruction.op};`);
      case 'return':
        return lines.addAll(this.#options.leave(instruction, this.#loops));
      case 'barrier':
        throw new Error('a barrier is split away before');
    }
  }

  #loop(body: FlatBlock): void {
    this.#loops++;
    this.#block(body);
    this.#loops--;
  }

  #if({ condition, then, else: otherwise }: FlatIf, keyword: string): void {
    const test = this.value(condition);
    if (then.length === 0) {
      this.lines.braces(`${keyword} (!${at(Level.unary, test)})`, () => this.#block(otherwise));
      return;
    }
    this.lines.braces(`${keyword} (${test.text})`, () => this.#block(then));
    if (otherwise.length === 0) return;
    const last = otherwise.at(-1)!;
    const isChain =
      last.op === 'if' && otherwise.slice(0, -1).every(inner => 'id' in inner && this.#inlined.has(inner.id));
    if (!isChain) {
      this.lines.braces('else', () => this.#block(otherwise));
      return;
    }
    this.#block(otherwise.slice(0, -1));
    this.#if(last, 'else if');
  }

  #offset({ base, index, stride }: FlatOffset): Expression {
    const term = this.value(index);
    const scaled = stride === 1 ? as32(term) : primary(`Math.imul(${term.text}, ${stride})`);
    if (base === undefined) return expression(scaled.text, scaled.level, ADDRESS);
    const text = `${at(Level.additive, as32(this.value(base)))} + ${at(Level.multiplicative, scaled)}`;
    return expression(text, Level.additive, ADDRESS);
  }

  #load(load: FlatLoad): Expression {
    const type = this.unit.typeOf(load.id);
    const word = this.place(load, type);
    const ok = load.ok === undefined ? undefined : this.value(load.ok);
    if (type === 'bool') {
      const test = `${word} !== 0`;
      return ok ? expression(`${at(Level.and, ok)} && ${test}`, Level.and) : expression(test, Level.equality);
    }
    const known = bounds(type);
    return ok
      ? expression(`${at(Level.or, ok)} ? ${word} : 0`, Level.conditional, known)
      : primary(word, known);
  }

  #store(store: FlatStore): string {
    return `${this.place(store, this.unit.typeOf(store.value))} = ${this.stored(store.value)};`;
  }

  #assigned({ local, value }: FlatDeclare | FlatSet): string {
    return (this.#options.wide.locals.has(local) ? this.#wide(local, value) : this.exact(value)).text;
  }

  #wide(local: number, value: FlatId): Expression {
    return this.#options.code.locals[local]!.type === 'u32' ? asI32(this.value(value)) : this.exact(value);
  }

  #localBounds(local: number): Bounds {
    const { type } = this.#options.code.locals[local]!;
    return type === 'u32' && this.#options.wide.locals.has(local) ? I32_BOUNDS : bounds(type);
  }

  /** A call yields its first result, and leaves the others in the callee's variables. */
  #call({ ids, callee, args }: FlatCall): void {
    const { name, results } = this.#options.functions[callee]!;
    const text = `${name}(${args.map(arg => this.exact(arg).text).join(', ')})`;
    const [first, ...others] = ids;
    if (first === undefined) {
      this.lines.add(`${text};`);
      return;
    }
    if (others.length === 0 || this.isUsed(first)) {
      this.define(first, primary(text, bounds(this.unit.typeOf(first))), name);
    } else this.lines.add(`${text};`);
    for (const [i, id] of others.entries()) {
      if (this.isUsed(id)) this.define(id, primary(results[i]!, bounds(this.unit.typeOf(id))), name);
    }
  }

  #clear(memory: number): void {
    const array = this.#array({ kind: 'local', index: memory }, this.#memoryTypes.get(memory)!);
    const { words } = this.#options.code.memories[memory]!;
    if (!this.#options.lanes?.has(memory)) this.lines.add(`${array}.fill(0);`);
    else {
      const start = this.#laneStart(memory);
      this.lines.add(`${array}.fill(0, ${start}, ${start} + ${words});`);
    }
  }

  #laneStart(memory: number): string {
    return `${this.unit.builtin('localIndex').text} * ${this.#options.code.memories[memory]!.words}`;
  }

  #array(memory: MemoryRef, type: Scalar): string {
    if (memory.kind !== 'local') return this.unit.array(memory, type);
    const { key, code, lanes } = this.#options;
    const { name, words } = code.memories[memory.index]!;
    const parts = lanes?.has(memory.index) ? this.unit.program.groupSize : 1;
    return this.unit.array(memory, type, { key: `${key} local ${memory.index}`, name, words: words * parts });
  }
}

/**
 * Prints the head of a `for`. The index is a double, which can hold one step past the end of the range, so
 * nothing is wrapped and no second counter is needed. Step and trips are printed by name.
 */
export function forHead(
  unit: Unit,
  { id, from, step, trips }: Pick<FlatFor, 'id' | 'from' | 'step' | 'trips'>,
): string {
  const type = unit.typeOf(id);
  const [first, by, count] = [from, step, trips].map(operand =>
    exact(unit.typeOf(operand), unit.value(operand)),
  );
  const index = unit.name('i');
  const known =
    by!.low !== by!.high
      ? bounds(type)
      : {
          low: Math.max(bounds(type).low, first!.low + Math.min(0, by!.low * (count!.high - 1))),
          high: Math.min(bounds(type).high, first!.high + Math.max(0, by!.low * (count!.high - 1))),
        };
  unit.set(id, primary(index, known));
  const isBy = (size: number): boolean => by!.low === size && by!.high === size;
  const next = isBy(1) ? `${index}++` : isBy(-1) ? `${index}--` : `${index} += ${by!.text}`;
  const test = by!.low > 0 ? '<' : by!.high < 0 ? '>' : '!==';
  const isFrom0By1 = isBy(1) && first!.low === 0 && first!.high === 0;
  const isConstant = [first!, by!, count!].every(({ low, high }) => low === high);
  if (isFrom0By1 || isConstant) {
    const end = isConstant ? `${first!.low + by!.low * count!.low}` : count!.text;
    return `for (let ${index} = ${first!.text}; ${index} ${test} ${end}; ${next})`;
  }
  const end = unit.name('end');
  const distance = isBy(1) ? count!.text : `${at(Level.multiplicative, count!)} * ${at(Level.unary, by!)}`;
  return `for (let ${index} = ${first!.text}, ${end} = ${index} + ${distance}; ${index} ${test} ${end}; ${next})`;
}

/**
 * Selects the values of a block that are printed at their only use. A checked kernel has none, because its
 * checks repeat the operands of an access.
 */
export const inlinedIn = (
  unit: Unit,
  block: FlatBlock,
  kept: ReadonlySet<FlatId> = new Set(),
): ReadonlySet<FlatId> => (unit.checks ? new Set() : inlineValues(block, { kept, named: printedByName }));

/** Operands that are printed more than once, or evaluated on every trip. */
export function printedByName(instruction: FlatInstruction): readonly FlatId[] {
  if (instruction.op === 'for') return [instruction.step, instruction.trips];
  return instruction.op === 'atomic' && instruction.address !== undefined ? [instruction.address] : [];
}
