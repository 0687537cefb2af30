import type { Place, UniformLoadNode, ValueId } from '../../ir/ir.ts';
import {
  type ArrayNode,
  COMPONENTS,
  type MemoryType,
  members,
  type ScalarNode,
  type Type,
  type VectorNode,
} from '../../ir/types.ts';
import { at, call, type Expression, infix, Level, not, primary } from './expression.ts';
import type { Spelling } from './infix-spellings.ts';
import { type InlinedValues, inlineShader, isSplat } from './inline-shader.ts';
import type { Lines } from './lines.ts';
import { literal } from './literal.ts';
import type { ScopedNames } from './scoped-names.ts';
import type {
  ShaderAtomic,
  ShaderBarrier,
  ShaderBlock,
  ShaderFor,
  ShaderFunction,
  ShaderIf,
  ShaderInput,
  ShaderInstruction,
  ShaderLocal,
  ShaderProgram,
} from './shader.ts';
import type { ShaderModule } from './shader-module.ts';
import { hintFor, localHint, loopHint } from './value-hints.ts';

/**
 * Prints the statements and expressions that C-like shading languages have in common, the way a
 * person writes them: a value that is used once stands where it is used, a condition that is an
 * `else if` is one. A language says how it differs through the abstract members, each named for what
 * varies. One printer prints one body.
 */
export abstract class CLikePrinter<Module extends ShaderModule = ShaderModule> {
  protected readonly module: Module;
  protected readonly program: ShaderProgram;
  protected readonly lines: Lines;
  protected readonly names: ScopedNames;
  readonly #locals: readonly ShaderLocal[];
  readonly #localNames = new Map<number, string>();
  readonly #values = new Map<ValueId, Expression>();
  /** Values that can be printed any number of times, wherever they are known. */
  readonly #stable = new Set<ValueId>();
  #inlining!: InlinedValues;
  #loops = 0;

  constructor(module: Module, locals: readonly ShaderLocal[], lines: Lines) {
    this.module = module;
    this.program = module.program;
    this.names = module.names;
    this.#locals = locals;
    this.lines = lines;
  }

  // ---- what varies
  protected abstract spelling(name: Extract<ShaderInstruction, { op: 'compute' }>['name']): Spelling;
  protected abstract readonly endlessLoop: string;
  protected abstract declareValue(name: string, type: Type, value: string): string;
  protected abstract declareVariable(name: string, type: Type, value: string): string;
  protected abstract barrier(barrier: ShaderBarrier): readonly string[];
  /** `result`: the name of what was there before, where that is asked for. */
  protected abstract atomic(
    atomic: ShaderAtomic,
    place: string,
    args: readonly Expression[],
    result: string | undefined,
  ): void;
  protected abstract uniformLoad(load: UniformLoadNode, place: string): string;
  protected literal(type: ScalarNode, bits: number): Expression {
    return literal(type, bits);
  }
  /** The number of an element of the buffer. */
  protected address(param: number, index: Expression): Expression {
    const offset = primary(this.module.viewWord(param, 'offset'));
    if (index.bits === 0) return offset;
    const step = primary(this.module.viewWord(param, 'step'));
    const steps = index.bits === 1 ? step : infix('*', Level.multiplicative, index, step);
    return infix('+', Level.additive, offset, steps);
  }
  /** `array`: what the index leads into, unless it is a view or shared memory. */
  protected subscript(index: ValueId, _array?: ArrayNode): string {
    const { bits, text } = this.value(index);
    // A constant index needs no type.
    return `[${bits ?? text}]`;
  }
  /** Of a struct or an array. */
  protected construct(type: Type, parts: readonly Expression[]): Expression {
    return call(this.module.types.name(type), ...parts);
  }
  /** What a counted loop stops before. */
  protected bound(to: Expression, _type: ScalarNode): Expression {
    return to;
  }

  // ---- for the language's own code
  /** The value has this name from now on. */
  define(id: ValueId, name: string): void {
    this.#values.set(id, primary(name));
    this.#stable.add(id);
  }

  /** Names the parameters of the function that is printed. */
  nameParams(params: ShaderFunction['params']): readonly string[] {
    return params.map(({ id, type }, i) => {
      const name = this.names.name(
        type.kind === 'struct' ? type.name[0]!.toLowerCase() + type.name.slice(1) : 'abcdefgh'[i % 8]!,
      );
      this.define(id, name);
      return name;
    });
  }

  /** The local has this name, and is declared where the language wants it. */
  nameLocal(local: number, name: string): void {
    this.#localNames.set(local, name);
  }

  protected value(id: ValueId): Expression {
    const known = this.#values.get(id);
    if (known) return known;
    const input = this.program.inputs.get(id);
    if (!input) throw new Error(`value ${id} is used before it is defined`);
    const printed = this.#input(input);
    this.#values.set(id, printed);
    this.#stable.add(id);
    return printed;
  }

  printBody(body: ShaderBlock): void {
    this.#inlining = inlineShader(body);
    this.#block(body);
  }

  #swizzle(type: Type, parts: readonly Expression[]): Expression {
    const first = parts[0]!.component;
    const isOne = first && parts.every(({ component }) => component?.of === first.of);
    if (!isOne) return call(this.module.types.name(type), ...parts);
    return primary(`${first.of}.${parts.map(({ component }) => component!.letter).join('')}`);
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
        const { type } = this.#locals[instruction.local]!;
        // Tint gives a variable without an initial value its zero once, and not in each turn of a loop.
        const initial =
          instruction.initial === undefined
            ? this.module.types.zero(type)
            : this.value(instruction.initial).text;
        const name = this.names.name(localHint(type));
        this.#localNames.set(instruction.local, name);
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
        // A statement of its own, used or not: it has barriers in it.
        const name = this.names.name(hintFor(instruction, this.program));
        const loaded = this.uniformLoad(instruction, this.place(instruction.place));
        lines.add(`${this.declareValue(name, instruction.type, loaded)};`);
        return this.define(instruction.id, name);
      }
      default:
        return this.#define(instruction, this.#expression(instruction));
    }
  }

  #isUsed(id: ValueId): boolean {
    return (this.#inlining.uses.get(id) ?? 0) > 0;
  }

  #define(instruction: Extract<ShaderInstruction, { type: Type }>, value: Expression): void {
    const { id } = instruction;
    const isStable = this.#isStable(instruction);
    if (isStable) this.#stable.add(id);
    if (isStable || this.#inlining.inlined.has(id)) {
      this.#values.set(id, value);
      return;
    }
    const name = this.names.name(hintFor(instruction, this.program));
    this.lines.add(`${this.declareValue(name, instruction.type, value.text)};`);
    this.define(id, name);
  }

  /** Whether it can be printed wherever it is used, because what it is printed out of stays as it is. */
  #isStable(instruction: ShaderInstruction): boolean {
    if (instruction.op === 'extract') return this.#stable.has(instruction.value);
    if (instruction.op !== 'load') return false;
    const { root, path } = instruction.place;
    const isFinal = root.kind === 'local' && this.#locals[root.index]!.isFinal === true;
    return isFinal && path.every(step => 'member' in step);
  }

  /** `x += 1;` for `x = x + 1;` */
  #store(place: Place, id: ValueId): void {
    const target = this.place(place);
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

  /** Whether these values leave no statement behind. */
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
      this.lines.braces(`while (${goesOn.text})`, () => this.#block(body.slice(first + 1)));
    } else {
      this.lines.braces(this.endlessLoop, () => this.#block(body));
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

  // ---- expressions
  #input(input: ShaderInput): Expression {
    const { module } = this;
    switch (input.op) {
      case 'const':
        return this.literal(input.type, input.bits);
      case 'zero':
        return {
          ...primary(module.types.zero(input.type)),
          splat: input.type.kind === 'vec' ? this.literal(input.type.elem, 0) : undefined,
        };
      case 'runtimeZero':
        return primary(module.runtimeZero);
      case 'param':
        return primary(module.param(input.param));
      case 'length':
        return primary(module.viewWord(input.param, input.axis));
      case 'builtin':
        return module.builtin(input.builtin);
    }
  }

  #expression(
    instruction: Exclude<
      Extract<ShaderInstruction, { type: Type }>,
      { op: 'atomic' | 'uniformLoad' | 'for' }
    >,
  ): Expression {
    switch (instruction.op) {
      case 'compute': {
        const { name, type, args } = instruction;
        const operands = args.map(arg => this.value(arg));
        const on = this.program.types.get(args[name === 'select' ? 1 : 0]!) as ScalarNode | VectorNode;
        return this.spelling(name)(
          operands,
          on.kind === 'vec' ? on.elem.scalar : on.scalar,
          type as ScalarNode | VectorNode,
        );
      }
      case 'construct': {
        const parts = instruction.args.map(arg => this.value(arg));
        const { type } = instruction;
        if (type.kind !== 'vec') return this.construct(type, parts);
        return isSplat(instruction.args)
          ? { ...call(this.module.types.name(type), parts[0]!), splat: parts[0] }
          : this.#swizzle(type, parts);
      }
      case 'extract':
        return this.#member(
          this.value(instruction.value),
          this.program.types.get(instruction.value)!,
          instruction.member,
        );
      case 'element':
        return primary(
          this.value(instruction.value).text +
            this.subscript(instruction.index, this.program.types.get(instruction.value) as ArrayNode),
        );
      case 'address':
        return this.address(instruction.param, this.value(instruction.index));
      case 'load':
        return primary(this.place(instruction.place));
      case 'call':
        return call(
          this.module.functions[instruction.callee]!,
          ...instruction.args.map(arg => this.value(arg)),
        );
    }
  }

  #member(value: Expression, type: Type, member: number): Expression {
    const of = at(Level.primary, value);
    if (type.kind === 'struct') return primary(`${of}.${this.module.types.field(type, member)}`);
    const letter = COMPONENTS[member]!;
    return { ...primary(`${of}.${letter}`), component: { of, letter } };
  }

  protected place({ root, path }: Place): string {
    const { params, shared } = this.program;
    let type: MemoryType = { local: this.#locals, shared, param: params }[root.kind][root.index]!.type;
    let text = root.kind === 'local' ? this.#localNames.get(root.index)! : this.module.memory(root);
    for (const [i, step] of path.entries()) {
      if ('element' in step) {
        const array = i > 0 || root.kind === 'local' ? (type as ArrayNode) : undefined;
        text += this.subscript(step.element, array);
        if (array) type = array.elem;
      } else {
        text +=
          type.kind === 'struct'
            ? `.${this.module.types.field(type, step.member)}`
            : `.${COMPONENTS[step.member]}`;
        type = members(type)[step.member]!;
      }
    }
    return text;
  }
}

const UPDATES = ['+', '-', '*', '/', '&', '|', '^'];
