// Writes a program: its types, functions and kernel, the memory, and the launches. The text is what a user would
// write, and the whole truth about the program: it is what runs, and what a failure prints.
import type { Capability } from '../../src/targets.ts';
import type { Abilities } from '../arbitrary/kernels.ts';
import type { FunctionDraft, KernelDraft, LaunchDraft, ParamDraft } from '../model/kernel.ts';
import { resolveTypes, simple, simpleTypes, type Type } from '../model/types.ts';
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
import { Scope, type Source } from './scope.ts';
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
    const prologue = this.#isGroup ? this.#groupContext() : this.#rangeContext();
    for (const param of this.#params) for (const source of this.#sources(param)) this.#scope.add(source);
    const statements = this.#writers(this.#scope);
    const returns = this.#isGroup ? 'where uniform' : 'anywhere';
    statements.statements(body, { uniform: this.#isGroup, returns });
    if (this.#isGroup) statements.statements(tail, { uniform: false, returns: 'anywhere' });
    return [
      ...head,
      `  params: { ${params.join(', ')} },`,
      `  body({ ${names} }, ${this.#isGroup ? 'g' : '{ index, extent }'}) {`,
      ...indented(indented([...prologue, ...statements.take(), ...this.#summary()])),
      '  },',
      '});',
    ];
  }

  #rangeContext(): string[] {
    const { dimensions } = this.#draft;
    const axes = ['x', 'y', 'z'].slice(0, dimensions);
    const value = (text: string): void =>
      this.#scope.add({ ...VALUE, text, type: simple('u32'), uniform: false });
    value('at');
    if (dimensions === 1) value('extent');
    else for (const axis of axes) [`index.${axis}`, `extent.${axis}`].forEach(value);
    return [
      {
        1: 'const at = index;',
        2: 'const at = index.y.mul(extent.x).add(index.x);',
        3: 'const at = index.z.mul(extent.y).add(index.y).mul(extent.x).add(index.x);',
      }[dimensions],
    ];
  }

  #groupContext(): string[] {
    const { shared, groupSize } = this.#draft;
    for (const name of ['globalIndex', 'localIndex', 'groupIndex', 'groupCount']) {
      const uniform = name.startsWith('group');
      this.#scope.add({ ...VALUE, text: `g.${name}`, type: simple('u32'), uniform });
    }
    const lines = shared.map(({ type: pick, more, update }, i) => {
      const name = `s${i}`;
      const length = Math.max(1, groupSize + more);
      if (update) {
        const type = simple((['u32', 'i32'] as const)[pick % 2]!);
        const atomic = { ...VALUE, text: name, type, lengths: [String(length)], uniform: false } as const;
        this.#scope.add({ ...atomic, form: 'atomic', readable: false, update, during: 'otherwise' });
        this.#scope.add({ ...atomic, suffix: '.load()', during: 'exchange' });
        return `const ${name} = g.shared(atomic(${type.text}), ${length});`;
      }
      const type = this.#type(pick);
      const place = { ...VALUE, form: 'place', type, uniform: false } as const;
      this.#scope.add({ ...place, text: `${name}.at(g.localIndex)`, writable: true, during: 'otherwise' });
      this.#scope.add({ ...place, text: name, lengths: [String(length)], during: 'exchange' });
      this.#scope.shared.push({ text: name, type, length: String(length) });
      return `const ${name} = g.shared(${type.text}, ${length});`;
    });
    return ['const at = g.globalIndex;', ...lines];
  }

  /** What the body may do with a parameter, and when. */
  #sources({ name, access, of: type, address, update }: Param): Source[] {
    const place = { ...VALUE, form: 'place', text: name, type, uniform: false } as const;
    const length: Source = { ...VALUE, text: `${name}.length`, type: simple('u32'), uniform: true };
    switch (access) {
      case 'value':
        return [{ ...VALUE, text: name, type, uniform: true }];
      case 'read': {
        const { dimensions } = this.#draft;
        const axes = ['width', 'height', 'depth'].slice(0, dimensions).map(axis => `${name}.${axis}`);
        const lengths = address === 'axes' && dimensions > 1 ? axes : [`${name}.length`];
        return [length, { ...place, lengths, uniform: true }];
      }
      case 'atomics':
        return [length, { ...place, form: 'atomic', lengths: [`${name}.length`], readable: false, update }];
      case 'write':
      case 'readWrite': {
        const readable = access === 'readWrite';
        const text = `${name}.at(${this.#own(address)})`;
        if (!this.#isGroup || !readable) {
          // `out` is for the summary
          return [length, { ...place, text, readable, writable: name !== 'out' }];
        }
        const size = this.#draft.groupSize;
        const wrap = (index: string): string => `g.groupIndex.mul(${size}).add(u32(${index}).rem(${size}))`;
        return [
          length,
          { ...place, text, writable: true, during: 'otherwise' },
          ...(address === 'line' || address === 'axes'
            ? [{ ...place, lengths: [String(size)], wrap, during: 'exchange' } as const]
            : []),
        ];
      }
    }
  }

  /** The index of an invocation's own element. */
  #own(address: ParamDraft['address']): string {
    const { dimensions } = this.#draft;
    if (address === 'line' || (address === 'axes' && dimensions === 1)) return 'at';
    if (address === 'axes') return ['index.x', 'index.y', 'index.z'].slice(0, dimensions).join(', ');
    return `at.mul(${address.times >>> 0}).add(${address.plus >>> 0})`;
  }

  /** What is left in the variables at the end, in one number. */
  #summary(): string[] {
    const parts = this.#scope.sources
      .filter(({ text }) => /^[vx]\d+$/.test(text))
      .flatMap(({ text, type, form }) =>
        leavesOf(type)
          .slice(0, 4)
          .map(({ steps, scalar }) => asU32(`${text}${steps}${form === 'place' ? '.$' : ''}`, scalar)),
      );
    return [
      'const sum = variable(u32);',
      ...parts.map(part => `sum.$ = sum.$.mul(31).add(${part});`),
      'out.at(at).$ = sum.$;',
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

  /** Of a view: its lengths by axes. */
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

/** Of parameters, by access; lets and variables have others. */
const LETTERS = { value: 'p', read: 'r', readWrite: 'w', write: 'o', atomics: 'c' } as const;

const VALUE = { form: 'value', readable: true, writable: false } as const;

function leavesOf(type: Type, steps = ''): { readonly steps: string; readonly scalar: string }[] {
  switch (type.kind) {
    case 'struct':
      return type.fields.flatMap(([name, field]) => leavesOf(field, `${steps}.${name}`));
    case 'array':
      return Array.from({ length: type.length }, (_, i) =>
        leavesOf(type.element, `${steps}.at(${i})`),
      ).flat();
    case 'simple':
      return type.n === 1
        ? [{ steps, scalar: type.scalar }]
        : [...'xyzw'.slice(0, type.n)].map(letter => ({ steps: `${steps}.${letter}`, scalar: type.scalar }));
  }
}

const asU32 = (text: string, scalar: string): string =>
  scalar === 'u32' ? text : scalar === 'f32' ? `u32(i32(${text}.mul(16)))` : `u32(${text})`;
