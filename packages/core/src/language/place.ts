import type { AtomicName, PlaceRoot, Step } from '../ir/ir.ts';
import { ops } from '../ir/ops/index.ts';
import type { AtomicNode, MemoryType, ScalarNode, Type } from '../ir/types.ts';
import { COMPONENTS, members } from '../ir/types.ts';
import { absentMembers, LETTERS } from './absent-member.ts';
import { compositions } from './composition.ts';
import { coerce } from './literal.ts';
import type { Node } from './node.ts';
import { compute, nodeFor, use } from './node.ts';
import { located } from './source.ts';
import type { Made } from './trace.ts';
import { checkInScope, emit, fail, made } from './trace.ts';
import { indexNode, readonlyMember, standIn, wrap } from './value.ts';

/**
 * Places: memory that is read and written through `.$`. Each read or write happens at its point of the kernel. A place
 * is not a value.
 */
export interface PlaceNode extends Made {
  readonly root: PlaceRoot;
  readonly path: readonly Step[];
  readonly type: MemoryType;
  readonly access: 'read' | 'write' | 'readWrite' | 'atomics';
  /** The name for messages, such as `nodes.at(...).box`. */
  readonly name: string;
}

export const PLACE: unique symbol = Symbol('place');
interface PlaceObject {
  readonly [PLACE]: PlaceNode;
}

export function place(node: Omit<PlaceNode, keyof Made>): PlaceObject {
  return Object.freeze({ __proto__: prototypeOf(node.type), [PLACE]: { ...node, ...made() } });
}

/** A place within a place. */
function inner(self: PlaceObject, step: Step, type: MemoryType, name: string): PlaceObject {
  const { root, path, access } = checked(self);
  return place({ root, path: [...path, step], type, access, name });
}

export function checked(self: PlaceObject): PlaceNode {
  const node = self[PLACE];
  checkInScope(node, 'place');
  return node;
}

const irPlace = ({
  root,
  path,
  type,
}: PlaceNode): { root: PlaceRoot; path: readonly Step[]; type: MemoryType } => ({ root, path, type });

const membersOf = ({ [PLACE]: { type } }: PlaceObject): string =>
  type.kind === 'struct'
    ? `${type.name} has the fields ${Object.keys(type.fields).join(', ')}: .${Object.keys(type.fields)[0]}.$`
    : type.kind === 'array'
      ? 'Its elements are .at(i).$, and .length is their number.'
      : 'Read it with .$, and write it with .$ = v.';

function absent(self: PlaceObject, name: string): never {
  const { name: here, type } = self[PLACE];
  const isMethod = Object.hasOwn(ops, name) || Object.hasOwn(compositions, name);
  const integer = type.kind === 'scalar' && (type.scalar === 'u32' || type.scalar === 'i32');
  const atomic = integer && UPDATES.includes(name as never);
  return fail(
    `${here} is a place, and has no .${name}${isMethod ? '()' : ''}`,
    type.kind === 'vec' && LETTERS.test(name)
      ? `Read its value: .$.${name}. ${ONE_BY_ONE}`
      : isMethod
        ? `Read its value: .$.${name}(...).${atomic ? ' Atomic operations take a parameter atomics(type).' : ''}`
        : membersOf(self),
  );
}

const ONE_BY_ONE = 'Components are written one by one: p.x.$ = v.';

const plain: object = Object.create(
  absentMembers(
    'a place',
    absent,
    (self, name) => (self[PLACE].type.kind === 'vec' && LETTERS.test(name) ? ONE_BY_ONE : membersOf(self)),
    self => (self ? membersOf(self) : HINT),
  ),
  {
    ...standIn('place'),
    $: { get: located(read), set: located(write) },
  },
);

function read(this: PlaceObject): unknown {
  const node = checked(this);
  if (node.access === 'write') {
    fail(
      `${node.name} is write-only, and was read`,
      'Declare the parameter with readWrite(type) to read what is in it.',
    );
  }
  const type = node.type as Type;
  return wrap(nodeFor(type, emit({ op: 'load', type, place: irPlace(node) })));
}

function write(this: PlaceObject, value: unknown): void {
  const node = checked(this);
  if (node.access === 'read') {
    fail(
      `${node.name} is read-only, and was written`,
      'Declare the parameter with write(type) or readWrite(type).',
    );
  }
  emit({ op: 'store', place: irPlace(node), value: use(coerce(node.type as Type, value, `${node.name}.$`)) });
}

const HINT = 'Write to the contents of the place: add .$ after it.';

function memberPlaces(prototype: object, names: readonly string[], type: Type): void {
  for (const [i, member] of members(type).entries()) {
    const name = names[i]!;
    readonlyMember(
      prototype,
      name,
      function (this: PlaceObject) {
        return inner(this, { member: i }, member, `${this[PLACE].name}.${name}`);
      },
      HINT,
    );
  }
}

function makePrototype(type: MemoryType): object {
  if (type.kind === 'atomic') return atomicPlace;
  const prototype = Object.create(plain) as object;
  if (type.kind === 'vec') memberPlaces(prototype, COMPONENTS, type);
  if (type.kind === 'struct') memberPlaces(prototype, Object.keys(type.fields), type);
  if (type.kind === 'array') {
    Object.defineProperties(prototype, {
      length: { value: type.length },
      at: {
        value: located(function (this: PlaceObject, index: unknown) {
          const { name } = this[PLACE];
          return inner(this, { element: use(indexNode(index, name)) }, type.elem, `${name}.at(...)`);
        }),
      },
    });
  }
  return prototype;
}

// ---- atomics
function atomicOperation(self: PlaceObject, name: AtomicName, args: readonly Node[]): Node {
  const node = checked(self);
  const type: ScalarNode = node.type.kind === 'atomic' ? node.type.elem : (node.type as ScalarNode);
  return nodeFor(type, emit({ op: 'atomic', type, name, place: irPlace(node), args: args.map(use) }));
}

const elementOf = (self: PlaceObject): ScalarNode => (self[PLACE].type as AtomicNode).elem;
const argument = (self: PlaceObject, name: AtomicName, value: unknown): Node =>
  coerce(elementOf(self), value, `${self[PLACE].name}.${name}`);

const UPDATES = ['add', 'sub', 'min', 'max', 'and', 'or', 'xor', 'exchange'] as const;

const ATOMICS = `Its operations are load, store, compareExchange, ${UPDATES.join(', ')}.`;

const atomicPlace: object = Object.create(
  absentMembers<PlaceObject>(
    'an atomic place',
    (self, name) => fail(`${self[PLACE].name} is an atomic place, and has no .${name}`, ATOMICS),
    () => ATOMICS,
    () => ATOMICS,
  ),
  {
    ...standIn('atomic place'),
    load: {
      value: located(function (this: PlaceObject) {
        return wrap(atomicOperation(this, 'load', []));
      }),
    },
    store: {
      value: located(function (this: PlaceObject, value: unknown) {
        atomicOperation(this, 'store', [argument(this, 'store', value)]);
      }),
    },
    compareExchange: {
      value: located(function (this: PlaceObject, expected: unknown, desired: unknown) {
        const wanted = argument(this, 'compareExchange', expected);
        const old = atomicOperation(this, 'compareExchange', [
          wanted,
          argument(this, 'compareExchange', desired),
        ]);
        // The getter emits the comparison only if `ok` is read: an unused one would be reported as an unused Bool.
        // Comparing the values is enough, because an exchange never fails spuriously.
        const result = { old: wrap(old) };
        readonlyMember(result, 'ok', () => wrap(compute('eq', old, wanted)), 'It is a result.');
        return result;
      }),
    },
    ...Object.fromEntries(
      UPDATES.map(name => [
        name,
        {
          value: located(function (this: PlaceObject, value: unknown) {
            return wrap(atomicOperation(this, name, [argument(this, name, value)]));
          }),
        },
      ]),
    ),
  },
);
readonlyMember(
  atomicPlace,
  '$',
  () => fail('an atomic place has no .$', 'Read it with .load(), write it with .store(v).'),
  'Read it with .load(), write it with .store(v).',
);

const prototypes = new WeakMap<MemoryType, object>();

function prototypeOf(type: MemoryType): object {
  const known = prototypes.get(type) ?? makePrototype(type);
  prototypes.set(type, known);
  return known;
}
