import { describe, expect, it } from 'vitest';
import { BOOL, F32, I32, type Type, typeName, U32, type VectorNode } from '../types.ts';
import { type OpName, resultType } from './index.ts';

const vec = (n: 2 | 3 | 4, elem = F32): VectorNode => ({ kind: 'vec', n, elem });
const result = (name: OpName, ...operands: Type[]): string => {
  const type = resultType(name, operands);
  return typeof type === 'string' ? `expected ${type}` : typeName(type);
};

it('keeps the type of the operands, or has its own', () => {
  expect(result('add', F32, F32)).toBe('f32');
  expect(result('rem', U32, U32)).toBe('u32');
  expect(result('lt', I32, I32)).toBe('bool');
  expect(result('eq', BOOL, BOOL)).toBe('bool');
  expect(result('fma', F32, F32, F32)).toBe('f32');
  expect(result('toF32', BOOL)).toBe('f32');
  expect(result('bitsI32', U32)).toBe('i32');
  expect(result('isNan', F32)).toBe('bool');
  expect(result('and', BOOL, BOOL)).toBe('bool');
});

it('works on vectors component by component', () => {
  expect(result('add', vec(3), vec(3))).toBe('vec3f');
  expect(result('toI32', vec(2))).toBe('vec2i');
  expect(result('bitsU32', vec(4, I32))).toBe('vec4u');
  expect(result('shl', vec(2, I32), vec(2, U32))).toBe('vec2i');
  expect(result('select', BOOL, vec(3, U32), vec(3, U32))).toBe('vec3u');
  expect(result('fma', vec(4), vec(4), vec(4))).toBe('vec4f');
});

it('selects by the type of the second operand', () => {
  expect(result('select', BOOL, I32, I32)).toBe('i32');
  expect(result('select', BOOL, BOOL, BOOL)).toBe('bool');
});

describe('refuses, and says what it expects', () => {
  it.each<[OpName, Type[], string]>([
    ['add', [F32, I32], 'two operands of one type: f32, i32, u32 or a vector of these'],
    ['add', [F32], 'two operands of one type: f32, i32, u32 or a vector of these'],
    ['add', [vec(3), vec(2)], 'two operands of one type: f32, i32, u32 or a vector of these'],
    ['add', [vec(3), F32], 'two operands of one type: f32, i32, u32 or a vector of these'],
    [
      'add',
      [{ kind: 'array', elem: F32, length: 2 }, F32],
      'two operands of one type: f32, i32, u32 or a vector of these',
    ],
    ['sin', [I32], 'one operand: f32 or a vector of it'],
    ['lt', [BOOL, BOOL], 'two operands of one type: f32, i32 or u32'],
    ['lt', [vec(2), vec(2)], 'two operands of one type: f32, i32 or u32'],
    ['and', [vec(2, BOOL), vec(2, BOOL)], 'two operands of one type: i32, u32, bool or a vector of these'],
    ['shl', [I32, I32], 'i32, u32 or a vector of these, and a u32 of the same width'],
    ['shl', [vec(2, U32), U32], 'i32, u32 or a vector of these, and a u32 of the same width'],
    [
      'select',
      [U32, F32, F32],
      'a bool and two operands of one type: f32, i32, u32, bool or a vector of these',
    ],
    [
      'select',
      [BOOL, F32, I32],
      'a bool and two operands of one type: f32, i32, u32, bool or a vector of these',
    ],
    ['fma', [F32, F32], 'three operands of one type: f32 or a vector of it'],
    ['isNan', [vec(2)], 'one operand: f32'],
  ])('%s', (name, operands, expected) => {
    expect(resultType(name, operands)).toBe(expected);
  });
});

it('gives plain frozen types, whatever schema it is asked with', () => {
  const schema = Object.assign(() => 0, vec(3)) as unknown as Type;
  const type = resultType('neg', [schema]);
  expect(type).toEqual({ kind: 'vec', n: 3, elem: F32 });
  expect(Object.isFrozen(type)).toBe(true);
});
