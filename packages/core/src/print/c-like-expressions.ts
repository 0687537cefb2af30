import type { OpName, Place, ValueId } from '../ir/ir.ts';
import {
  type ArrayNode,
  COMPONENTS,
  type MemoryType,
  members,
  type ScalarNode,
  type Type,
  type VectorNode,
} from '../ir/types.ts';
import type { ShaderInput, ShaderInstruction, ShaderLocal, ShaderProgram } from '../lower/shader/shader.ts';
import { at, call, type Expression, infix, Level, primary } from './expression.ts';
import type { Spelling } from './infix-spellings.ts';
import { isSplat } from './inline-shader.ts';
import { literal } from './literal.ts';
import type { ShaderModule } from './shader-module.ts';

/** An instruction that is printed as an expression. */
type ShaderExpression = Exclude<
  Extract<ShaderInstruction, { type: Type }>,
  { op: 'atomic' | 'uniformLoad' | 'for' }
>;

/** The expressions that C-like shading languages have in common (`CLikePrinter`). */
export abstract class CLikeExpressions<Module extends ShaderModule> {
  protected readonly module: Module;
  protected readonly program: ShaderProgram;
  protected readonly locals: readonly ShaderLocal[];
  readonly #localNames = new Map<number, string>();
  readonly #values = new Map<ValueId, Expression>();
  /** Values that can be printed repeatedly. */
  readonly #stable = new Set<ValueId>();

  constructor(module: Module, locals: readonly ShaderLocal[]) {
    this.module = module;
    this.program = module.program;
    this.locals = locals;
  }

  // ---- differences between languages
  protected abstract spelling(name: OpName): Spelling;
  protected literal(type: ScalarNode, bits: number): Expression {
    return literal(type, bits);
  }
  /** The index of an element of the buffer. */
  protected address(param: number, index: Expression): Expression {
    const offset = primary(this.module.viewWord(param, 'offset'));
    if (index.bits === 0) return offset;
    const step = primary(this.module.viewWord(param, 'step'));
    const steps = index.bits === 1 ? step : infix('*', Level.multiplicative, index, step);
    return infix('+', Level.additive, offset, steps);
  }
  /** The text of an index. `_array` is the type of the indexed array, unless it is a view or shared memory. */
  protected subscript(index: ValueId, _array?: ArrayNode): string {
    const { bits, text } = this.value(index);
    // A constant index needs no type.
    return `[${bits ?? text}]`;
  }
  /** The construction of a struct or an array. */
  protected construct(type: Type, parts: readonly Expression[]): Expression {
    return call(this.module.types.name(type), ...parts);
  }

  // ---- names and texts of values
  /** Gives a value a name. */
  define(id: ValueId, name: string): void {
    this.#values.set(id, primary(name));
    this.#stable.add(id);
  }

  /** Gives a local a name. The language chooses the place of its declaration. */
  nameLocal(local: number, name: string): void {
    this.#localNames.set(local, name);
  }

  /** Makes a value be printed at each of its uses. */
  protected inline(instruction: ShaderInstruction, value: Expression): void {
    if (this.isStable(instruction)) this.#stable.add(instruction.id);
    this.#values.set(instruction.id, value);
  }

  /** True for a load from a local that no longer changes, and a component of one, which can be printed repeatedly. */
  protected isStable(instruction: ShaderInstruction): boolean {
    if (instruction.op === 'extract') return this.#stable.has(instruction.value);
    if (instruction.op !== 'load') return false;
    const { root, path } = instruction.place;
    const isFinal = root.kind === 'local' && this.locals[root.index]!.isFinal === true;
    return isFinal && path.every(step => 'member' in step);
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

  protected expression(instruction: ShaderExpression): Expression {
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
    let type: MemoryType = { local: this.locals, shared, param: params }[root.kind][root.index]!.type;
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

  #swizzle(type: Type, parts: readonly Expression[]): Expression {
    const first = parts[0]!.component;
    const isOne = first && parts.every(({ component }) => component?.of === first.of);
    if (!isOne) return call(this.module.types.name(type), ...parts);
    return primary(`${first.of}.${parts.map(({ component }) => component!.letter).join('')}`);
  }
}
