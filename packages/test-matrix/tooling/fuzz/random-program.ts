import type { CheckedProgram, OpName, Scalar, Step, Type, ValueId } from '@heddle/core/backend';
import { BOOL, check, F32, I32, ops, scalarNodes, U32 } from '@heddle/core/backend';
import { Builder, traced } from '../../../core/src/ir/build.test-support.ts';

/** xorshift32: the same programs on every machine. */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995 || 1;
  }
  below(n: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % n;
  }
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

const VEC3: Type = { kind: 'vec', n: 3, elem: F32 };
const INNER: Type = { kind: 'struct', name: 'Inner', fields: { flag: BOOL, v: VEC3, n: I32 } };
/** A stride that is not the sum of its leaves, a nested array and every scalar. */
export const ELEMENT: Type = {
  kind: 'struct',
  name: 'Element',
  fields: { id: U32, inners: { kind: 'array', elem: INNER, length: 3 }, w: F32, i: I32 },
};
export const SETTINGS: Type = {
  kind: 'struct',
  name: 'Settings',
  fields: { k: F32, table: { kind: 'array', elem: I32, length: 5 }, on: BOOL },
};
const GROUP_SIZE = 4;

const OPS = Object.entries(ops) as [OpName, (typeof ops)[OpName]][];

/** The parts that a program may consist of: by default every operation, and numbers of all kinds. */
export interface Ingredients {
  readonly allows: (name: OpName, on: Scalar) => boolean;
  readonly floats: readonly number[];
}
const EVERYTHING: Ingredients = {
  allows: () => true,
  floats: [0, -0, 1, -1, 0.5, -2.5, 3.75, 1e10, -3e9, 1e-40, Infinity],
};

interface Scope {
  readonly values: Map<Scalar, ValueId[]>;
  readonly uniform: Map<Scalar, ValueId[]>;
}
interface Variable {
  readonly local: number;
  readonly type: Type;
}

/**
 * A program without races: an invocation writes its own elements of `own` and of shared memory, reads those
 * of others behind a barrier only, and adds to `counts`, whose old values it leaves alone.
 */
export function randomProgram(
  seed: number,
  kind: 'range' | 'group',
  ingredients = EVERYTHING,
): CheckedProgram {
  return check(traced(new Generator(seed, kind, ingredients).program()));
}

class Generator {
  readonly #ingredients: Ingredients;
  readonly #random: Random;
  readonly #b: Builder;
  readonly #isGroup: boolean;
  #scopes: Scope[] = [];
  #variables: Variable[] = [];
  #own!: ValueId;
  #budget = 60;
  #depth = 0;
  /** True while shared memory may be read; false while it may be written. */
  #reads = false;
  #inFunction = false;

  constructor(seed: number, kind: 'range' | 'group', ingredients: Ingredients) {
    this.#ingredients = ingredients;
    this.#random = new Random(seed);
    this.#isGroup = kind === 'group';
    this.#b = new Builder({
      name: `random_${seed}`,
      groupSize: this.#isGroup ? GROUP_SIZE : 0,
      dimensions: this.#isGroup ? 1 : this.#random.pick([1, 2, 3] as const),
      params: {
        a: F32,
        n: U32,
        m: I32,
        settings: SETTINGS,
        source: ['read', F32],
        while: ['read', ELEMENT],
        own: ['readWrite', ELEMENT],
        out: ['write', U32],
        counts: ['atomics', U32],
      },
      shared: this.#isGroup
        ? [
            { type: U32, length: GROUP_SIZE },
            { type: INNER, length: GROUP_SIZE },
          ]
        : [],
    });
  }

  program() {
    const b = this.#b;
    if (this.#random.chance(60)) this.#function();
    const body = b.block(() => {
      this.#open(() => {
        this.#own = this.#isGroup ? b.builtin('globalIndex') : this.#linearIndex();
        this.#variable();
        this.#variable();
        if (this.#isGroup) {
          this.#phases(3);
          this.#endSomeLanes();
        } else this.#statements(8, 0);
        this.#storeOut();
      });
    });
    return b.program(body);
  }

  #linearIndex(): ValueId {
    const b = this.#b;
    const { dimensions } = b.program([]);
    let index = b.builtin('index.x');
    if (dimensions > 1)
      index = b.compute('add', b.compute('mul', b.builtin('index.y'), b.builtin('extent.x')), index);
    if (dimensions > 2) {
      const plane = b.compute('mul', b.builtin('extent.x'), b.builtin('extent.y'));
      index = b.compute('add', b.compute('mul', b.builtin('index.z'), plane), index);
    }
    return index;
  }

  /** Several results, an early return, a variable. */
  #function(): void {
    const b = this.#b;
    this.#inFunction = true;
    b.fn('mix', [F32, INNER, I32], INNER, (x, inner, i) => {
      this.#open(() => {
        this.#add('f32', x!);
        this.#add('i32', i!);
        this.#add('f32', b.extract(b.extract(inner!, 1), 1));
        this.#variable();
        b.if(this.#value('bool', 2), () => {
          this.#open(() =>
            b.return(b.construct(INNER, this.#value('bool', 1), this.#vector(), this.#value('i32', 2))),
          );
        });
        b.for(b.i32(0), b.compute('rem', i!, b.i32(4)), b.i32(1), index => {
          this.#open(() => {
            this.#add('i32', index);
            this.#assign();
          });
        });
        b.return(b.construct(INNER, b.extract(inner!, 0), this.#vector(), this.#value('i32', 3)));
      });
    });
    this.#inFunction = false;
  }

  // ---- group kernels: barriers in uniform flow only
  #phases(depth: number): void {
    const b = this.#b;
    for (let i = 1 + this.#random.below(3); i > 0; i--) {
      this.#reads = false;
      this.#statements(4, 0);
      b.barrier();
      this.#reads = true;
      this.#statements(3, 0);
      b.barrier();
      if (depth === 0 || this.#budget < 0) continue;
      this.#reads = false;
      this.#uniformConstruct(depth - 1);
    }
  }

  /** A varying return that no barrier follows, but a region does. */
  #endSomeLanes(): void {
    const b = this.#b;
    this.#reads = false;
    const phase = (): void => {
      this.#statements(2, 0);
      b.barrier();
      this.#reads = true;
      this.#statements(2, 0);
    };
    const some = (): void => {
      b.if(this.#value('bool', 2), () => b.return());
      this.#statements(2, 0);
    };
    b.if(
      this.#uniform('bool'),
      () => this.#open(phase),
      () => this.#open(some),
    );
  }

  #uniformConstruct(depth: number): void {
    const b = this.#b;
    switch (this.#random.below(5)) {
      case 0:
        b.if(
          this.#uniform('bool'),
          () => this.#open(() => this.#phases(depth)),
          () => this.#open(() => this.#phases(depth)),
        );
        break;
      case 1:
        b.for(b.u32(0), b.compute('rem', this.#uniform('u32'), b.u32(3)), b.u32(1), i => {
          this.#open(() => {
            this.#add('u32', i, true);
            b.if(this.#uniform('bool'), () => (this.#random.chance(50) ? b.break() : b.continue()));
            this.#phases(depth);
          });
        });
        break;
      case 2: {
        const count = b.variable(U32, b.u32(0));
        b.loop(() => {
          this.#open(() => {
            const c = b.load(b.local(count));
            b.if(b.compute('ge', c, b.u32(2)), () => b.break());
            b.store(b.local(count), b.compute('add', c, b.u32(1)));
            this.#phases(depth);
          });
        });
        break;
      }
      case 3:
        b.if(
          b.compute('and', this.#uniform('bool'), b.compute('eq', b.builtin('groupIndex'), b.u32(1))),
          () => b.return(),
        );
        break;
      case 4: {
        const value = b.uniformLoad(
          b.sharedAt(0, b.compute('rem', this.#uniform('u32'), b.u32(GROUP_SIZE + 1))),
        );
        this.#add('u32', value, true);
      }
    }
  }

  // ---- statements
  #statements(count: number, loops: number): void {
    for (let i = 0; i < count; i++) this.#statement(loops);
  }

  #statement(loops: number): void {
    const b = this.#b;
    if (this.#budget-- < 0 || this.#depth > 3) return this.#assign();
    switch (this.#random.below(loops > 0 ? 13 : 11)) {
      case 0:
        return this.#variable();
      case 1:
      case 2:
        return this.#assign();
      case 3:
        return this.#storeOwn();
      case 4:
        if (this.#isGroup && !this.#reads) return this.#storeShared();
        b.atomic('add', b.at('counts', this.#value('u32', 2)), b.u32(3));
        return;
      case 5:
      case 6:
        b.if(
          this.#value('bool', 3),
          () => this.#inner(loops),
          this.#random.chance(50) ? () => this.#inner(loops) : undefined,
        );
        return;
      case 7: {
        const step = this.#random.pick([1, 2, -1, -3]);
        b.for(this.#small(), this.#small(), b.i32(step), i => this.#inner(loops + 1, i));
        return;
      }
      case 8:
        b.for(
          b.u32(this.#random.below(3)),
          b.compute('rem', this.#value('u32', 2), b.u32(6)),
          this.#random.chance(30) ? b.compute('rem', this.#value('u32', 1), b.u32(3)) : b.u32(1),
          i => this.#inner(loops + 1, i),
        );
        return;
      case 9: {
        const count = b.variable(U32, this.#value('u32', 1));
        b.loop(() => {
          this.#open(() => {
            const c = b.load(b.local(count));
            b.if(b.compute('or', b.compute('ge', c, b.u32(5)), this.#value('bool', 2)), () => b.break());
            b.store(b.local(count), b.compute('add', c, b.u32(1)));
            this.#statements(2, loops + 1);
          });
        });
        return;
      }
      case 10:
        if (this.#b.functions.length > 0) {
          const inner = b.call(0, this.#value('f32', 2), this.#innerValue(), this.#value('i32', 2));
          this.#add('i32', b.extract(inner, 2));
          this.#add('f32', b.extract(b.extract(inner, 1), 2));
          this.#add('bool', b.extract(inner, 0));
        }
        return;
      case 11:
        b.if(this.#value('bool', 1), () => b.break());
        return;
      case 12:
        b.if(this.#value('bool', 1), () => b.continue());
        return;
    }
  }

  #inner(loops: number, index?: ValueId): void {
    this.#depth++;
    this.#open(() => {
      if (index !== undefined)
        this.#add(
          this.#b.types.get(index)!.kind === 'scalar'
            ? (this.#b.types.get(index) as { scalar: Scalar }).scalar
            : 'u32',
          index,
        );
      this.#statements(3, loops);
      // Behind no barrier only: a range kernel's invocations may leave one by one.
      if (!this.#isGroup && this.#random.chance(8))
        this.#b.if(this.#value('bool', 2), () => this.#b.return());
    });
    this.#depth--;
  }

  #variable(): void {
    const b = this.#b;
    const type = this.#random.pick<Type>([
      F32,
      I32,
      U32,
      BOOL,
      VEC3,
      INNER,
      ELEMENT,
      { kind: 'array', elem: VEC3, length: 3 },
      { kind: 'array', elem: U32, length: 4 },
    ]);
    const initial =
      type.kind === 'scalar' ? this.#value(type.scalar, 2) : type === INNER ? this.#innerValue() : undefined;
    this.#variables.push({ local: b.variable(type, initial), type });
  }

  #assign(): void {
    if (this.#variables.length === 0) return;
    const { local, type } = this.#random.pick(this.#variables);
    const { path, leaf } = this.#path(type);
    this.#b.store(this.#b.local(local, ...path), this.#value(leaf, 3));
  }

  #storeOwn(): void {
    const { path, leaf } = this.#path(ELEMENT);
    const b = this.#b;
    if (this.#random.chance(20))
      b.store(b.at('own', this.#own), b.load(b.at('while', this.#value('i32', 2))));
    else b.store(b.at('own', this.#own, ...path), this.#value(leaf, 3));
  }

  #storeShared(): void {
    const b = this.#b;
    const lane = b.builtin('localIndex');
    if (this.#random.chance(60)) b.store(b.sharedAt(0, lane), this.#value('u32', 3));
    else b.store(b.sharedAt(1, lane), this.#innerValue());
  }

  #storeOut(): void {
    this.#b.store(this.#b.at('out', this.#own), this.#value('u32', 4));
  }

  /** A path to a scalar: elements by constants and by values, in bounds and out. */
  #path(type: Type): { readonly path: readonly Step[]; readonly leaf: Scalar } {
    const path: Step[] = [];
    let inner = type;
    while (inner.kind !== 'scalar') {
      if (inner.kind === 'array') {
        const element = this.#random.chance(50)
          ? this.#b.u32(this.#random.below(inner.length + 1))
          : this.#index(inner.length);
        path.push({ element });
        inner = inner.elem;
      } else {
        const types: readonly Type[] =
          inner.kind === 'vec' ? Array<Type>(inner.n).fill(inner.elem) : Object.values(inner.fields);
        const member = this.#random.below(types.length);
        path.push({ member });
        inner = types[member]!;
      }
    }
    return { path, leaf: inner.scalar };
  }

  #index(length: number): ValueId {
    const b = this.#b;
    return this.#random.chance(50)
      ? b.compute('rem', this.#value('u32', 1), b.u32(length + 1))
      : b.compute('rem', this.#value('i32', 1), b.i32(length + 1));
  }

  // ---- values
  #value(type: Scalar, depth: number): ValueId {
    const b = this.#b;
    const known = this.#scopes.flatMap(scope => scope.values.get(type) ?? []);
    if (depth <= 0)
      return known.length > 0 && this.#random.chance(70) ? this.#random.pick(known) : this.#constant(type);
    let id: ValueId;
    const choice = this.#random.below(12);
    // A function has its parameters only.
    switch (this.#inFunction && choice >= 4 && choice <= 6 ? 7 : choice) {
      case 0:
        return this.#constant(type);
      case 1:
      case 2:
        if (known.length > 0) return this.#random.pick(known);
        return this.#value(type, depth - 1);
      case 3: {
        const variables = this.#variables.filter(variable => pathsTo(variable.type, type).length > 0);
        if (variables.length === 0) return this.#value(type, depth - 1);
        const { local, type: of } = this.#random.pick(variables);
        id = b.load(b.local(local, ...this.#pathTo(of, type)!));
        break;
      }
      case 4:
        id = this.#fromView(type);
        break;
      case 5:
        if (type === 'i32') id = b.element(b.extract(b.param('settings'), 1), this.#index(5));
        else if (this.#isGroup && this.#reads && type === 'u32')
          id = b.load(b.sharedAt(0, this.#index(GROUP_SIZE)));
        else if (this.#isGroup && this.#reads && type === 'bool')
          id = b.extract(b.load(b.sharedAt(1, this.#index(GROUP_SIZE))), 0);
        else return this.#value(type, depth - 1);
        break;
      case 6:
        if (this.#isGroup && type === 'u32')
          id = b.builtin(
            this.#random.pick(['localIndex', 'groupIndex', 'globalIndex', 'groupCount'] as const),
          );
        else if (type === 'u32') id = b.builtin('index.x');
        else return this.#value(type, depth - 1);
        break;
      default:
        id = this.#computed(type, depth);
    }
    this.#add(type, id);
    return id;
  }

  #computed(type: Scalar, depth: number): ValueId {
    const rows = OPS.flatMap(([name, row]) =>
      row.on
        .filter(
          on => (row.result === 'same' ? on : row.result) === type && this.#ingredients.allows(name, on),
        )
        .map(on => ({ name, row, on })),
    );
    const { name, row, on } = this.#random.pick(rows);
    const operands = row.operands?.(on) ?? Array<Scalar>(row.arity).fill(on);
    const args = operands.map(operand => this.#value(operand, depth - 1));
    // The bits of a NaN that arithmetic makes are the machine's.
    if (on === 'f32' && name.startsWith('bits'))
      args[0] = this.#b.compute('select', this.#b.compute('isNan', args[0]!), this.#b.f32(0), args[0]!);
    return this.#b.compute(name, ...args);
  }

  #fromView(type: Scalar): ValueId {
    const b = this.#b;
    if (type === 'f32' && this.#random.chance(40)) return b.load(b.at('source', this.#value('i32', 1)));
    const isOwn = this.#random.chance(40);
    const path = this.#pathTo(ELEMENT, type)!;
    return b.load(isOwn ? b.at('own', this.#own, ...path) : b.at('while', this.#value('u32', 1), ...path));
  }

  /** A path to a scalar of this type, if there is one. */
  #pathTo(of: Type, type: Scalar): readonly Step[] | undefined {
    const paths = pathsTo(of, type);
    if (paths.length === 0) return undefined;
    return this.#random
      .pick(paths)
      .map(step => (typeof step === 'number' ? { member: step } : { element: this.#index(step.length) }));
  }

  #constant(type: Scalar): ValueId {
    const random = this.#random;
    const integers = [0, 1, 2, 3, 7, 31, 32, 255, 0x7fffffff, 0x80000000, 0xffffffff];
    if (type === 'f32') return this.#b.f32(random.pick(this.#ingredients.floats));
    if (type === 'bool') return this.#b.bool(random.chance(50));
    return this.#b.constant(scalarNodes[type], random.pick(integers));
  }

  #small(): ValueId {
    return this.#b.compute('rem', this.#value('i32', 2), this.#b.i32(5));
  }

  #vector(): ValueId {
    return this.#b.construct(VEC3, this.#value('f32', 2), this.#value('f32', 2), this.#value('f32', 1));
  }

  #innerValue(): ValueId {
    return this.#b.construct(INNER, this.#value('bool', 2), this.#vector(), this.#value('i32', 2));
  }

  #uniform(type: 'u32' | 'bool'): ValueId {
    const b = this.#b;
    const known = this.#scopes.flatMap(scope => scope.uniform.get('u32') ?? []);
    const value = this.#random.pick([
      () => b.param('n'),
      () => b.builtin('groupIndex'),
      () => b.builtin('groupCount'),
      () => b.length('source'),
      () => (known.length > 0 ? this.#random.pick(known) : b.param('n')),
      () => b.load(b.at('while', b.compute('rem', b.param('n'), b.u32(5)), { member: 0 })),
    ])();
    const mixed = b.compute('xor', value, b.u32(this.#random.below(4)));
    return type === 'u32'
      ? mixed
      : b.compute('ne', b.compute('and', mixed, b.u32(this.#random.pick([1, 2, 3]))), b.u32(0));
  }

  #add(type: Scalar, id: ValueId, uniform = false): void {
    const scope = this.#scopes.at(-1);
    for (const values of uniform ? [scope?.values, scope?.uniform] : [scope?.values]) {
      if (!values?.get(type)?.push(id)) values?.set(type, [id]);
    }
  }

  #open(fill: () => void): void {
    const [variables, scopes] = [this.#variables, this.#scopes];
    this.#variables = [...variables];
    this.#scopes = [...scopes, { values: new Map(), uniform: new Map() }];
    fill();
    this.#scopes = scopes;
    this.#variables = variables;
  }
}

/** All paths to scalars of a type; an array's element is left open. */
function pathsTo(of: Type, type: Scalar): readonly (readonly (number | { readonly length: number })[])[] {
  if (of.kind === 'scalar') return of.scalar === type ? [[]] : [];
  if (of.kind === 'array') return pathsTo(of.elem, type).map(path => [{ length: of.length }, ...path]);
  const types: readonly Type[] =
    of.kind === 'vec' ? Array<Type>(of.n).fill(of.elem) : Object.values(of.fields);
  return types.flatMap((inner, member) => pathsTo(inner, type).map(path => [member, ...path]));
}
