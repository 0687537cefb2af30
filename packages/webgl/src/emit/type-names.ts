import {
  type ArrayNode,
  isLarge,
  type MemoryType,
  members,
  type Scalar,
  type ScalarNode,
  type ShaderProgram,
  type StructNode,
  type Type,
  typeKey,
  type VectorNode,
} from '@heddle/core/backend';
import { GlslNames } from './glsl-names.ts';
import type { LiveFields } from './live-fields.ts';
import { KEYWORDS } from './reserved-words.ts';

const SCALARS: Readonly<Record<Scalar, string>> = { f32: 'float', i32: 'int', u32: 'uint', bool: 'bool' };
const ZEROS: Readonly<Record<Scalar, string>> = { f32: '0.0', i32: '0', u32: '0u', bool: 'false' };
const PREFIXES: Readonly<Record<Scalar, string>> = { f32: '', i32: 'i', u32: 'u', bool: 'b' };

/** The only member of a struct that stands for an array within an array, which GLSL ES 3.00 does not have. */
export const ROW_MEMBER = 'items';

interface Struct {
  readonly name: string;
  /** The names of the fields by position; undefined for a field that the pass does not use. */
  readonly fields: readonly (string | undefined)[];
}

/** The GLSL names of types, the declarations of structs, and the text of composite values. */
export class TypeNames {
  readonly declarations: string[] = [];
  /** Functions that make values, declared after the launch's uniforms. */
  readonly functions: string[] = [];
  /** A zero of the launch, which no compiler can know. */
  runtimeZero = '';
  /** The fields that structs are declared with. All code omits the others. */
  readonly live: LiveFields;
  readonly #names: GlslNames;
  readonly #structs = new Map<string, Struct>();
  /** For each array type that is an element of another array, the struct that stands for it. */
  readonly #rows = new Map<string, string>();
  readonly #zeros = new Map<string, string>();

  constructor(names: GlslNames, live: LiveFields) {
    this.#names = names;
    this.live = live;
  }

  /** Declares the structs that the program mentions, inner ones first. */
  declareAll({ params, locals, functions, types }: ShaderProgram): void {
    for (const { type } of [...params, ...locals]) this.name(type);
    for (const { params: own, result, locals: inner } of functions)
      for (const type of [...own, { type: result }, ...inner]) this.name(type.type);
    for (const type of types.values()) this.name(type);
  }

  name(type: MemoryType): string {
    switch (type.kind) {
      case 'scalar':
      case 'vec':
        return valueName(type);
      case 'array':
        return `${this.#elementName(type)}[${type.length}]`;
      case 'atomic':
        throw new Error('there are no atomics in GLSL ES 3.00');
      case 'struct':
        return this.#struct(type).name;
    }
  }

  field(struct: StructNode, field: number): string {
    const name = this.#struct(struct).fields[field];
    if (name === undefined) throw new Error('the pass has no use for the field');
    return name;
  }

  /**
   * A constructor, member by member down to the scalars: some compilers omit zero members if the form is
   * shorter.
   */
  zero(type: Type): string {
    if (type.kind === 'scalar') return ZEROS[type.scalar];
    if (type.kind === 'vec') return `${valueName(type)}(${ZEROS[type.elem.scalar]})`;
    if (isLarge(type)) return `${this.#zeroFunction(type)}()`;
    return this.constructed(
      type,
      this.membersOf(type).map(([member]) => this.zero(member)),
    );
  }

  /** The members of a composite that the pass needs, with their positions. */
  membersOf(type: Type): readonly (readonly [member: Type, position: number])[] {
    const all = members(type);
    const needed = type.kind === 'struct' ? this.live(type) : [...all.keys()];
    return needed.map(i => [all[i]!, i]);
  }

  /** `parts` are all members, those that the pass does not need included. */
  construct(type: Type, parts: readonly string[]): string {
    return this.constructed(type, type.kind === 'struct' ? this.live(type).map(i => parts[i]!) : parts);
  }

  /** Like `construct`, from the parts of `membersOf`. */
  constructed(type: Type, parts: readonly string[]): string {
    const isNested = type.kind === 'array' && type.elem.kind === 'array';
    const row = isNested ? this.#elementName(type) : undefined;
    const args = row === undefined ? parts : parts.map(part => `${row}(${part})`);
    return `${this.name(type)}(${args.join(', ')})`;
  }

  /** A function that yields the zero of a type with long arrays, which it fills in loops. */
  #zeroFunction(type: Type): string {
    const key = typeKey(type);
    let name = this.#zeros.get(key);
    if (name === undefined) {
      name = this.#names.name('zero');
      this.#zeros.set(key, name);
      this.#names.scope(() => {
        const value = this.#names.name('value');
        const body = [`${this.name(type)} ${value};`, ...this.#zeroed(type, value), `return ${value};`];
        const lines = [`${this.name(type)} ${name}() {`, ...body.map(line => `  ${line}`), '}', ''];
        for (const line of lines) this.functions.push(line);
      });
    }
    return name;
  }

  #zeroed(type: Type, target: string): readonly string[] {
    if (!isLarge(type)) return [`${target} = ${this.zero(type)};`];
    if (type.kind === 'array') {
      const { elem, length } = type;
      return this.#names.scope(() => {
        const i = this.#names.name('i');
        const body = this.#zeroed(elem, `${target}[${i}]${elem.kind === 'array' ? `.${ROW_MEMBER}` : ''}`);
        return [loopHead(i, length, this.runtimeZero), ...body.map(line => `  ${line}`), '}'];
      });
    }
    return this.membersOf(type).flatMap(([member, i]) =>
      this.#zeroed(member, `${target}.${this.field(type as StructNode, i)}`),
    );
  }

  #elementName({ elem }: ArrayNode): string {
    if (elem.kind !== 'array') return this.name(elem);
    const key = typeKey(elem);
    let row = this.#rows.get(key);
    if (row === undefined) {
      const items = this.name(elem);
      row = this.#names.name('Row');
      this.#rows.set(key, row);
      this.#declare(row, [`${items} ${ROW_MEMBER};`]);
    }
    return row;
  }

  #struct(type: StructNode): Struct {
    const key = typeKey(type);
    let struct = this.#structs.get(key);
    if (struct === undefined) {
      const fieldNames = new GlslNames(KEYWORDS);
      const fields: (string | undefined)[] = [];
      const declared: string[] = [];
      const names = Object.keys(type.fields);
      for (const [field, i] of this.membersOf(type)) {
        fields[i] = fieldNames.name(names[i]!);
        declared.push(`${this.name(field)} ${fields[i]};`);
      }
      struct = { name: this.#names.name(type.name), fields };
      this.#structs.set(key, struct);
      this.#declare(struct.name, declared);
    }
    return struct;
  }

  #declare(name: string, fields: readonly string[]): void {
    const lines = [`struct ${name} {`, ...fields.map(field => `  ${field}`), '};', ''];
    for (const line of lines) this.declarations.push(line);
  }
}

/**
 * The head of a loop with a run-time bound, because some compilers unroll or analyse a loop with a literal
 * bound for minutes.
 */
export const loopHead = (i: string, end: number, zero: string): string =>
  `for (int ${i} = 0; ${i} < ${end} + int(${zero}); ${i}++) {`;

export const valueName = (type: ScalarNode | VectorNode): string =>
  type.kind === 'vec' ? `${PREFIXES[type.elem.scalar]}vec${type.n}` : SCALARS[type.scalar];
