import type { OpName } from '../ir/ir.ts';
import { ops } from '../ir/ops/index.ts';
import type { OpRow } from '../ir/ops/row.ts';
import type { ArrayNode, Scalar, StructNode, Type, VectorNode } from '../ir/types.ts';
import { COMPONENTS, scalarNodes, typeName, U32 } from '../ir/types.ts';
import { absentMembers, LETTERS } from './absent-member.ts';
import { isBoolVector } from './bool-vector.ts';
import { BRAND, type Brand, brandOf, describe, mark } from './brand.ts';
import { compositions } from './composition.ts';
import { coerce, found, mismatch, nodeOf } from './literal.ts';
import type { Node } from './node.ts';
import { compute, construct, element, extract, NODE, splat } from './node.ts';
import { located } from './source.ts';
import { swizzle } from './swizzle.ts';
import { checkCount, fail } from './trace.ts';

/** A value that users hold: a frozen object that wraps a node, with the methods of its type. */
export interface Value {
  readonly [NODE]: Node;
}

export function wrap(node: Node): Value {
  return Object.freeze({ __proto__: prototypeOf(node.type), [NODE]: node });
}

/** A read-only member. An assignment to it throws, with the remedy. */
export function readonlyMember(
  prototype: object,
  name: string,
  get: (this: any) => unknown,
  onAssignment: string,
): void {
  Object.defineProperty(prototype, name, {
    get: located(get),
    set: located(() => fail(`an assignment to '${name}'`, onAssignment)),
  });
}

const OPERATORS: Readonly<Record<string, string>> = {
  number:
    'A JavaScript operator (such as - * / % < >) or a function of Math was applied to it: write a.sub(b), a.mul(b), a.neg(), a.lt(b), a.sqrt(). A loop is For(n, i => { ... }).',
  default: 'A JavaScript operator (+ or ==) was applied to it: write a.add(b), a.eq(b).',
  string:
    'It was converted to a string, or used as a property, as in table[i]. Index a view with v.at(i). A host array becomes a parameter read(type), or a constant table: variable(array(f32, 3), [4, 5, 6]).at(i).',
};

const refuseConversion: (hint: string) => never = /* @__PURE__ */ located(
  (hint: string) =>
    fail(
      `a kernel's value was converted to a JavaScript ${hint === 'string' ? 'string' : 'number'}`,
      OPERATORS[hint],
    ),
  // The caller may be native: Math.sqrt(v) converts.
  2,
);

/** The key of the method that `console.log` of Node calls. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Common members of values, places and views, which have no content until the kernel runs. */
export const standIn = (brand: Brand): PropertyDescriptorMap => ({
  [BRAND]: { value: mark(brand) },
  [Symbol.toPrimitive]: { value: refuseConversion },
  [INSPECT]: { value: shown },
  toJSON: { value: shown },
});

function shown(this: unknown): string {
  return `${describe(this)}, known only when the kernel runs: to see it, write it to a view and read that back`;
}

const membersOf = (self: object): string =>
  `It has ${Object.getOwnPropertyNames(Object.getPrototypeOf(self)).join(', ')}.`;

function absent(self: Value, name: string): unknown {
  const { type } = self[NODE];
  if (type.kind === 'vec' && LETTERS.test(name)) return wrap(swizzle(self[NODE], name));
  const on = type.kind === 'scalar' && Object.hasOwn(ops, name) && ops[name as OpName].on;
  return fail(
    `a value of type ${typeName(type)} has no .${name}`,
    name === 'at'
      ? 'Elements are those of a view: declare the parameter with read(type), write(type) or readWrite(type).'
      : on
        ? `It is an operation of ${on.join(', ')}: convert the value, as in ${on.at(-1)}(value).${name}().`
        : membersOf(self),
  );
}

const base: object = Object.create(
  absentMembers<Value>(
    'a value',
    absent,
    () => 'A value never changes. Make a new one, or write to a place: p.x.$ = v.',
    self => (self ? membersOf(self) : 'A value has components or fields: v.x.'),
  ),
  standIn('value'),
);
readonlyMember(
  base,
  '$',
  () => fail('a value has no .$', 'Only a place is read with .$; this value was already read.'),
  'A value never changes. Write to a place: view.at(i).$ = v, or a variable.',
);

/** The operations that WGSL has with a scalar on the left and a vector on the right. */
const MIXED: ReadonlySet<OpName> = new Set(['add', 'sub', 'mul', 'div', 'rem']);

/** The scalar as a vector, for operations like `s.mul(v)`. */
function besideVector(self: Node, argument: unknown): Node {
  const type = nodeOf(argument)?.type;
  return type?.kind === 'vec' && type.elem.scalar === scalarOf(self.type) ? splat(self, type) : self;
}

/** The methods by name. All types that have an operation share its method. */
const methods: ReadonlyMap<OpName, Function> = /* @__PURE__ */ new Map(
  (Object.keys(ops) as OpName[])
    // `select` is a function, because its first operand is the condition.
    .filter(name => name !== 'select')
    .map(name => [name, method(name, ops[name])]),
);

function method(name: OpName, { arity, operands }: OpRow): Function {
  return located(function (this: unknown, ...args: unknown[]) {
    const scalar = receiver(this, name);
    const self = MIXED.has(name) ? besideVector(scalar, args[0]) : scalar;
    const what = `${typeName(scalar.type)}.${name}`;
    checkOperands(what, name, args, arity - 1);
    const on = scalarOf(self.type);
    const types = operands?.(on);
    return wrap(
      compute(name, self, ...args.map((arg, i) => operand(self.type, types?.[i + 1] ?? on, arg, what))),
    );
  });
}

const checkOperands = (what: string, name: string, args: readonly unknown[], wanted: number): void =>
  checkCount(what, args.length, wanted, `a.${name}(${['b', 'c'].slice(0, wanted).join(', ')})`);

/** Checks the receiver of a method, so that a detached method (`const { add } = v`) gets a message. */
function receiver(self: unknown, name: string): Node {
  return (
    nodeOf(self) ??
    fail(`${name} was called on ${describe(self)}`, 'Call it as a method of a value: a.add(b).')
  );
}

const scalarOf = (type: Type): Scalar =>
  (type as VectorNode).elem?.scalar ?? (type as { readonly scalar: Scalar }).scalar;

/** The second operand. Beside a vector it is a vector, or a scalar or literal for all of its components. */
export function operand(self: Type, scalar: Scalar, argument: unknown, what: string): Node {
  const elem = scalarNodes[scalar];
  if (self.kind !== 'vec') return coerce(self.kind === 'struct' ? self : elem, argument, what);
  const type: VectorNode = { ...self, elem };
  const node = nodeOf(argument);
  if (node?.type.kind === 'vec') return coerce(type, argument, what);
  if (node === undefined && typeof argument !== 'number')
    mismatch(type, argument, what, `${typeName(type)} or ${scalar}`);
  return splat(coerce(elem, argument, what), type);
}

function defineMethods(prototype: object, type: Type): void {
  const scalar = scalarOf(type);
  for (const [name, value] of methods) {
    const row: OpRow = ops[name];
    if (row.on.includes(scalar) && (type.kind === 'scalar' || row.vectors))
      Object.defineProperty(prototype, name, { value });
  }
  for (const [name, { on, operands, build }] of Object.entries(compositions)) {
    if (!on(type)) continue;
    Object.defineProperty(prototype, name, {
      value: located(function (this: unknown, ...args: unknown[]) {
        const self = receiver(this, name);
        const what = `${typeName(self.type)}.${name}`;
        checkOperands(what, name, args, operands);
        return wrap(build(self, ...args.map(arg => operand(self.type, scalar, arg, what))));
      }),
    });
  }
}

/** Descriptors of components or fields. */
function memberValues(names: readonly string[], onAssignment: (name: string) => string): object {
  const prototype = Object.create(base) as object;
  for (const [i, name] of names.entries()) {
    const get = function (this: unknown): Value {
      return wrap(extract(receiver(this, name), i));
    };
    readonlyMember(prototype, name, get, onAssignment(name));
  }
  return prototype;
}

function vectorPrototype(type: VectorNode): object {
  const prototype = memberValues(
    COMPONENTS.slice(0, type.n),
    name => `A value never changes. Make a new vector, or write the component of a place: p.${name}.$ = v.`,
  );
  defineMethods(prototype, type);
  Object.defineProperty(prototype, 'swz', {
    value: located(function (this: unknown, letters: unknown) {
      return wrap(swizzle(receiver(this, 'swz'), letters));
    }),
  });
  return prototype;
}

function structPrototype(type: StructNode): object {
  const prototype = memberValues(
    Object.keys(type.fields),
    name => `A value never changes. Make a new ${type.name}, or write the field of a place: p.${name}.$ = v.`,
  );
  if (isBoolVector(type)) defineMethods(prototype, type);
  return prototype;
}

/** Checks an index, which is an i32 or a u32. A literal becomes a u32. */
export function indexNode(index: unknown, what: string): Node {
  const node = nodeOf(index);
  const type = node?.type;
  if (type?.kind === 'scalar' && (type.scalar === 'u32' || type.scalar === 'i32')) return node!;
  if (node === undefined && (typeof index !== 'object' || brandOf(index)))
    return coerce(U32, index, `${what}: index`);
  return fail(
    `${what}: an index is an i32 or a u32, found ${found(index)}`,
    type?.kind === 'scalar' ? 'Convert it: u32(value).' : 'Give one index for each axis: at(i), at(x, y).',
  );
}

function arrayPrototype(type: ArrayNode): object {
  return Object.create(base, {
    length: { value: type.length },
    at: {
      value: located(function (this: Value, index: unknown) {
        return wrap(element(this[NODE], indexNode(index, typeName(type))));
      }),
    },
  }) as object;
}

const simple = new Map<string, object>();
const composite = new WeakMap<Type, object>();

function prototypeOf(type: Type): object {
  const key = type.kind === 'scalar' || type.kind === 'vec' ? typeName(type) : undefined;
  const known = key === undefined ? composite.get(type) : simple.get(key);
  if (known) return known;
  const prototype = makePrototype(type);
  if (key === undefined) composite.set(type, prototype);
  else simple.set(key, prototype);
  return prototype;
}

function makePrototype(type: Type): object {
  switch (type.kind) {
    case 'scalar': {
      const prototype = Object.create(base) as object;
      defineMethods(prototype, type);
      return prototype;
    }
    case 'vec':
      return vectorPrototype(type);
    case 'struct':
      return structPrototype(type);
    case 'array':
      return arrayPrototype(type);
  }
}
