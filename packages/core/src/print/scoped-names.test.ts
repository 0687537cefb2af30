import { expect, test } from 'vitest';
import { ScopedNames } from './scoped-names.ts';

test('names are free again behind their block, and hide none around it', () => {
  const names = new ScopedNames(['while']);
  expect(names.name('i')).toBe('i');
  names.scope(() => {
    expect(names.name('i')).toBe('i1');
    expect(names.name('j')).toBe('j');
  });
  names.scope(() => expect(names.name('j')).toBe('j'));
  expect(names.name('i')).toBe('i1');
});

test('any hint becomes an identifier that is not reserved', () => {
  const names = new ScopedNames(['while']);
  expect(['while', 'größe', '2d', '_', 'box.min', 'x1', 'x1'].map(hint => names.name(hint))).toEqual([
    'while1',
    'gro_e',
    'v2d',
    'v',
    'box_min',
    'x1',
    'x1_1',
  ]);
});
