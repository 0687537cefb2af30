import {
  type ArrayNode,
  at,
  CLikePrinter,
  type Expression,
  expression,
  infix,
  Level,
  type OpName,
  type Place,
  primary,
  type ScalarNode,
  type Spelling,
  type Type,
  type ValueId,
} from '@heddle/core/backend';
import { type ElementPosition, positionOf } from './element-position.ts';
import type { Module } from './module.ts';
import { spellings } from './spellings.ts';
import { ROW_MEMBER } from './type-names.ts';

/** Prints a body in GLSL ES 3.00. */
export class GlslPrinter extends CLikePrinter<Module> {
  protected override spelling(name: OpName): Spelling {
    const { built } = this.module;
    return (args, on, type) => (built.spelling(name, on) ?? spellings[name])(args, on, type);
  }

  protected override literal(type: ScalarNode, bits: number): Expression {
    if (type.scalar === 'f32' && isTiny(bits)) {
      return primary(`uintBitsToFloat(${this.module.runtimeZero} ^ 0x${(bits >>> 0).toString(16)}u)`);
    }
    // 2147483648 is not an int, so it cannot be negated.
    const isLeast = type.scalar === 'i32' && bits === 0x80000000;
    return isLeast ? { ...primary('int(0x80000000u)'), bits } : super.literal(type, bits);
  }

  protected override construct(type: Type, parts: readonly Expression[]): Expression {
    return primary(
      this.module.types.construct(
        type,
        parts.map(({ text }) => text),
      ),
    );
  }

  /** An index into memory is an int, because not every compiler accepts a uint. */
  protected override subscript(id: ValueId, array?: ArrayNode): string {
    const inner = array?.elem.kind === 'array' ? `.${ROW_MEMBER}` : '';
    return `[${this.#integer(id).text}]${inner}`;
  }

  /**
   * A loop bound is a run-time value, because some compilers unroll or analyse a loop with a literal bound
   * for minutes.
   */
  protected override bound(to: Expression, { scalar }: ScalarNode): Expression {
    if (to.bits === undefined) return to;
    const zero = this.module.runtimeZero;
    return infix('+', Level.additive, to, primary(scalar === 'i32' ? `int(${zero})` : zero));
  }

  /** The remaining accesses to views are reads. */
  protected override place(place: Place): string {
    const { root, path } = place;
    if (root.kind !== 'param') return super.place(place);
    const [first, ...rest] = path;
    if (!first || !('element' in first)) throw new Error('the first step into a view is its element');
    const position = positionOf(this.program.params[root.index]!.type, rest, id => this.module.constant(id));
    return this.module.loads.load(
      this.module.memory(root),
      this.value(first.element).text,
      position.type,
      position.phase,
      this.#unit(position),
    );
  }

  protected override declareValue(name: string, type: Type, value: string): string {
    return `${this.module.types.name(type)} ${name} = ${value}`;
  }

  protected override declareVariable(name: string, type: Type, value: string): string {
    return this.declareValue(name, type, value);
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

  /** The layer in which a part of an element begins, or the word if the component is chosen at run time. */
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

  /** The value as an int. */
  #integer(id: ValueId): Expression {
    const index = this.value(id);
    if (index.bits !== undefined) return expression(`${index.bits}`, Level.primary);
    const type = this.program.types.get(id)! as ScalarNode;
    return type.scalar === 'i32' ? index : primary(`int(${index.text})`);
  }
}

/**
 * True if a compiler may take the literal for 0. Some, Firefox's among them, do that for an exponent below
 * that of the least normal power of ten, 1e-37.
 */
function isTiny(bits: number): boolean {
  const magnitude = bits & 0x7fff_ffff;
  return magnitude > 0 && magnitude < BITS_OF_1E_37;
}
const BITS_OF_1E_37 = new Uint32Array(Float32Array.of(1e-37).buffer)[0]!;

const REFUSED = 'what takes a group or an atomic is refused before it is printed';
