import {
  literal,
  type MemoryType,
  type ScalarNode,
  ScopedNames,
  type ShaderProgram,
  type StructNode,
  type Type,
  typeKey,
  type VectorNode,
} from '@heddle/core/backend';
import { KEYWORDS } from './reserved-words.ts';

export const valueName = (type: ScalarNode | VectorNode): string =>
  type.kind === 'vec' ? `vec${type.n}${type.elem.scalar[0]}` : type.scalar;

/** The WGSL names of types, and the declarations of the structs among them. */
export class TypeNames {
  readonly declarations: string[] = [];
  readonly #names: ScopedNames;
  readonly #structs = new Map<string, { readonly name: string; readonly fields: readonly string[] }>();

  constructor(names: ScopedNames) {
    this.#names = names;
  }

  /** Declares the structs that the program mentions, inner ones first. */
  declareAll({ params, shared, locals, functions, types }: ShaderProgram): void {
    for (const { type } of [...params, ...shared, ...locals]) this.name(type);
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
        return `array<${this.name(type.elem)}, ${type.length}>`;
      case 'atomic':
        return `atomic<${type.elem.scalar}>`;
      case 'struct':
        return this.#struct(type).name;
    }
  }

  zero(type: Type): string {
    return type.kind === 'scalar' ? literal(type, 0).text : `${this.name(type)}()`;
  }

  field(struct: StructNode, field: number): string {
    return this.#struct(struct).fields[field]!;
  }

  #struct(type: StructNode): { readonly name: string; readonly fields: readonly string[] } {
    const key = typeKey(type);
    let struct = this.#structs.get(key);
    if (struct === undefined) {
      const fieldNames = new ScopedNames(KEYWORDS);
      const inner = Object.entries(type.fields).map(
        ([name, field]: [string, Type]) => [fieldNames.name(name), this.name(field)] as const,
      );
      struct = { name: this.#names.name(type.name), fields: inner.map(([name]) => name) };
      this.#structs.set(key, struct);
      const lines = [`struct ${struct.name} {`, ...inner.map(([name, of]) => `  ${name}: ${of},`), '}', ''];
      for (const line of lines) this.declarations.push(line);
    }
    return struct;
  }
}
