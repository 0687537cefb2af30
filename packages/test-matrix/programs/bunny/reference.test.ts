import { expect, it } from 'vitest';
import { bunny } from './model.ts';
import { inBoxes, referencePixel } from './reference.ts';
import { FLOOR, NOTHING } from './scene.ts';

it('finds by the boxes what it finds by trying every triangle', () => {
  const { nodes, triangles } = bunny();
  const [every, size] = [[...triangles.keys()], 512];
  const inEvery = Array.from({ length: 400 }, (_, i) => {
    const index = i * 653;
    const pixel = referencePixel(triangles, () => every, size, index);
    expect(referencePixel(triangles, inBoxes(nodes), size, index), `pixel ${index}`).toEqual(pixel);
    return pixel;
  });
  // among these are all kinds
  const bunnies = inEvery.filter(({ seen }) => seen < triangles.length);
  const floors = inEvery.filter(({ seen }) => seen === FLOOR);
  for (const kind of [bunnies, floors]) {
    expect(kind.filter(({ shadowed }) => shadowed).length).toBeGreaterThan(3);
    expect(kind.filter(({ shadowed }) => !shadowed).length).toBeGreaterThan(20);
  }
  expect(inEvery.some(({ seen }) => seen === NOTHING)).toBe(true);
}, 60_000);
