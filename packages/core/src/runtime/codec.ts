import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import { layout } from '../ir/layout.ts';
import type { MemoryType, Scalar } from '../ir/types.ts';
import { COMPONENTS, typeName } from '../ir/types.ts';
import { describe } from './arguments.ts';

/** A piece of memory in the device layout, seen as words of each type. Offsets count 32-bit words. */
export interface Words {
  readonly f32: Float32Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
}

export function wordsOf(
  buffer: ArrayBufferLike,
  byteOffset = 0,
  byteLength: number = buffer.byteLength - byteOffset,
): Words {
  return {
    f32: new Float32Array(buffer, byteOffset, byteLength / 4),
    i32: new Int32Array(buffer, byteOffset, byteLength / 4),
    u32: new Uint32Array(buffer, byteOffset, byteLength / 4),
  };
}

/** Reads the host's form of a value: a number, a boolean, an array or an object. */
export function readValue(type: MemoryType, words: Words, offset: number): unknown {
  switch (type.kind) {
    case 'atomic':
      return readValue(type.elem, words, offset);
    case 'scalar':
      return type.scalar === 'bool' ? words.u32[offset] !== 0 : words[type.scalar][offset];
    case 'vec':
      return Array.from({ length: type.n }, (_, i) => readValue(type.elem, words, offset + i));
    case 'array': {
      const stride = layout(type.elem).stride / 4;
      return Array.from({ length: type.length }, (_, i) => readValue(type.elem, words, offset + i * stride));
    }
    case 'struct': {
      const { offsets } = layout(type);
      return Object.fromEntries(
        Object.entries(type.fields).map(([name, field], i) => [
          name,
          readValue(field, words, offset + offsets[i]! / 4),
        ]),
      );
    }
  }
}

/**
 * Writes a value from the host's form, or throws a typed error that names the member (`what` and its path).
 */
export function writeValue(
  type: MemoryType,
  words: Words,
  offset: number,
  value: unknown,
  what: string,
): void {
  switch (type.kind) {
    case 'atomic':
      return writeValue(type.elem, words, offset, value, what);
    case 'scalar':
      return writeScalar(type.scalar, words, offset, value, what);
    case 'vec': {
      const items = checkItems(type, value, type.n, what);
      for (let i = 0; i < type.n; i++)
        writeScalar(type.elem.scalar, words, offset + i, items[i], `${what}.${COMPONENTS[i]}`);
      return;
    }
    case 'array': {
      const items = checkItems(type, value, type.length, what);
      const stride = layout(type.elem).stride / 4;
      for (let i = 0; i < type.length; i++)
        writeValue(type.elem, words, offset + i * stride, items[i], `${what}[${i}]`);
      return;
    }
    case 'struct': {
      if (typeof value !== 'object' || value === null) {
        throw new HeddleTypeError(
          `${what}: expected an object with the fields of ${type.name}, found ${describe(value)}`,
        );
      }
      const names = Object.keys(type.fields);
      for (const name of Object.keys(value)) {
        if (!Object.hasOwn(type.fields, name))
          throw new HeddleTypeError(
            `${what}: ${type.name} has no field '${name}'; it has ${names.join(', ')}`,
          );
      }
      const { offsets } = layout(type);
      names.forEach((name, i) => {
        if (!(name in value))
          throw new HeddleTypeError(`${what}: the field '${name}' of ${type.name} is missing`);
        writeValue(
          type.fields[name]!,
          words,
          offset + offsets[i]! / 4,
          (value as Record<string, unknown>)[name],
          `${what}.${name}`,
        );
      });
    }
  }
}

function checkItems(type: MemoryType, value: unknown, length: number, what: string): ArrayLike<unknown> {
  const found = (value as ArrayLike<unknown> | undefined | null)?.length;
  if (typeof value !== 'object' || found === undefined) {
    throw new HeddleTypeError(
      `${what}: expected ${length} values for ${typeName(type)}, found ${describe(value)}`,
    );
  }
  if (found !== length)
    throw new HeddleRangeError(`${what}: expected ${length} values for ${typeName(type)}, found ${found}`);
  return value as ArrayLike<unknown>;
}

function writeScalar(scalar: Scalar, words: Words, offset: number, value: unknown, what: string): void {
  if (scalar === 'bool') {
    if (typeof value !== 'boolean')
      throw new HeddleTypeError(`${what}: expected a boolean, found ${describe(value)}`);
    words.u32[offset] = value ? 1 : 0;
    return;
  }
  if (typeof value !== 'number')
    throw new HeddleTypeError(`${what}: expected a number for ${scalar}, found ${describe(value)}`);
  const array = words[scalar];
  array[offset] = value;
  if (scalar === 'f32') {
    if (Number.isFinite(value) && !Number.isFinite(array[offset]))
      throw new HeddleRangeError(`${what}: ${value} is beyond the range of f32`, {
        remedy: 'Write Infinity where infinity is meant.',
      });
  } else if (array[offset] !== value) {
    throw new HeddleRangeError(
      `${what}: expected a whole number from ${scalar === 'i32' ? '-2147483648 to 2147483647' : '0 to 4294967295'} for ${scalar}, found ${value}`,
    );
  }
}
