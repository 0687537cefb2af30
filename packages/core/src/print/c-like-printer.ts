import type { Place, UniformLoadNode, ValueId } from '../ir/ir.ts';
import { members, type ScalarNode, type Type } from '../ir/types.ts';
import type {
  ShaderAtomic,
  ShaderBarrier,
  ShaderBlock,
  ShaderFor,
  ShaderFunction,
  ShaderIf,
  ShaderInstruction,
  ShaderLocal,
} from '../lower/shader/shader.ts';
import { CLikeExpressions } from './c-like-expressions.ts';
import { call, type Expression, infix, Level, not, primary } from './expression.ts';
import { type InlinedValues, inlineShader } from './inline-shader.ts';
import type { Lines } from './lines.ts';
import type { ScopedNames } from './scoped-names.ts';
import type { ShaderModule } from './shader-module.ts';
import { hintFor, localHint, loopHint } from './value-hints.ts';

/**
 * Prints the statements and expressions that C-like shading languages share, in the way a person writes them: a value
 * with one use is printed there, and an `if` that is alone in an `else` becomes an `else if`. A language implements
 * the abstract members for its differences. A printer prints one body.
 */
export abstract class CLikePrinter<
  Module extends ShaderModule = ShaderModule,
> extends CLikeExpressions<Module> {
  protected readonly lines: Lines;
  protected readonly names: ScopedNames;
  #inlining!: InlinedValues;
  #loops = 0;
  /** The names of whole variables of the function, to which it can give a pointer. */
  readonly #owned = new Set<string>();

  constructor(module: Module, locals: readonly ShaderLocal[], lines: Lines) {
    super(module, locals);
    this.names = module.names;
    this.lines = lines;
  }

  // ---- differences between languages
  protected abstract declareValue(name: string, type: Type, value: string): string;
  protected abstract declareVariable(name: string, type: Type, value: string): string;
  protected abstract barrier(barrier: ShaderBarrier): readonly string[];
  /** Prints an atomic operation. `result` is the name for the old value, if that is used. */
  protected abstract atomic(
    atomic: ShaderAtomic,
    place: string,
    args: readonly Expression[],
    result: string | undefined,
  ): void;
  protected abstract uniformLoad(load: UniformLoadNode, place: string): string;
  /** True if values of this type are copied by loops, and passed by pointers. */
  protected copiesByLoop(_type: Type): boolean {
    return false;
  }
  /** The declaration of a pointer to a place. */
  protected declarePointer(_name: string, _place: string): string {
    throw new Error('not a language with pointers');
  }
  /** A declaration without a value, of a variable that is filled next. */
  protected declareUnset(_name: string, _type: Type): string {
    throw new Error('not a language with pointers');
  }
  /** The end of a counted loop, which the index does not reach. */
  protected bound(to: Expression, _type: ScalarNode): Expression {
    return to;
  }

  // ---- for the language's own code
  /** Gives names to the parameters of the function that is printed. */
  nameParams(params: ShaderFunction['params']): readonly string[] {
    return params.map(({ id, type }, i) => {
      const name = this.names.name(
        type.kind === 'struct' ? type.name[0]!.toLowerCase() + type.name.slice(1) : 'abcdefgh'[i % 8]!,
      );
      this.define(id, this.copiesByLoop(type) ? `(*${name})` : name);
      return name;
    });
  }

  /** Gives a name to the pointer to which the function writes its large result. */
  nameResult(): string {
    const name = this.names.name('result');
    this.#result = `(*${name})`;
    return name;
  }
  #result = '';

  printBody(body: ShaderBlock): void {
    this.#inlining = inlineShader(body);
    this.#block(body);
  }

  // ---- statements
  #block(block: ShaderBlock): void {
    this.names.scope(() => {
      for (const instruction of block) this.#instruction(instruction);
    });
  }

  #instruction(instruction: ShaderInstruction): void {
    const { lines } = this;
    lines.origin = this.program.origins.get(instruction.id);
    switch (instruction.op) {
      case 'variable': {
        const { type } = this.locals[instruction.local]!;
        if (this.copiesByLoop(type)) {
          const name = this.#filled(localHint(type), type, this.#source(instruction.initial));
          return this.nameLocal(instruction.local, name);
        }
        // Tint zeroes a variable without an initial value only once, and not in each iteration of a loop.
        const initial =
          instruction.initial === undefined
            ? this.module.types.zero(type)
            : this.value(instruction.initial).text;
        const name = this.names.name(localHint(type));
        this.nameLocal(instruction.local, name);
        return lines.add(`${this.declareVariable(name, type, initial)};`);
      }
      case 'store':
        return this.#store(instruction.place, instruction.value);
      case 'barrier':
        return lines.add(...this.barrier(instruction));
      case 'if':
        return this.#if(instruction, 'if');
      case 'loop':
        return this.#loop(instruction.body);
      case 'for':
        return this.#for(instruction);
      case 'break':
      case 'continue':
        return lines.add(`${instruction.op};`);
      case 'return':
        if (instruction.value !== undefined && this.copiesByLoop(this.#typeOf(instruction.value))) {
          this.#copy(this.#typeOf(instruction.value), this.#result, this.#source(instruction.value));
          return lines.add('return;');
        }
        return lines.add(
          instruction.value === undefined ? 'return;' : `return ${this.value(instruction.value).text};`,
        );
      case 'atomic': {
        const args = instruction.args.map(arg => this.value(arg));
        const result = this.#isUsed(instruction.id) ? this.names.name('old') : undefined;
        this.atomic(instruction, this.place(instruction.place), args, result);
        if (result !== undefined) this.define(instruction.id, result);
        return;
      }
      case 'uniformLoad': {
        // It has barriers, so it is a statement of its own even if its value is not used.
        const name = this.names.name(hintFor(instruction, this.program));
        const loaded = this.uniformLoad(instruction, this.place(instruction.place));
        // A place in a variable has an address.
        const isLarge = this.copiesByLoop(instruction.type);
        const declare = isLarge ? this.declareVariable : this.declareValue;
        if (isLarge) this.#owned.add(name);
        lines.add(`${declare.call(this, name, instruction.type, loaded)};`);
        return this.define(instruction.id, name);
      }
      case 'call':
        if (![instruction.id, ...instruction.args].some(id => this.copiesByLoop(this.#typeOf(id)))) break;
        return this.#call(instruction);
      case 'construct':
        if (!this.copiesByLoop(instruction.type)) break;
        return this.#construct(instruction);
    }
    this.#define(instruction, this.expression(instruction));
  }

  #typeOf(id: ValueId): Type {
    return this.program.types.get(id)!;
  }

  /** The text of a value, or `undefined` if it is zero. */
  #source(id: ValueId | undefined): string | undefined {
    return id === undefined || this.program.inputs.get(id)?.op === 'zero' ? undefined : this.value(id).text;
  }

  /** Declares a variable and copies a value to it. */
  #filled(hint: string, type: Type, source: string | undefined): string {
    const name = this.#unset(hint, type);
    this.#copy(type, name, source);
    return name;
  }

  #unset(hint: string, type: Type): string {
    const name = this.names.name(hint);
    this.lines.add(`${this.declareUnset(name, type)};`);
    this.#owned.add(name);
    return name;
  }

  /** Copies a value, or zero, to a place, by code whose length depends on the text of the type alone. */
  #copy(type: Type, target: string, source: string | undefined): void {
    this.#copyParts(type, this.#pointed(type, target, 'to'), source && this.#pointed(type, source, 'from'));
  }

  /** Evaluates the indices of a place once: the copy may change the memory from which they were read. */
  #pointed(type: Type, place: string, hint: string): string {
    if (!this.copiesByLoop(type) || !place.includes('[')) return place;
    const name = this.names.name(hint);
    this.lines.add(`${this.declarePointer(name, place)};`);
    return `(*${name})`;
  }

  #copyParts(type: Type, target: string, source: string | undefined): void {
    if (!this.copiesByLoop(type)) {
      this.lines.add(`${target} = ${source ?? this.module.types.zero(type)};`);
    } else if (type.kind === 'array') {
      this.names.scope(() => {
        const i = this.names.name('i');
        this.lines.braces(`for (var ${i} = 0u; ${i} < ${type.length}u; ${i}++)`, () =>
          this.#copyParts(type.elem, `${target}[${i}]`, source && `${source}[${i}]`),
        );
      });
    } else {
      for (const [i, member] of members(type).entries()) {
        const field = type.kind === 'struct' ? `.${this.module.types.field(type, i)}` : '';
        this.#copyParts(member as Type, target + field, source && source + field);
      }
    }
  }

  #construct(instruction: Extract<ShaderInstruction, { op: 'construct' }>): void {
    const { id, type, args } = instruction;
    const name = this.#unset(hintFor(instruction, this.program), type);
    for (const [i, arg] of args.entries())
      this.#copy(
        this.#typeOf(arg),
        name + (type.kind === 'struct' ? `.${this.module.types.field(type, i)}` : `[${i}]`),
        this.#source(arg),
      );
    this.define(id, name);
  }

  #call(instruction: Extract<ShaderInstruction, { op: 'call' }>): void {
    const { id, type, callee, args } = instruction;
    const texts = args.map(arg => {
      const of = this.#typeOf(arg);
      if (!this.copiesByLoop(of)) return this.value(arg);
      const text = this.#source(arg);
      if (text?.startsWith('(*') && text.endsWith(')')) return primary(text.slice(2, -1));
      return primary(`&${text && this.#owned.has(text) ? text : this.#filled('argument', of, text)}`);
    });
    const name = this.module.functions[callee]!;
    if (!this.copiesByLoop(type)) return this.#define(instruction, call(name, ...texts));
    const result = this.#unset(hintFor(instruction, this.program), type);
    this.lines.add(`${call(name, ...texts, primary(`&${result}`)).text};`);
    this.define(id, result);
  }

  #isUsed(id: ValueId): boolean {
    return (this.#inlining.uses.get(id) ?? 0) > 0;
  }

  #define(instruction: Extract<ShaderInstruction, { type: Type }>, value: Expression): void {
    const { id } = instruction;
    if (this.isStable(instruction) || this.#inlining.inlined.has(id)) return this.inline(instruction, value);
    if (this.copiesByLoop(instruction.type))
      return this.define(id, this.#filled(hintFor(instruction, this.program), instruction.type, value.text));
    const name = this.names.name(hintFor(instruction, this.program));
    this.lines.add(`${this.declareValue(name, instruction.type, value.text)};`);
    this.define(id, name);
  }

  /** Prints a store, with `x += 1;` for `x = x + 1;`. */
  #store(place: Place, id: ValueId): void {
    const target = this.place(place);
    if (this.copiesByLoop(this.#typeOf(id))) return this.#copy(this.#typeOf(id), target, this.#source(id));
    const { text, parts } = this.value(id);
    const isUpdate = parts?.left === target && UPDATES.includes(parts.operator);
    this.lines.add(isUpdate ? `${target} ${parts.operator}= ${parts.right};` : `${target} = ${text};`);
  }

  #if({ condition, then, else: otherwise }: ShaderIf, keyword: string): void {
    const test = this.value(condition);
    if (then.length === 0) {
      this.lines.braces(`${keyword} (${not(test).text})`, () => this.#block(otherwise));
      return;
    }
    this.lines.braces(`${keyword} (${test.text})`, () => this.#block(then));
    if (otherwise.length === 0) return;
    const last = otherwise.at(-1)!;
    if (last.op !== 'if' || !this.#arePrintedLater(otherwise.slice(0, -1))) {
      this.lines.braces('else', () => this.#block(otherwise));
      return;
    }
    for (const instruction of otherwise.slice(0, -1)) this.#instruction(instruction);
    this.#if(last, 'else if');
  }

  /** True if all instructions of the block are printed at their uses, so that the block has no statement. */
  #arePrintedLater(block: ShaderBlock): boolean {
    return block.every(instruction => this.#inlining.inlined.has(instruction.id));
  }

  #loop(body: ShaderBlock): void {
    const first = body.findIndex(instruction => !this.#inlining.inlined.has(instruction.id));
    const exit = body[first];
    const isWhile =
      exit?.op === 'if' &&
      exit.then.length + exit.else.length === 1 &&
      [...exit.then, ...exit.else][0]!.op === 'break';
    this.#loops++;
    if (isWhile) {
      for (const instruction of body.slice(0, first)) this.#instruction(instruction);
      const test = this.value(exit.condition);
      const goesOn = exit.then.length > 0 ? not(test) : test;
      // WebKit's compiler treats `while (false)` as an endless loop, and refuses it.
      if (goesOn.text !== 'false')
        this.lines.braces(`while (${goesOn.text})`, () => this.#block(body.slice(first + 1)));
    } else {
      // WGSL calls the code after a `loop` without a `break` unreachable, and naga wants a final `return` there.
      this.lines.braces('while (true)', () => this.#block(body));
    }
    this.#loops--;
  }

  #for({ id, type, from, to, step, body }: ShaderFor): void {
    const [first, end, by] = [this.value(from), this.bound(this.value(to), type), this.value(step)] as const;
    this.names.scope(() => {
      const name = this.names.name(this.program.hints.get(id) ?? loopHint(this.#loops));
      this.define(id, name);
      const descends = by.negative !== undefined;
      const test = infix(descends ? '>' : '<', Level.relational, primary(name), end).text;
      const size = by.negative ?? by.text;
      const isOne = by.bits === 1 || (descends && by.bits === 0xffffffff);
      const sign = descends ? '-' : '+';
      const next = isOne ? `${name}${sign}${sign}` : `${name} ${sign}= ${size}`;
      this.#loops++;
      this.lines.braces(`for (${this.declareVariable(name, type, first.text)}; ${test}; ${next})`, () =>
        this.#block(body),
      );
      this.#loops--;
    });
  }
}

const UPDATES = ['+', '-', '*', '/', '&', '|', '^'];
