import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import type { ScalarNode, StructNode, Type, VectorNode } from '../ir/types.ts';
import { plainType, sameType, scalarNodes, typeName } from '../ir/types.ts';
import { BRAND, brandOf, describe, mark, NOT_PLAIN } from './brand.ts';
import { showAs } from './inspect.ts';
import { coerce, found, nodeOf } from './literal.ts';
import type { Node } from './node.ts';
import { compute, construct, parts, splat } from './node.ts';
import type {
  ArrayT,
  BoolT,
  F32T,
  I32T,
  StructT,
  U32T,
  Vec2fT,
  Vec2iT,
  Vec2uT,
  Vec3fT,
  Vec3iT,
  Vec3uT,
  Vec4fT,
  Vec4iT,
  Vec4uT,
} from './schema-types.ts';
import { located } from './source.ts';
import { fail, reject } from './trace.ts';
import type { AtomicType, DataType, ElemType, Fields, ScalarType } from './types.ts';
import { wrap } from './value.ts';

/** A callable with the members of a type. The type's `name` and `length` replace those of the function. */
function schema(
  members: object,
  construct: (...args: any[]) => unknown,
  text: () => string = () => typeName(members as Type),
): any {
  const callable = located(construct);
  for (const [name, value] of Object.entries(members))
    Object.defineProperty(callable, name, { value, enumerable: true });
  Object.defineProperty(callable, BRAND, { value: mark('element type') });
  showAs(callable, text);
  return Object.freeze(callable);
}

/**
 * The most types inside of each other. Functions that walk through a type call themselves, and an engine's stack is
 * short.
 */
const MAX_NESTING = 100;
/** The number of arrays and structs inside of each other, by type. */
const nesting = new WeakMap<object, number>();

/** The nesting of a type that contains these. */
function nest(what: string, inner: readonly object[]): number {
  const depth = inner.reduce<number>((most, type) => Math.max(most, nesting.get(type) ?? 0), 0) + 1;
  if (depth > MAX_NESTING) {
    reject(
      HeddleRangeError,
      `${what}: expected at most ${MAX_NESTING} nested types, found ${depth}`,
      'Keep parts in buffers of their own, and refer to them by index.',
    );
  }
  return depth;
}

const CONVERSIONS = { f32: 'toF32', i32: 'toI32', u32: 'toU32', bool: 'toBool' } as const;

function convert(type: ScalarNode, argument: unknown, what: string): Node {
  const node = nodeOf(argument);
  if (node === undefined || sameType(node.type, type)) return coerce(type, argument, what);
  return compute(CONVERSIONS[type.scalar], node);
}

const scalarSchema = (type: ScalarNode): any =>
  schema(type, (value: unknown) => wrap(convert(type, value, typeName(type))));

export const f32: F32T = /* @__PURE__ */ scalarSchema(scalarNodes.f32);
export const i32: I32T = /* @__PURE__ */ scalarSchema(scalarNodes.i32);
export const u32: U32T = /* @__PURE__ */ scalarSchema(scalarNodes.u32);
export const bool: BoolT = /* @__PURE__ */ scalarSchema(scalarNodes.bool);

function vectorSchema(n: 2 | 3 | 4, elem: ScalarType): any {
  const type = plainType({ kind: 'vec', n, elem }) as VectorNode;
  return schema({ kind: 'vec', n, elem }, (...args: unknown[]) => wrap(vector(type, args)));
}

function vector(type: VectorNode, args: readonly unknown[]): Node {
  const what = typeName(type);
  const [first] = args;
  const node = nodeOf(first);
  if (args.length === 1 && node?.type.kind === 'vec' && node.type.n === type.n) {
    return sameType(node.type, type) ? node : compute(CONVERSIONS[type.elem.scalar], node);
  }
  if (args.length === 1 && node?.type.kind !== 'vec') {
    return Array.isArray(first) ? coerce(type, first, what) : splat(coerce(type.elem, first, what), type);
  }
  const components = args.flatMap(arg => {
    const part = nodeOf(arg);
    return part?.type.kind === 'vec' && sameType(part.type.elem, type.elem)
      ? parts(part)
      : [coerce(type.elem, arg, what)];
  });
  if (components.length !== type.n) {
    fail(`${what} has ${type.n} components, found ${components.length} (${args.map(found).join(', ')})`);
  }
  return construct(type, components);
}

export const vec2f: Vec2fT = /* @__PURE__ */ vectorSchema(2, f32);
export const vec3f: Vec3fT = /* @__PURE__ */ vectorSchema(3, f32);
export const vec4f: Vec4fT = /* @__PURE__ */ vectorSchema(4, f32);
export const vec2i: Vec2iT = /* @__PURE__ */ vectorSchema(2, i32);
export const vec3i: Vec3iT = /* @__PURE__ */ vectorSchema(3, i32);
export const vec4i: Vec4iT = /* @__PURE__ */ vectorSchema(4, i32);
export const vec2u: Vec2uT = /* @__PURE__ */ vectorSchema(2, u32);
export const vec3u: Vec3uT = /* @__PURE__ */ vectorSchema(3, u32);
export const vec4u: Vec4uT = /* @__PURE__ */ vectorSchema(4, u32);

/**
 * A struct with these fields, in WGSL's layout. Two structs with the same fields and different names are different
 * types.
 *
 * @example
 * ```ts
 * const Ball = struct('Ball', { position: vec3f, speed: f32 });
 * const fall = kernel({
 *   name: 'fall',
 *   params: { balls: readWrite(Ball) },
 *   body({ balls }, { index }) {
 *     const { position, speed } = balls.at(index);
 *     position.y.$ = position.y.$.sub(speed.$);
 *   },
 * });
 * const balls = accelerator.allocate(Ball, [{ position: [0, 9, 0], speed: 2 }]);
 * accelerator.launch(fall, 1, { balls });
 * [...(await balls.copyToCPUAsync())]; // [{ position: [0, 7, 0], speed: 2 }]
 * ```
 */
export const struct: <F extends Fields>(name: string, fields: F) => StructT<F> = /* @__PURE__ */ located(
  (name: string, fields: Fields): any => {
    checkIdentifier(name, 'the name of a struct');
    if (typeof fields !== 'object' || fields === null || brandOf(fields) !== undefined) {
      reject(
        HeddleTypeError,
        `struct ${name}: expected its fields, found ${describe(fields)}`,
        `struct('${name}', { x: f32, ... })`,
      );
    }
    const entries = Object.entries(fields);
    if (entries.length === 0)
      reject(
        HeddleRangeError,
        `struct ${name} has no fields`,
        'WGSL has no empty structs: give it at least one.',
      );
    for (const [field, type] of entries) {
      checkIdentifier(field, `a field of struct ${name}`);
      checkElementType(`struct ${name}: field ${field}`, type);
    }
    const depth = nest(
      `struct ${name}`,
      entries.map(([, type]) => type as object),
    );
    const own = Object.freeze(Object.fromEntries(entries));
    const plain = plainType({ kind: 'struct', name, fields: own as StructNode['fields'] });
    const made = schema(
      { kind: 'struct', name, fields: own },
      (value: unknown) => wrap(coerce(plain, value, name)),
      () =>
        `struct('${name}', { ${entries.map(([field, type]) => `${field}: ${typeName(type as Type)}`).join(', ')} })`,
    );
    nesting.set(made, depth);
    return made;
  },
);

/**
 * `length` elements of a type. Its values and places have `at(i)`.
 *
 * @example
 * ```ts
 * const reversed = kernel({
 *   name: 'reversed',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     const stack = variable(array(f32, 3));
 *     For(3, i => {
 *       stack.at(i).$ = x.at(i).$;
 *     });
 *     y.at(index).$ = stack.at(u32(2).sub(index)).$;
 *   },
 * });
 * accelerator.launch(reversed, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [3, 2, 1]
 * ```
 */
export const array: <E extends DataType, const N extends number>(type: E, length: N) => ArrayT<E, N> =
  /* @__PURE__ */ located((type: DataType, length: number): any => {
    checkElementType('array', type);
    checkLength(length, 'array');
    const depth = nest('array', [type]);
    const plain = plainType({ kind: 'array', elem: type as Type, length });
    const made = schema({ kind: 'array', elem: type, length }, (elements: unknown) =>
      wrap(coerce(plain, elements, typeName(plain))),
    );
    nesting.set(made, depth);
    return made;
  });

/**
 * An element type of shared memory whose places have atomic operations.
 *
 * @example
 * ```ts
 * const count = groupKernel({
 *   name: 'count',
 *   params: { source: read(f32), counts: write(u32) },
 *   groupSize: 64,
 *   body({ source, counts }, g) {
 *     const positive = g.shared(atomic(u32), 1);
 *     If(source.at(g.globalIndex).$.gt(1), () => {
 *       positive.at(0).add(1);
 *     });
 *     g.barrier();
 *     If(g.localIndex.eq(0), () => {
 *       counts.at(g.groupIndex).$ = positive.at(0).load();
 *     });
 *   },
 * });
 * const counts = accelerator.allocate(u32, 1);
 * accelerator.launch(count, { groups: 1 }, { source: x, counts });
 * await counts.copyToCPUAsync(); // Uint32Array [2]
 * ```
 */
export const atomic: <S extends U32T | I32T>(type: S) => AtomicType<S> = /* @__PURE__ */ located(
  (type: U32T | I32T): any => {
    checkAtomic(type, 'atomic');
    const made = { __proto__: NOT_PLAIN, kind: 'atomic', elem: type, [BRAND]: mark('element type') };
    showAs(made, () => `atomic(${type})`);
    return Object.freeze(made);
  },
);

/**
 * Checks that any backend can use the name, once its namer has replaced reserved words. It must be a Unicode
 * identifier without `$`, which reads and writes places.
 */
export function checkIdentifier(name: unknown, what: string): void {
  if (
    typeof name !== 'string' ||
    !/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) ||
    name === '__proto__'
  ) {
    reject(
      HeddleTypeError,
      `${what}: ${describe(name)} is not an identifier`,
      'Use letters, digits and _; do not begin with a digit.',
    );
  }
}

const isElemType = (type: unknown): type is ElemType => brandOf(type) === 'element type';

export function checkElementType(what: string, type: unknown): asserts type is DataType {
  if (!isElemType(type)) {
    reject(
      HeddleTypeError,
      `${what}: expected an element type such as f32, found ${describe(type)}`,
      "Types are f32, i32, u32, bool, vec3f, struct('Name', { x: f32 }), array(f32, 3).",
    );
  }
  if (type.kind === 'atomic') {
    reject(
      HeddleTypeError,
      `${what}: ${typeName(type as never)} is not the type of a value`,
      'Atomics are places: use an atomics(u32) parameter, or g.shared(atomic(u32), n).',
    );
  }
}

export function checkAtomic(type: unknown, what: string): void {
  if (isElemType(type) && type.kind === 'scalar' && (type.scalar === 'u32' || type.scalar === 'i32')) return;
  reject(
    HeddleTypeError,
    `${what}: expected u32 or i32, found ${isElemType(type) ? typeName(type as never) : describe(type)}`,
    isElemType(type) && type.kind === 'scalar'
      ? 'No GPU adds floats atomically. Count in units, as in i32(x.mul(1000)); or reduce: reduceAsync, or a reduction of each group.'
      : 'Write atomics(u32) or atomics(i32); for a field of a struct, a buffer of its own.',
  );
}

export function checkLength(length: unknown, what: string): void {
  if (Number.isInteger(length) && (length as number) >= 1 && (length as number) < 2 ** 31) return;
  reject(
    HeddleRangeError,
    `${what}: ${describe(length)} is not a length`,
    'A length is a JavaScript integer, at least 1: the size of memory is fixed before a kernel runs.',
  );
}
