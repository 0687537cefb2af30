// Numbers in a program's text, and data for its memory.
import type { Scalar } from '@heddle/core/backend';
import { edgeValues } from '../../programs/edge-values.ts';
import type { Floats } from '../model/signatures.ts';
import type { SimpleType, Type } from '../model/types.ts';

/** Any number, mapped to one of the scalar type. */
export function numberOf(scalar: Scalar, number: number, floats: Floats): number {
  switch (scalar) {
    case 'u32':
      return number >>> 0;
    case 'i32':
      return number | 0;
    case 'bool':
      return number & 1;
    case 'f32': {
      const edges = edgeValues.f32;
      if (floats === 'ieee' && number % 3 === 1) return edges[Math.abs(number) % edges.length]!;
      // of either sign, but never -0
      return (number % 4096) / 16 + 0;
    }
  }
}

export const scalarText = (scalar: Scalar, number: number): string =>
  scalar === 'bool' ? String(number === 1) : Object.is(number, -0) ? '-0' : String(number);

export function literalText(type: SimpleType, number: number, floats: Floats): string {
  // of 0 all are zero, which some compilers hold for something else
  const components = Array.from({ length: type.n }, (_, k) =>
    scalarText(type.scalar, numberOf(type.scalar, number && number + k, floats)),
  );
  return `${type.text}(${components.join(', ')})`;
}

/** The text of a value that was read back. */
export function literalOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalOf).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, field]) => `${name}: ${literalOf(field)}`)
      .join(', ')} }`;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A value as the host writes it. */
export function hostText(type: Type, next: () => number, floats: Floats): string {
  if (type.kind === 'struct')
    return `{ ${type.fields.map(([name, field]) => `${name}: ${hostText(field, next, floats)}`).join(', ')} }`;
  if (type.kind === 'array') return listOf(type.length, () => hostText(type.element, next, floats));
  const scalar = () => scalarText(type.scalar, numberOf(type.scalar, next(), floats));
  return type.n === 1 ? scalar() : listOf(type.n, scalar);
}

export const listOf = (length: number, text: () => string): string =>
  `[${Array.from({ length }, text).join(', ')}]`;

/** Numbers of all sizes, the same for the same seed; of 0 only zeros. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    if (seed === 0) return 0;
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const word = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    // small ones more often: they meet each other
    return word & 4 ? word >> 27 : word & 8 ? word >> 16 : word;
  };
}
