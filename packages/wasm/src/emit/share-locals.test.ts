import { expect, it } from 'vitest';
import type { Code, ValueType } from './instructions.ts';
import { shareLocals } from './share-locals.ts';

const local = (type: ValueType, name?: string) => ({ type, name });
const indices = (code: Code): readonly (number | undefined)[] =>
  code.filter(([name]) => name.startsWith('local.')).map(([, index]) => index);

it('gives one local to lives that do not overlap', () => {
  const { code, locals } = shareLocals(
    [
      ['local.set', 1],
      ['local.get', 1],
      ['local.set', 2],
      ['local.set', 3],
      ['local.get', 2],
      ['local.get', 3],
    ],
    1,
    [local('i32', 'block'), local('i32'), local('i32'), local('i32')],
  );
  expect(indices(code)).toEqual([1, 1, 1, 2, 1, 2]);
  expect(locals).toEqual(['i32', 'i32']);
});

it('keeps types and names apart', () => {
  const { code, locals, names } = shareLocals(
    [
      ['local.set', 0],
      ['local.set', 1],
      ['local.set', 2],
      ['local.set', 3],
      ['local.set', 4],
    ],
    0,
    [local('i32'), local('f32'), local('i32', 'x'), local('i32', 'y'), local('f32')],
  );
  expect(indices(code)).toEqual([0, 1, 2, 3, 1]);
  expect(locals).toEqual(['i32', 'f32', 'i32', 'i32']);
  expect([...names]).toEqual([
    [2, 'x'],
    [3, 'y'],
  ]);
});

it('lets what comes from before a loop live to its end, and what begins in it for a trip', () => {
  const { code } = shareLocals(
    [
      ['local.set', 0],
      ['loop'],
      ['loop'],
      ['local.get', 0],
      ['local.set', 1],
      ['local.get', 1],
      ['local.set', 2],
      ['end'],
      ['local.set', 3],
      ['end'],
      ['local.set', 4],
    ],
    0,
    Array.from({ length: 5 }, () => local('i32')),
  );
  expect(indices(code)).toEqual([0, 0, 1, 1, 1, 1, 0]);
});

it('frees at the end of the loop that a value lives to', () => {
  const { code } = shareLocals(
    [['loop'], ['local.set', 0], ['loop'], ['local.get', 0], ['end'], ['local.set', 1], ['end']],
    0,
    [local('i32'), local('i32')],
  );
  expect(indices(code)).toEqual([0, 0, 0]);
});
