import {
  call,
  type OpName,
  type Scalar,
  type ShaderInstruction,
  type ShaderProgram,
  type Spelling,
  type Type,
  walk,
} from '@heddle/core/backend';
import type { GlslNames } from './glsl-names.ts';

/**
 * Operations for which GLSL ES 3.00 has no operator or function. `%` exists only for integers, and is
 * undefined for negative ones (5.9), which SwiftShader treats as unsigned; `mod` rounds down.
 */
export type BuiltFunction = 'popcount' | 'clz' | 'ctz' | 'reverseBits' | 'remI32' | 'remF32';

interface Source {
  readonly name: string;
  readonly takes: 'float' | 'int' | 'uint';
  readonly params: readonly ('a' | 'b')[];
  readonly body: readonly string[];
}

/** The GLSL source of each, for scalars and vectors alike. */
const SOURCES: Readonly<Record<BuiltFunction, Source>> = {
  popcount: {
    name: 'count_one_bits',
    takes: 'uint',
    params: ['a'],
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
    params: ['a'],
    body: [
      'a |= a >> 1;',
      'a |= a >> 2;',
      'a |= a >> 4;',
      'a |= a >> 8;',
      'a |= a >> 16;',
      'return POPCOUNT(~a);',
    ],
  },
  ctz: {
    name: 'count_trailing_zeros',
    takes: 'uint',
    params: ['a'],
    body: ['return POPCOUNT(~a & (a - 1u));'],
  },
  reverseBits: {
    name: 'reverse_bits',
    takes: 'uint',
    params: ['a'],
    body: [
      'a = ((a >> 1) & 0x55555555u) | ((a & 0x55555555u) << 1);',
      'a = ((a >> 2) & 0x33333333u) | ((a & 0x33333333u) << 2);',
      'a = ((a >> 4) & 0x0f0f0f0fu) | ((a & 0x0f0f0f0fu) << 4);',
      'a = ((a >> 8) & 0x00ff00ffu) | ((a & 0x00ff00ffu) << 8);',
      'return (a >> 16) | (a << 16);',
    ],
  },
  remI32: { name: 'rem', takes: 'int', params: ['a', 'b'], body: ['return a - b * (a / b);'] },
  remF32: { name: 'rem', takes: 'float', params: ['a', 'b'], body: ['return a - b * trunc(a / b);'] },
};

/** Declares the functions that the program uses, one for each width of vectors. */
export class BuiltFunctions {
  readonly declarations: string[] = [];
  readonly #names: GlslNames;
  readonly #given = new Map<BuiltFunction, string>();
  readonly #declared = new Set<string>();

  constructor(names: GlslNames, program: ShaderProgram) {
    this.#names = names;
    for (const { body } of [...program.functions, program])
      for (const instruction of walk(body)) this.#declareFor(instruction);
  }

  /** The function for an operation on this element type; undefined if GLSL has the operation. */
  spelling(op: OpName, on: Scalar): Spelling | undefined {
    const built = builtFor(op, on);
    if (built === undefined) return undefined;
    return (args, _, type) => {
      const n = widthOf(type);
      const name = this.#given.get(built)!;
      if (on !== 'i32' || SOURCES[built].takes === 'int') return call(name, ...args);
      // An i32 is converted to the u32 with the same bits.
      return call(vector('int', n), call(name, call(vector('uint', n), args[0]!)));
    };
  }

  #declareFor(instruction: ShaderInstruction): void {
    if (instruction.op !== 'compute') return;
    const built = builtFor(instruction.name, elementOf(instruction.type));
    if (built !== undefined) this.#declare(built, widthOf(instruction.type));
  }

  #declare(op: BuiltFunction, n: number): void {
    if (this.#declared.has(`${op} ${n}`)) return;
    this.#declared.add(`${op} ${n}`);
    if (op === 'clz' || op === 'ctz') this.#declare('popcount', n);
    const { name: hint, takes, params, body } = SOURCES[op];
    const name = this.#given.get(op) ?? this.#names.name(hint);
    this.#given.set(op, name);
    const type = vector(takes, n);
    const lines = body.map(line => `  ${line.replace('POPCOUNT', () => this.#given.get('popcount')!)}`);
    this.declarations.push(
      `${type} ${name}(${params.map(param => `${type} ${param}`).join(', ')}) {`,
      ...lines,
      '}',
      '',
    );
  }
}

function builtFor(op: OpName, on: Scalar): BuiltFunction | undefined {
  switch (op) {
    case 'popcount':
    case 'clz':
    case 'ctz':
    case 'reverseBits':
      return op;
    case 'rem':
      return on === 'f32' ? 'remF32' : on === 'i32' ? 'remI32' : undefined;
    default:
      return undefined;
  }
}
const widthOf = (type: Type): number => (type.kind === 'vec' ? type.n : 1);
const elementOf = (type: Type): Scalar =>
  type.kind === 'vec' ? type.elem.scalar : (type as { scalar: Scalar }).scalar;
const vector = (scalar: 'float' | 'int' | 'uint', n: number): string =>
  n === 1 ? scalar : `${{ float: '', int: 'i', uint: 'u' }[scalar]}vec${n}`;
