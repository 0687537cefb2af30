import {
  type ArrayNode,
  at,
  CLikePrinter,
  decimal,
  type Expression,
  expression,
  infix,
  Level,
  type Lines,
  type MemoryType,
  numeral,
  type OpName,
  type Place,
  primary,
  type ScalarNode,
  type ShaderInput,
  type ShaderLocal,
  type Spelling,
  type StructNode,
  type Type,
  type ValueId,
} from '@heddle/core/backend';
import { type ElementPosition, positionOf } from './element-position.ts';
import type { Module } from './module.ts';
import { spellings } from './spellings.ts';
import { ROW_MEMBER } from './type-names.ts';

/** Prints a body in GLSL ES 3.00. */
export class GlslPrinter extends CLikePrinter {
  readonly #module: Module;

  constructor(module: Module, locals: readonly ShaderLocal[], lines: Lines) {
    super(module.program, locals, lines, module.names);
    this.#module = module;
  }

  protected override readonly endlessLoop = 'while (true)';

  protected override spelling(name: OpName): Spelling {
    const { built } = this.#module;
    return (args, on, type) => (built.spelling(name, on) ?? spellings[name])(args, on, type);
  }

  protected override input(input: ShaderInput): Expression {
    const { types, params } = this.#module;
    switch (input.op) {
      case 'const':
        return literal(input.type, input.bits);
      case 'zero':
        return {
          ...primary(types.zero(input.type)),
          splat: input.type.kind === 'vec' ? literal(input.type.elem, 0) : undefined,
        };
      case 'runtimeZero':
        return primary(this.#zero);
      case 'param':
        return primary(params[input.param]!);
      case 'length':
        return primary(this.#module.viewWord(input.param, input.axis));
      case 'builtin':
        return this.#module.builtin(input.builtin);
    }
  }

  protected override typeName(type: MemoryType): string {
    return this.#module.types.name(type);
  }

  protected override fieldName(struct: StructNode, field: number): string {
    return this.#module.types.field(struct, field);
  }

  protected override functionName(callee: number): string {
    return this.#module.functions[callee]!;
  }

  protected override memoryName({ index }: Place['root']): string {
    return this.#module.params[index]!;
  }

  protected override address(param: number, index: Expression): Expression {
    const offset = primary(this.#module.viewWord(param, 'offset'));
    if (index.bits === 0) return offset;
    const step = primary(this.#module.viewWord(param, 'step'));
    return infix(
      '+',
      Level.additive,
      offset,
      index.bits === 1 ? step : infix('*', Level.multiplicative, index, step),
    );
  }

  protected override construct(type: Type, parts: readonly Expression[]): Expression {
    return primary(
      this.#module.types.construct(
        type,
        parts.map(({ text }) => text),
      ),
    );
  }

  /** Of memory, an int: not every compiler takes a uint. */
  protected override subscript(id: ValueId, array?: ArrayNode): string {
    const inner = array?.elem.kind === 'array' ? `.${ROW_MEMBER}` : '';
    return `[${this.#integer(id).text}]${inner}`;
  }

  /** A run-time value: some compilers unroll or analyse a loop up to a literal, for minutes. */
  protected override bound(to: Expression, { scalar }: ScalarNode): Expression {
    if (to.bits === undefined) return to;
    return infix('+', Level.additive, to, primary(scalar === 'i32' ? `int(${this.#zero})` : this.#zero));
  }

  /** What is left of views are reads. */
  protected override place(place: Place): string {
    const { root, path } = place;
    if (root.kind !== 'param') return super.place(place);
    const [first, ...rest] = path;
    if (!first || !('element' in first)) throw new Error('the first step into a view is its element');
    const { params, constant } = this.#module;
    const position = positionOf(this.program.params[root.index]!.type, rest, id =>
      constant.call(this.#module, id),
    );
    return this.#module.loads.load(
      params[root.index]!,
      this.value(first.element).text,
      position.type,
      position.phase,
      this.#unit(position),
    );
  }

  protected override declareValue(name: string, type: Type, value: string): string {
    return `${this.typeName(type)} ${name} = ${value};`;
  }

  protected override declareVariable(name: string, type: Type, value: string | undefined): string {
    return `${this.typeName(type)} ${name} = ${value ?? this.#module.types.zero(type)};`;
  }

  protected override counter(name: string, type: Type, from: string): string {
    return `${this.typeName(type)} ${name} = ${from}`;
  }

  protected override barrier(): readonly string[] {
    throw new Error(REFUSED);
  }
  protected override uniformLoad(): string {
    throw new Error(REFUSED);
  }
  protected override atomic(): void {
    throw new Error(REFUSED);
  }

  get #zero(): string {
    return this.#module.word(this.#module.uniforms.zero);
  }

  /**
   * The layer that a part of an element begins in, or the word, where the component is chosen at run time.
   */
  #unit({ words, steps, phase }: ElementPosition): string {
    const size = phase === 'any' ? 1 : 4;
    const first = Math.floor(words / size);
    const parts = steps.map(step => {
      const index = this.#integer(step.index);
      return step.words === size
        ? at(Level.multiplicative, index)
        : `${at(Level.multiplicative, index)} * ${step.words / size}`;
    });
    if (first > 0 || parts.length === 0) parts.push(`${first}`);
    return parts.join(' + ');
  }

  /** As an int. */
  #integer(id: ValueId): Expression {
    const index = this.value(id);
    if (index.bits !== undefined) return expression(`${index.bits}`, Level.primary);
    const type = this.program.types.get(id)! as ScalarNode;
    return type.scalar === 'i32' ? index : primary(`int(${index.text})`);
  }
}

const REFUSED = 'what takes a group or an atomic is refused before it is printed';

function literal({ scalar }: ScalarNode, bits: number): Expression {
  switch (scalar) {
    case 'bool':
      return primary(bits ? 'true' : 'false');
    case 'u32':
      return numeral(isPattern(bits) ? `0x${bits.toString(16)}u` : `${bits}u`, bits);
    case 'i32':
      // 2147483648 is no int, and so has no negative.
      return bits === 0x80000000 ? { ...primary('int(0x80000000u)'), bits } : numeral(`${bits | 0}`, bits);
    case 'f32':
      return { ...numeral(decimal(bits)!, bits), bits: undefined };
  }
}

/** Whether it is rather bits than a number: its lower digits in hexadecimal are all 0 or all f. */
const isPattern = (bits: number): boolean =>
  bits >= 0x10000 && ((bits & 0xfff) === 0 || (bits & 0xfff) === 0xfff);
