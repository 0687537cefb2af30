import {
  type Builtin,
  type Expression,
  type Place,
  primary,
  ScopedNames,
  type ShaderModule,
  type ShaderProgram,
  type ViewWord,
} from '@heddle/core/backend';
import { LaunchStruct } from './launch-block.ts';
import { RESERVED_WORDS } from './reserved-words.ts';
import { TypeNames } from './type-names.ts';

/** The entry point of every kernel. */
export const ENTRY_POINT = 'main';

/**
 * The names of a module, and its declarations. The user's names are assigned first, so that they stay
 * unchanged.
 */
export class Module implements ShaderModule {
  readonly program: ShaderProgram;
  readonly names: ScopedNames = new ScopedNames([...RESERVED_WORDS, ENTRY_POINT]);
  readonly types: TypeNames;
  readonly launch: string;
  /** For each parameter, its field in the launch block, and for a view its variable. */
  readonly #fields: readonly string[];
  readonly #views: readonly (string | undefined)[];
  readonly #shared: readonly string[];
  readonly functions: readonly string[];
  readonly #struct: LaunchStruct;
  readonly #builtins = new Map<Builtin, Expression>();

  constructor(program: ShaderProgram) {
    const { names } = this;
    this.program = program;
    this.types = new TypeNames(names);
    this.types.declareAll(program);
    this.#views = program.params.map(({ name, access }) =>
      access === 'value' ? undefined : names.name(name),
    );
    this.functions = program.functions.map(({ name }) => names.name(name));
    this.#shared = program.shared.map(() => names.name('tile'));
    this.launch = names.name('launch');
    this.#struct = new LaunchStruct(program, names, this.types);
    this.#fields = this.#struct.fields;
  }

  get runtimeZero(): string {
    return `${this.launch}.zero`;
  }

  param(param: number): string {
    return `${this.launch}.${this.#fields[param]}`;
  }

  viewWord(param: number, word: ViewWord): string {
    return `${this.param(param)}.${word}`;
  }

  memory({ kind, index }: Place['root']): string {
    return kind === 'param' ? this.#views[index]! : this.#shared[index]!;
  }

  setBuiltin(builtin: Builtin, text: string): void {
    this.#builtins.set(builtin, primary(text));
  }

  builtin(builtin: Builtin): Expression {
    switch (builtin) {
      case 'extent.x':
      case 'groupCount':
        return primary(`${this.launch}.extent.x`);
      case 'extent.y':
        return primary(`${this.launch}.extent.y`);
      case 'extent.z':
        return primary(`${this.launch}.extent.z`);
      default:
        return this.#builtins.get(builtin)!;
    }
  }

  get declarations(): readonly string[] {
    const { params, shared } = this.program;
    const bindings = params.flatMap(({ access, type }, i) => {
      if (access === 'value') return [];
      const element = access === 'atomics' ? `atomic<${this.types.name(type)}>` : this.types.name(type);
      return [
        `var<storage, ${access === 'read' ? 'read' : 'read_write'}> ${this.#views[i]}: array<${element}>;`,
      ];
    });
    const memory = shared.map(
      ({ type, length }, i) =>
        `var<workgroup> ${this.#shared[i]}: array<${this.types.name(type)}, ${length}>;`,
    );
    return [
      ...this.types.declarations,
      ...this.#struct.declarations,
      ...[`var<storage, read> ${this.launch}: ${this.#struct.name};`, ...bindings].map(
        (variable, i) => `@group(0) @binding(${i}) ${variable}`,
      ),
      '',
      ...(memory.length > 0 ? [...memory, ''] : []),
    ];
  }
}
