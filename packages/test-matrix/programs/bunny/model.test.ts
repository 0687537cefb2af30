import { describe, expect, it } from 'vitest';
import { cross, deepest, dot, type Point, subtract } from '../bvh.ts';
import { STACK } from './kernel.ts';
import { bunny } from './model.ts';
import { EYE, FLOOR_REACH, FOCUS, LIGHT, TOP, WIDTH } from './scene.ts';

const length = (p: Point): number => Math.sqrt(dot(p, p));
const { nodes, triangles } = bunny();
const greatest = (measure: (corners: (typeof triangles)[number]['corners']) => number): number =>
  triangles.reduce((most, { corners }) => Math.max(most, measure(corners)), 0);

it('fits the stack of the kernel', () => {
  expect(deepest(nodes)).toBeLessThanOrEqual(STACK);
});

it('stands on the floor', () => {
  const heights = triangles.flatMap(({ corners: { a, b, c } }) => [a[1], b[1], c[1]]);
  expect(Math.abs(Math.min(...heights))).toBe(0);
});

// A sum may wrap on its way, as long as its end fits: integers wrap back.
describe('what decides fits an i32', () => {
  const edge = greatest(({ a, b, c }) => Math.max(length(subtract(b, a)), length(subtract(c, a))));
  const normal = greatest(({ a, b, c }) => length(cross(subtract(b, a), subtract(c, a))));
  const distanceFrom = (origin: Point) => greatest(({ a }) => length(subtract(a, origin)));
  // the farthest points of the floor and of the bunny
  const corner = FLOOR_REACH * Math.SQRT2;
  const primary = { direction: length([WIDTH / 2, TOP - WIDTH, FOCUS]), distance: distanceFrom(EYE) };
  const toLight = { direction: length(LIGHT), distance: corner + distanceFrom([0, 0, 0]) };

  it.each(Object.entries({ primary, toLight }))('of the %s rays', (_, { direction, distance }) => {
    expect(2 * distance * direction * edge, 'the sum of two weights').toBeLessThan(2 ** 31);
    expect(distance * normal, 'how far ahead').toBeLessThan(2 ** 31);
    expect(2 * direction * normal * edge, 'a point, in areas').toBeLessThan(2 ** 31);
    expect(distance * direction, 'a distance').toBeLessThan(2 ** 31);
  });
});
