import {
  type AtomicName,
  at,
  CLikePrinter,
  decimal,
  type Expression,
  infix,
  Level,
  type Lines,
  type MemoryType,
  numeral,
  type OpName,
  type Place,
  primary,
  type ScalarNode,
  type ScopedNames,
  type ShaderAtomic,
  type ShaderBarrier,
  type ShaderInput,
  type ShaderLocal,
  type Spelling,
  type StructNode,
  type Type,
} from '@heddle/core/backend';
import type { Module } from './module.ts';
import { spellings } from './spellings.ts';

/** Prints a body in WGSL. */
export class WgslPrinter extends CLikePrinter {
  readonly #module: Module;

  constructor(module: Module, locals: readonly ShaderLocal[], lines: Lines, names: ScopedNames) {
    super(module.program, locals, lines, names);
    this.#module = module;
  }

  protected override readonly endlessLoop = 'loop';

  protected override spelling(name: OpName): Spelling {
    return spellings[name];
  }

  protected override input(input: ShaderInput): Expression {
    const { launch } = this.#module;
    switch (input.op) {
      case 'const':
        return literal(input.type, input.bits);
      case 'zero':
        return {
          ...primary(`${this.typeName(input.type)}()`),
          splat: input.type.kind === 'vec' ? literal(input.type.elem, 0) : undefined,
        };
      case 'runtimeZero':
        return primary(`${launch}.zero`);
      case 'param':
        return primary(`${launch}.${this.#module.fields[input.param]}`);
      case 'length':
        return primary(`${launch}.${this.#module.fields[input.param]}.${input.axis}`);
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

  protected override memoryName({ kind, index }: Place['root']): string {
    return kind === 'param' ? this.#module.views[index]! : this.#module.shared[index]!;
  }

  protected override address(param: number, index: Expression): Expression {
    const view = `${this.#module.launch}.${this.#module.fields[param]}`;
    if (index.bits === 0) return primary(`${view}.offset`);
    const steps =
      index.bits === 1
        ? primary(`${view}.step`)
        : infix('*', Level.multiplicative, index, primary(`${view}.step`));
    return infix('+', Level.additive, primary(`${view}.offset`), steps);
  }

  protected override declareValue(name: string, _: Type, value: string): string {
    return `let ${name} = ${value};`;
  }

  protected override declareVariable(name: string, type: Type, value: string | undefined): string {
    // Tint gives a variable without an initial value its zero once, and not in each turn of a loop.
    const zero = type.kind === 'scalar' ? literal(type, 0).text : `${this.typeName(type)}()`;
    return `var ${name} = ${value ?? zero};`;
  }

  protected override counter(name: string, _: Type, from: string): string {
    return `var ${name} = ${from}`;
  }

  protected override barrier({ shared, storage }: ShaderBarrier): readonly string[] {
    // Each of them makes the group wait; one that orders nothing still has to.
    return [
      ...(shared || !storage ? ['workgroupBarrier();'] : []),
      ...(storage ? ['storageBarrier();'] : []),
    ];
  }

  protected override uniformLoad(_: unknown, place: string): string {
    return `workgroupUniformLoad(&${place})`;
  }

  protected override atomic(
    { name, type, args }: ShaderAtomic,
    place: string,
    values: readonly Expression[],
    result: string | undefined,
  ): void {
    if (name === 'compareExchange') return this.#compareExchange(type, place, values[0]!, values[1]!, result);
    const text = `${ATOMICS[name]}(${[`&${place}`, ...values.map(value => value.text)].join(', ')})`;
    if (result === undefined) this.lines.add(args.length === 0 ? `_ = ${text};` : `${text};`);
    else this.lines.add(`let ${result} = ${text};`);
  }

  /** WGSL's may fail without a reason, and is then tried again. */
  #compareExchange(
    { scalar }: ScalarNode,
    place: string,
    expected: Expression,
    desired: Expression,
    result: string | undefined,
  ): void {
    if (result !== undefined) this.lines.add(`var ${result}: ${scalar};`);
    this.lines.braces('loop', () => {
      this.names.scope(() => {
        const attempt = this.names.name('attempt');
        this.lines.add(
          `let ${attempt} = atomicCompareExchangeWeak(&${place}, ${expected.text}, ${desired.text});`,
        );
        if (result !== undefined) this.lines.add(`${result} = ${attempt}.old_value;`);
        this.lines.braces(
          `if (${attempt}.exchanged || ${attempt}.old_value != ${at(Level.shift, expected)})`,
          () => this.lines.add('break;'),
        );
      });
    });
  }
}

const ATOMICS: Readonly<Record<Exclude<AtomicName, 'compareExchange'>, string>> = {
  load: 'atomicLoad',
  store: 'atomicStore',
  add: 'atomicAdd',
  sub: 'atomicSub',
  min: 'atomicMin',
  max: 'atomicMax',
  and: 'atomicAnd',
  or: 'atomicOr',
  xor: 'atomicXor',
  exchange: 'atomicExchange',
};

function literal({ scalar }: ScalarNode, bits: number): Expression {
  switch (scalar) {
    case 'bool':
      return primary(bits ? 'true' : 'false');
    case 'u32':
      return numeral(isPattern(bits) ? `0x${bits.toString(16)}u` : `${bits}u`, bits);
    case 'i32':
      // Without a suffix: 2147483648i is out of range even behind a minus sign.
      return { ...numeral(`${bits | 0}`, bits), ...(bits === 0x80000000 && { negative: undefined }) };
    case 'f32':
      return { ...numeral(decimal(bits)!, bits), bits: undefined };
  }
}

/** Whether it is rather bits than a number: its lower digits in hexadecimal are all 0 or all f. */
const isPattern = (bits: number): boolean =>
  bits >= 0x10000 && ((bits & 0xfff) === 0 || (bits & 0xfff) === 0xfff);
