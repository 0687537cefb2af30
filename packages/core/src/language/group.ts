import type { SubgroupName } from '../ir/ir.ts';
import type { MemoryType, Type } from '../ir/types.ts';
import { BOOL, plainType, U32 } from '../ir/types.ts';
import { onlyOwnMembers } from './absent-member.ts';
import { brandOf } from './brand.ts';
import { builtin } from './builtin.ts';
import { coerce, found, nodeOf } from './literal.ts';
import type { Node } from './node.ts';
import { nodeFor, use } from './node.ts';
import { checked, PLACE } from './place.ts';
import type { SharedAtomics, SharedView } from './place-types.ts';
import { checkElementType, checkLength } from './schema.ts';
import type { I32T, U32T } from './schema-types.ts';
import { located } from './source.ts';
import type { Tracing } from './trace.ts';
import { checkInKernelBody, emit, fail } from './trace.ts';
import type { AtomicType, DataType } from './types.ts';
import type { Value } from './value.ts';
import { wrap } from './value.ts';
import type { Bool, F32, I32, U32 as U32Value } from './value-types.ts';
import { sharedView } from './view.ts';

/** The indices of an invocation of a group kernel, and the memory and operations that its group shares. */
export interface GroupContext {
  /** The index of the invocation in its group, from 0 to `groupSize - 1`. */
  readonly localIndex: U32Value;
  readonly groupIndex: U32Value;
  /** The index of the invocation in the launch: `groupIndex * groupSize + localIndex`. */
  readonly globalIndex: U32Value;
  readonly groupCount: U32Value;
  /** The number of invocations of a group. It is a JavaScript number, because the kernel fixes it. */
  readonly groupSize: number;
  /** Allocates memory that the invocations of a group share. It is zeroed for each group. */
  shared<T extends DataType>(type: T, length: number): SharedView<T>;
  shared<S extends U32T | I32T>(type: AtomicType<S>, length: number): SharedAtomics<S>;
  /** Waits until all invocations of the group are here. After it each one sees the earlier writes of all others. */
  barrier(): void;
  /**
   * Reads a place in shared memory between two barriers. All invocations of the group get the same value, so it may
   * be the condition of an `If` or a loop around a barrier.
   */
  uniformLoad<A>(place: { readonly $: A }): A;
  /** Operations among the invocations that the device runs in lockstep. They need the capability `subgroups`. */
  readonly subgroup: SubgroupContext;
}

type Numeric = F32 | I32 | U32Value;
export interface SubgroupContext {
  readonly size: U32Value;
  readonly invocationIndex: U32Value;
  /** True for exactly one of the invocations. */
  elect(): Bool;
  any(condition: Bool): Bool;
  all(condition: Bool): Bool;
  broadcastFirst<A extends Numeric>(value: A): A;
  /** The value of the invocation with this index. */
  shuffle<A extends Numeric>(value: A, index: U32Value | number): A;
  add<A extends Numeric>(value: A): A;
  mul<A extends Numeric>(value: A): A;
  min<A extends Numeric>(value: A): A;
  max<A extends Numeric>(value: A): A;
  exclusiveAdd<A extends Numeric>(value: A): A;
  inclusiveAdd<A extends Numeric>(value: A): A;
}

const context = /* @__PURE__ */ onlyOwnMembers('a group kernel');

export function groupContext(own: Tracing, groupSize: number): object {
  return Object.freeze({
    __proto__: context,
    localIndex: builtin('localIndex'),
    groupIndex: builtin('groupIndex'),
    globalIndex: builtin('globalIndex'),
    groupCount: builtin('groupCount'),
    groupSize,
    shared: located((type: unknown, length: unknown) => shared(own, type, length)),
    barrier,
    uniformLoad,
    subgroup,
  });
}

function shared(own: Tracing, type: unknown, length: unknown): object {
  checkInKernelBody('shared memory');
  const isAtomic = brandOf(type) === 'element type' && (type as MemoryType).kind === 'atomic';
  if (!isAtomic) checkElementType('g.shared', type);
  checkLength(length, 'g.shared');
  const plain = plainType(type as MemoryType);
  const index = own.shared.push({ type: plain, length: length as number }) - 1;
  return sharedView(
    {
      root: { kind: 'shared', index },
      type: plain,
      access: isAtomic ? 'atomics' : 'readWrite',
      name: 'shared memory',
    },
    length as number,
  );
}

const barrier: () => void = /* @__PURE__ */ located(() => {
  checkInKernelBody('a barrier');
  emit({ op: 'barrier' });
});

const uniformLoad: (place: unknown) => Value = /* @__PURE__ */ located(place => {
  checkInKernelBody('uniformLoad');
  if (brandOf(place) !== 'place')
    fail(
      `uniformLoad: expected a place in shared memory, found ${found(place)}`,
      'g.uniformLoad(tile.at(0)), without .$',
    );
  const { root, path, type, name } = checked(place as { readonly [PLACE]: never });
  if (root.kind !== 'shared')
    fail(
      `uniformLoad: expected a place in shared memory, found ${name}`,
      'Store the value in g.shared(type, 1) first.',
    );
  return wrap(
    nodeFor(type as Type, emit({ op: 'uniformLoad', type: type as Type, place: { root, path, type } })),
  );
});

// ---- subgroups
function subgroupNode(name: SubgroupName, type: Type, args: readonly Node[]): Value {
  checkInKernelBody('a subgroup operation');
  return wrap(nodeFor(type, emit({ op: 'subgroup', type, name, args: args.map(use) })));
}

function numeric(value: unknown, name: string): Node {
  const node = nodeOf(value);
  if (node?.type.kind === 'scalar' && node.type.scalar !== 'bool') return node;
  return fail(`subgroup.${name}: expected an f32, i32 or u32, found ${found(value)}`);
}

const getter = (name: SubgroupName): PropertyDescriptor => ({
  get: located(() => subgroupNode(name, U32, [])),
  enumerable: true,
});
const vote = (name: SubgroupName): PropertyDescriptor => ({
  value: located((condition: unknown) =>
    subgroupNode(name, BOOL, [coerce(BOOL, condition, `subgroup.${name}`)]),
  ),
});
const among = (name: SubgroupName): PropertyDescriptor => ({
  value: located((value: unknown) => {
    const node = numeric(value, name);
    return subgroupNode(name, node.type, [node]);
  }),
});

function subgroupOperations(): object {
  return Object.freeze(
    Object.create(null, {
      size: getter('size'),
      invocationIndex: getter('invocationIndex'),
      elect: { value: located(() => subgroupNode('elect', BOOL, [])) },
      any: vote('any'),
      all: vote('all'),
      shuffle: {
        value: located((value: unknown, index: unknown) => {
          const node = numeric(value, 'shuffle');
          return subgroupNode('shuffle', node.type, [node, coerce(U32, index, 'subgroup.shuffle: index')]);
        }),
      },
      ...Object.fromEntries(
        (['broadcastFirst', 'add', 'mul', 'min', 'max', 'exclusiveAdd', 'inclusiveAdd'] as const).map(
          name => [name, among(name)],
        ),
      ),
    }),
  );
}

const subgroup = /* @__PURE__ */ subgroupOperations();
