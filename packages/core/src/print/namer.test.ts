import { expect, it } from 'vitest';
import { createNamer } from './namer.ts';

it('gives ASCII identifiers that are neither reserved nor given before', () => {
  const name = createNamer(['while', 'sample']);
  expect(name('x')).toBe('x');
  expect(name('x')).toBe('x1');
  expect(name('x1')).toBe('x1_1');
  expect(name('while')).toBe('while1');
  expect(name('größe')).toBe('gro_e');
  expect(name('box.min.x')).toBe('box_min_x');
  expect(name('__proto__')).toBe('proto');
  expect(name('3d')).toBe('v3d');
  expect(name('速度')).toBe('v');
  expect(name('')).toBe('v1');
  expect(name('a__b')).toBe('a_b');
});
