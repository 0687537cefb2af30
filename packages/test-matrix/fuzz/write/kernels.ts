// Writes a program: its types, functions and kernel, the memory, and the launches. The text is what a user would
// write, and the whole truth about the program: it is what runs, and what a failure prints.
import type { Capability } from '../../harness/targets.ts';
import type { Abilities } from '../arbitrary/kernels.ts';
import type { FunctionDraft, KernelDraft, LaunchDraft, ParamDraft } from '../model/kernel.ts';
import { resolveTypes, simple, simpleTypes, type Type } from '../model/types.ts';
import { groupContext, rangeContext, summary } from './context.ts';
import { type Callee, ExpressionWriter } from './expressions.ts';
import { hostText, numbers } from './literals.ts';
import {
  bufferOf,
  bufferText,
  elementsUnder,
  extentText,
  type Param,
  paired,
  product,
  viewText,
} from './memory.ts';
import { sourcesOf } from './params.ts';
import { Scope, VALUE } from './scope.ts';
import { indented, StatementWriter } from './statements.ts';

export interface Program {
  /** The kernel, and what it is made of, with the members of @heddle/core in scope. */
  readonly declarations: string;
  /** The memory and the launches, with `accelerator` in scope too. */
  readonly statements: string;
  /** Its buffers, by name. */
  readonly buffers: readonly string[];
  readonly launches: number;
  readonly needs: readonly Capability[];
}

const OUT: ParamDraft = {
  access: 'write',
  type: 0,
  address: 'line',
  more: 0,
  offset: 0,
  step: 1,
  seed: 0,
  update: 'add',
  beside: false,
};

export function writeKernel(draft: KernelDraft, abilities: Abilities): Program {
  return new KernelWriter(draft, abilities).write();
}

class KernelWriter {
  readonly #draft: KernelDraft;
  readonly #abilities: Abilities;
  readonly #types: readonly Type[];
  readonly #params: readonly Param[];
  readonly #callees: Callee[] = [];
  readonly #scope = new Scope();
  readonly #isGroup: boolean;

  constructor(draft: KernelDraft, abilities: Abilities) {
    this.#draft = draft;
    this.#abilities = abilities;
    this.#types = resolveTypes(draft.types);
    this.#isGroup = draft.kind === 'group';
    const named = draft.params.map((param, i): Param => {
      const of =
        param.access === 'atomics'
          ? simple((['u32', 'i32'] as const)[param.type % 2]!)
          : this.#type(param.type);
      return { ...param, name: `${LETTERS[param.access]}${i}`, of };
    });
    this.#params = [...paired(named), { ...OUT, name: 'out', of: simple('u32') }];
  }

  write(): Program {
    const declarations = [
      ...this.#declarations(),
      ...this.#draft.functions.flatMap((fn, i) => this.#function(fn, `h${i}`)),
      ...this.#kernel(),
    ];
    const statements = [
      ...this.#views.flatMap(param => this.#memory(param)),
      ...this.#launches.map(launch => this.#launch(launch)),
    ];
    return {
      declarations: declarations.join('\n'),
      statements: statements.join('\n'),
      buffers: [...new Set(this.#views.map(bufferOf))],
      launches: this.#launches.length,
      needs: this.#needs,
    };
  }

  get #needs(): readonly Capability[] {
    const isElsewhere = ({ access, address }: Param): boolean =>
      (access === 'write' || access === 'readWrite') &&
      (typeof address === 'object' || (address === 'axes' && this.#draft.dimensions > 1));
    const isAtomic =
      this.#params.some(({ access }) => access === 'atomics') ||
      this.#draft.shared.some(({ update }) => update !== undefined);
    return [
      ...(this.#isGroup ? (['groups'] as const) : []),
      ...(isAtomic ? (['atomics'] as const) : []),
      ...(this.#abilities.scatter && this.#params.some(isElsewhere) ? (['scatter'] as const) : []),
    ];
  }

  #type(pick: number): Type {
    return this.#types[pick % this.#types.length]!;
  }

  #declarations(): string[] {
    return this.#types.slice(simpleTypes.length).map(type => {
      if (type.kind === 'array') return `const ${type.text} = array(${type.element.text}, ${type.length});`;
      const fields =
        type.kind === 'struct' ? type.fields.map(([name, field]) => `${name}: ${field.text}`) : [];
      return `const ${type.text} = struct('${type.text}', { ${fields.join(', ')} });`;
    });
  }

  #writers(scope: Scope): StatementWriter {
    const expressions = new ExpressionWriter(scope, this.#abilities.floats, this.#callees);
    return new StatementWriter(scope, expressions, this.#types);
  }

  #function({ params, result, body, returned }: FunctionDraft, name: string): string[] {
    const scope = new Scope();
    const types = params.map(param => this.#type(param));
    const returns = this.#type(result);
    for (const [i, type] of types.entries()) scope.add({ ...VALUE, text: `a${i}`, type, uniform: false });
    const statements = this.#writers(scope);
    statements.statements(body, { uniform: false, returns });
    const value = new ExpressionWriter(scope, this.#abilities.floats, this.#callees).made(returns, returned);
    const names = types.map((_, i) => `a${i}`).join(', ');
    this.#callees.push({ name, params: types, result: returns });
    return [
      `const ${name} = fn('${name}', [${types.map(({ text }) => text).join(', ')}], ${returns.text}, (${names}) => {`,
      ...indented([...statements.take(), `return ${value};`]),
      '});',
    ];
  }

  // ---- the kernel

  #kernel(): string[] {
    const { dimensions, groupSize, body, tail } = this.#draft;
    const params = this.#params.map(({ name, access, of }) =>
      access === 'value' ? `${name}: ${of.text}` : `${name}: ${access}(${of.text})`,
    );
    const head = this.#isGroup
      ? ['const program = groupKernel({', "  name: 'program',", `  groupSize: ${groupSize},`]
      : ['const program = kernel({', "  name: 'program',", `  dimensions: ${dimensions},`];
    const names = this.#params.map(({ name }) => name).join(', ');
    const prologue = this.#isGroup
      ? groupContext(this.#scope, this.#draft, pick => this.#type(pick))
      : rangeContext(this.#scope, dimensions);
    const sources = this.#params.flatMap(param => sourcesOf(param, this.#draft));
    for (const source of sources) this.#scope.add(source);
    const statements = this.#writers(this.#scope);
    const returns = this.#isGroup ? 'where uniform' : 'anywhere';
    statements.statements(body, { uniform: this.#isGroup, returns });
    if (this.#isGroup) statements.statements(tail, { uniform: false, returns: 'anywhere' });
    return [
      ...head,
      `  params: { ${params.join(', ')} },`,
      `  body({ ${names} }, ${this.#isGroup ? 'g' : '{ index, extent }'}) {`,
      ...indented(indented([...prologue, ...statements.take(), ...summary(this.#scope)])),
      '  },',
      '});',
    ];
  }

  // ---- memory and launches

  get #views(): readonly Param[] {
    return this.#params.filter(({ access }) => access !== 'value');
  }

  /** Without scattered writes at(x, y) is the own element only where the view is as wide as the extent. */
  get #isFixed(): boolean {
    const { dimensions } = this.#draft;
    return (
      !this.#abilities.scatter &&
      dimensions > 1 &&
      this.#params.some(
        ({ access, address }) => (access === 'write' || access === 'readWrite') && address === 'axes',
      )
    );
  }

  get #launches(): readonly LaunchDraft[] {
    const { launches } = this.#draft;
    return this.#isFixed ? launches.map(launch => ({ ...launch, extent: launches[0]!.extent })) : launches;
  }

  #extent({ extent }: LaunchDraft): readonly number[] {
    return this.#isGroup ? [1 + (extent[0] % 4)] : extent.slice(0, this.#draft.dimensions);
  }

  /** The lengths of a view along its axes. */
  #lengths({ access, address, more }: Param): readonly number[] {
    const extent = this.#extent(this.#launches[0]!);
    const isOwn = access === 'write' || access === 'readWrite';
    const by = isOwn && this.#isFixed && address === 'axes' ? 0 : more;
    if (this.#isGroup) return [Math.max(1, extent[0]! * this.#draft.groupSize + by)];
    if (address === 'axes') return extent.map(length => Math.max(1, length + by));
    return [Math.max(1, product(extent) + by)];
  }

  #memory(param: Param): string[] {
    const lengths = this.#lengths(param);
    const sharing = this.#views.filter(other => bufferOf(other) === bufferOf(param));
    const least = sharing.map(other => elementsUnder(other, this.#lengths(other)));
    const elements = Math.max(...least) + (param.seed % 3);
    return [
      ...(param.host === undefined ? [bufferText(param, elements, this.#abilities.floats)] : []),
      viewText(param, lengths, elements),
    ];
  }

  #launch(launch: LaunchDraft): string {
    const lengths = this.#extent(launch);
    const extent = this.#isGroup ? `{ groups: ${lengths[0]} }` : extentText(lengths);
    const next = numbers(launch.seed);
    const args = this.#params.map(({ name, access, of }) =>
      access === 'value' ? `${name}: ${hostText(of, next, this.#abilities.floats)}` : name,
    );
    return `accelerator.launch(program, ${extent}, { ${args.join(', ')} });`;
  }
}

/** The first letters of parameters' names, by access; lets and variables have other letters. */
const LETTERS = { value: 'p', read: 'r', readWrite: 'w', write: 'o', atomics: 'c' } as const;
