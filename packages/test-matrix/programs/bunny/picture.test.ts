import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { countsOf, png, referencePixels, SIZE } from './picture.ts';

it('is the one in the documentation', () => {
  const found = readFileSync(new URL('../../../../docs/bunny.png', import.meta.url));
  const pixels = referencePixels(SIZE);
  expect(countsOf(pixels)).toEqual({ bunny: 61_801, floor: 91_554, shadowed: 13_949 });
  const same = found.equals(png(pixels, SIZE));
  expect(same, 'docs/bunny.png: draw it anew by `npm run picture` in packages/test-matrix').toBe(true);
}, 60_000);
