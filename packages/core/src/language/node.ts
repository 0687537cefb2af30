import { fold } from '../ir/fold.ts';
import type { OpName, ValueId } from '../ir/ir.ts';
import { decode } from '../ir/ops/bits.ts';
import { resultType } from '../ir/ops/type-rule.ts';
import type { ArrayNode, ScalarNode, Type } from '../ir/types.ts';
import { BOOL, F32, members, sameType, typeName, U32 } from '../ir/types.ts';
import type { Made, Scope } from './trace.ts';
import { checkInScope, countStep, emit, fail, made, tracer } from './trace.ts';

/**
 * A value of the kernel inside of the tracer. The objects that users hold (value.ts) wrap a node, and every operation
 * of the language takes and yields nodes.
 */
export interface Node extends Made {
  readonly type: Type;
  /** Undefined for a constant. It becomes an instruction in the block that first uses it, or none if unused. */
  readonly id: ValueId | undefined;
  /** The bits of a constant scalar. */
  readonly bits: number | undefined;
}

/** The key of the node in a user's value. It is a symbol, so that no name of a field can collide with it. */
export const NODE: unique symbol = Symbol('node');

export const nodeFor = (type: Type, id: ValueId): Node => ({ type, id, bits: undefined, ...made() });

export const constant = (type: ScalarNode, bits: number): Node => ({ type, id: undefined, bits, ...made() });

/** The id by which an instruction refers to a value. It checks first that the value may be used here. */
export function use(node: Node): ValueId {
  checkInScope(node, 'value');
  if (node.id !== undefined) return node.id;
  const type = node.type as ScalarNode;
  const bits = node.bits!;
  const key = `${type.scalar}:${bits}`;
  for (let scope: Scope | undefined = tracer().scope; scope; scope = scope.parent) {
    const known = scope.constants.get(key);
    if (known !== undefined) return known;
  }
  const id = emit({ op: 'const', type, bits });
  tracer().scope.constants.set(key, id);
  return id;
}

/** Applies an operation of the operation table. Constants are folded by the operation's own definition. */
export function compute(name: OpName, ...args: readonly Node[]): Node {
  const type = resultType(
    name,
    args.map(arg => arg.type),
  );
  if (typeof type === 'string') {
    fail(
      `${name}(${args.map(arg => typeName(arg.type)).join(', ')}) does not exist: ${type}`,
      'Conversions are explicit: write f32(v), i32(v) or u32(v).',
    );
  }
  return folded(name, type, args) ?? nodeFor(type, emit({ op: 'compute', type, name, args: args.map(use) }));
}

/** An operation that yields a NaN is not folded, so that the sanitizer can name its line. */
function folded(name: OpName, type: Type, args: readonly Node[]): Node | undefined {
  const bits = args.map(arg => arg.bits!);
  if (type.kind !== 'scalar' || bits.includes(undefined!)) return undefined;
  for (const arg of args) checkInScope(arg, 'value');
  // `select` is the only operation whose first operand does not have its element type.
  const result = fold(name, (args[name === 'select' ? 1 : 0]!.type as ScalarNode).scalar, bits);
  if (isNanConstant(type, result) && !args.some(arg => isNanConstant(arg.type, arg.bits!))) return undefined;
  countStep();
  return constant(type, result);
}

const isNanConstant = (type: Type, bits: number): boolean =>
  type === F32 && Number.isNaN(decode('f32', bits));

export function construct(type: Type, parts: readonly Node[]): Node {
  return nodeFor(type, emit({ op: 'construct', type, args: parts.map(use) }));
}

/** A component or field of a value. */
export function extract(value: Node, member: number): Node {
  const type = members(value.type)[member]!;
  return nodeFor(type, emit({ op: 'extract', type, value: use(value), member }));
}

/** An element of an array value. */
export function element(value: Node, index: Node): Node {
  const type = (value.type as ArrayNode).elem;
  return nodeFor(type, emit({ op: 'element', type, value: use(value), index: use(index) }));
}

/** A vector whose components are all this scalar. */
export function splat(scalar: Node, type: Type): Node {
  return type.kind === 'vec' && scalar.type.kind === 'scalar'
    ? construct(type, Array<Node>(type.n).fill(scalar))
    : scalar;
}

/** The parts of a value: components, fields, elements. */
export function parts(value: Node): readonly Node[] {
  const inner = members(value.type);
  return value.type.kind === 'array'
    ? inner.map((_, i) => element(value, constant(U32, i)))
    : inner.map((_, i) => extract(value, i));
}

/**
 * `select` on any type. The operation table has it for scalars and vectors only; other composites are selected part
 * by part.
 */
export function selectNode(condition: Node, whenTrue: Node, whenFalse: Node): Node {
  const { type } = whenTrue;
  if (
    !sameType(condition.type, BOOL) ||
    !sameType(type, whenFalse.type) ||
    type.kind === 'scalar' ||
    type.kind === 'vec'
  ) {
    return compute('select', condition, whenTrue, whenFalse);
  }
  const otherwise = parts(whenFalse);
  return construct(
    type,
    parts(whenTrue).map((part, i) => selectNode(condition, part, otherwise[i]!)),
  );
}
