import { expect, it } from 'vitest';
import type { Param } from './ir.ts';
import { BOOL, F32, type Type, U32, type VectorNode } from './types.ts';
import { valueOffsets } from './value-words.ts';

const vec3: VectorNode = { kind: 'vec', n: 3, elem: F32 };
const value = (type: Type): Param => ({ name: 'p', access: 'value', type });

it('begins every value at a multiple of 4 words and passes over views', () => {
  const pair: Type = { kind: 'struct', name: 'Pair', fields: { at: vec3, on: BOOL, count: U32 } };
  const params: Param[] = [
    value(F32),
    { name: 'x', access: 'read', type: F32 },
    value(vec3),
    value(pair),
    value({ kind: 'array', elem: vec3, length: 2 }),
    value(BOOL),
  ];
  // A Pair has 8 words: 4 for a vec3 and the bool after it, 4 for the count and padding.
  expect(valueOffsets(params)).toEqual({ offsets: [0, undefined, 4, 8, 16, 24], total: 28 });
});

it('has no words without values', () => {
  expect(valueOffsets([])).toEqual({ offsets: [], total: 0 });
});
