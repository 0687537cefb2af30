import {
  call,
  type OpName,
  type Scalar,
  type ShaderInstruction,
  type ShaderProgram,
  type Spelling,
  type Type,
  walkShader,
} from '@heddle/core/backend';
import type { GlslNames } from './glsl-names.ts';

/** Operations for which GLSL ES 3.00 has no word. */
export type BuiltFunction = 'popcount' | 'clz' | 'ctz' | 'reverseBits';
/** `%` is for integers alone, and `mod` rounds down. */
type Name = BuiltFunction | 'rem';

interface Source {
  readonly name: string;
  readonly takes: 'float' | 'uint';
  /** Lines of a body with the parameter `a`, and of `rem` with `b`. */
  readonly body: readonly string[];
}

/** Each works for scalars and vectors alike. */
const SOURCES: Readonly<Record<Name, Source>> = {
  popcount: {
    name: 'count_one_bits',
    takes: 'uint',
    // Bits are summed in fields of 2, 4 and 8, and the product adds up the bytes in its highest one.
    body: [
      'a -= (a >> 1) & 0x55555555u;',
      'a = (a & 0x33333333u) + ((a >> 2) & 0x33333333u);',
      'return (((a + (a >> 4)) & 0x0f0f0f0fu) * 0x01010101u) >> 24;',
    ],
  },
  clz: {
    name: 'count_leading_zeros',
    takes: 'uint',
    body: [
      'a |= a >> 1;',
      'a |= a >> 2;',
      'a |= a >> 4;',
      'a |= a >> 8;',
      'a |= a >> 16;',
      'return POPCOUNT(~a);',
    ],
  },
  ctz: { name: 'count_trailing_zeros', takes: 'uint', body: ['return POPCOUNT(~a & (a - 1u));'] },
  reverseBits: {
    name: 'reverse_bits',
    takes: 'uint',
    body: [
      'a = ((a >> 1) & 0x55555555u) | ((a & 0x55555555u) << 1);',
      'a = ((a >> 2) & 0x33333333u) | ((a & 0x33333333u) << 2);',
      'a = ((a >> 4) & 0x0f0f0f0fu) | ((a & 0x0f0f0f0fu) << 4);',
      'a = ((a >> 8) & 0x00ff00ffu) | ((a & 0x00ff00ffu) << 8);',
      'return (a >> 16) | (a << 16);',
    ],
  },
  rem: { name: 'remainder', takes: 'float', body: ['return a - b * trunc(a / b);'] },
};

/** Declares those that the program uses, one for each width of vectors. */
export class BuiltFunctions {
  readonly declarations: string[] = [];
  readonly #names: GlslNames;
  readonly #given = new Map<Name, string>();
  readonly #declared = new Set<string>();

  constructor(names: GlslNames, program: ShaderProgram) {
    this.#names = names;
    for (const { body } of [...program.functions, program])
      for (const instruction of walkShader(body)) this.#declareFor(instruction);
  }

  spelling(op: BuiltFunction): Spelling {
    return ([a], on, type) => {
      const n = widthOf(type);
      const name = this.#given.get(op)!;
      // An i32 is taken for its bits.
      return on === 'u32' ? call(name, a!) : call(vector('int', n), call(name, call(vector('uint', n), a!)));
    };
  }

  readonly remainder: Spelling = ([a, b]) => call(this.#given.get('rem')!, a!, b!);

  #declareFor(instruction: ShaderInstruction): void {
    if (instruction.op !== 'compute' || !isBuilt(instruction.name)) return;
    const { name, type } = instruction;
    if (name === 'rem' && elementOf(type) !== 'f32') return;
    this.#declare(name, widthOf(type));
  }

  #declare(op: Name, n: number): void {
    if (this.#declared.has(`${op} ${n}`)) return;
    this.#declared.add(`${op} ${n}`);
    if (op === 'clz' || op === 'ctz') this.#declare('popcount', n);
    const { name: hint, takes, body } = SOURCES[op];
    const name = this.#given.get(op) ?? this.#names.name(hint);
    this.#given.set(op, name);
    const type = vector(takes, n);
    const params = op === 'rem' ? `${type} a, ${type} b` : `${type} a`;
    const lines = body.map(line => `  ${line.replace('POPCOUNT', () => this.#given.get('popcount')!)}`);
    this.declarations.push(`${type} ${name}(${params}) {`, ...lines, '}', '');
  }
}

const isBuilt = (name: OpName): name is Name => name in SOURCES;
const widthOf = (type: Type): number => (type.kind === 'vec' ? type.n : 1);
const elementOf = (type: Type): Scalar =>
  type.kind === 'vec' ? type.elem.scalar : (type as { scalar: Scalar }).scalar;
const vector = (scalar: 'float' | 'int' | 'uint', n: number): string =>
  n === 1 ? scalar : `${{ float: '', int: 'i', uint: 'u' }[scalar]}vec${n}`;
