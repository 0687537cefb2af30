import { encode } from '../ir/ops/bits.ts';
import type { ScalarNode, Type } from '../ir/types.ts';
import { COMPONENTS, sameType, typeName } from '../ir/types.ts';
import { brandOf, describe } from './brand.ts';
import type { Node } from './node.ts';
import { constant, construct, NODE } from './node.ts';
import { fail } from './trace.ts';

/** The node of a user's value; undefined for any other object. */
export const nodeOf = (value: unknown): Node | undefined =>
  brandOf(value) === 'value' ? (value as { readonly [NODE]: Node })[NODE] : undefined;

/** A description of an argument for the "found" part of a message. */
export function found(value: unknown): string {
  const node = nodeOf(value);
  return node ? `a value of type ${typeName(node.type)}` : describe(value);
}

/**
 * Converts an argument to a node of the expected type. The argument is a value of this type, or a literal that is
 * exactly one of its values. `what` names the argument in the message.
 */
export function coerce(type: Type, argument: unknown, what: string): Node {
  const node = nodeOf(argument);
  if (node !== undefined) {
    if (!sameType(node.type, type)) mismatch(type, argument, what);
    return node;
  }
  switch (type.kind) {
    case 'scalar':
      return constant(type, literalBits(type, argument, what));
    case 'struct': {
      if (!isPlainObject(argument)) return mismatch(type, argument, what);
      // A value owns its symbol, but inherits its fields from its prototype. So a spread copies the symbol alone.
      if (NODE in argument)
        fail(
          `${what}: a value was spread into the literal of ${type.name}, which copies none of its fields`,
          'Change a field in a place: const v = variable(Type, value); v.field.$ = x; then v.$ is the whole.',
        );
      const names = Object.keys(type.fields);
      const missing = names.filter(name => !Object.hasOwn(argument, name));
      const extra = Object.keys(argument).filter(name => !Object.hasOwn(type.fields, name));
      if (missing.length + extra.length > 0) {
        const faults = [
          missing.length > 0 && `lacks ${missing.join(', ')}`,
          extra.length > 0 && `has ${extra.join(', ')}, which are not fields`,
        ];
        fail(
          `${what}: the literal of ${type.name} ${faults.filter(Boolean).join(' and ')}`,
          `${type.name} has the fields ${names.join(', ')}.`,
        );
      }
      return construct(
        type,
        names.map(name => coerce(type.fields[name]!, argument[name], `${what}.${name}`)),
      );
    }
    case 'vec':
    case 'array': {
      const count = type.kind === 'vec' ? type.n : type.length;
      if (!Array.isArray(argument)) return mismatch(type, argument, what);
      if (argument.length !== count) {
        fail(`${what}: ${typeName(type)} has ${count} elements, found ${argument.length}`, `Give ${count}.`);
      }
      const label = (i: number): string =>
        type.kind === 'vec' ? `${what}.${COMPONENTS[i]}` : `${what}[${i}]`;
      return construct(
        type,
        Array.from(argument, (part: unknown, i) => coerce(type.elem, part, label(i))),
      );
    }
  }
}

/** Refuses instances of classes, and places: some of their members may have the names of fields by accident. */
function isPlainObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && brandOf(value) === undefined;
}

export function mismatch(
  type: Type,
  argument: unknown,
  what: string,
  expected: string = typeName(type),
): never {
  const isPlace = brandOf(argument) === 'place';
  const node = nodeOf(argument);
  const converts = node?.type.kind === 'scalar' && type.kind === 'scalar';
  fail(
    `${what}: expected ${expected}, found ${found(argument)}`,
    isPlace
      ? 'A place is not a value: read it with .$'
      : converts || brandOf(argument) === 'element type'
        ? `Conversions are explicit: write ${typeName(type)}(value).`
        : typeof argument === 'function'
          ? 'Call it: v.length(), a.abs().'
          : argument === undefined
            ? 'Is the name of a field misspelt? A component is v.x, an element v.at(0).'
            : type.kind === 'vec'
              ? `Make one: ${typeName(type)}(...).`
              : `Give a value of the kernel of type ${expected}, or a literal of it.`,
  );
}

const RANGES = { i32: [-(2 ** 31), 2 ** 31 - 1], u32: [0, 2 ** 32 - 1] } as const;
/** The least magnitude that rounds to infinity in f32 (half a unit above the largest number). */
const F32_OVERFLOW = 2 ** 128 - 2 ** 103;

function literalBits(type: ScalarNode, argument: unknown, what: string): number {
  const { scalar } = type;
  if (scalar === 'bool') {
    if (typeof argument !== 'boolean') mismatch(type, argument, what);
    return Number(argument);
  }
  if (typeof argument !== 'number') return mismatch(type, argument, what);
  if (scalar === 'f32') {
    if (Number.isFinite(argument) && Math.abs(argument) >= F32_OVERFLOW) {
      fail(`${what}: ${argument} is beyond the range of f32`, 'Write Infinity where infinity is meant.');
    }
  } else {
    const [lowest, highest] = RANGES[scalar];
    if (!Number.isInteger(argument)) {
      fail(
        `${what}: ${argument} is not an integer, and ${scalar} is expected`,
        'Round the literal, or convert the other operand: f32(value).',
      );
    }
    if (argument < lowest || argument > highest) {
      fail(
        `${what}: ${argument} does not fit into ${scalar}`,
        `${scalar} goes from ${lowest} to ${highest}.`,
      );
    }
  }
  return encode(scalar, argument);
}
