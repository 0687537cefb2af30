import { expect, test } from 'vitest';
import { askOracle } from './oracle.ts';

test('the statistics of a small column', () => {
  const { statistics, meanMagnitude, rootMeanSquare } = askOracle(Float64Array.of(2, -4, 4, 4, 5, 5, 7, 9));
  expect(statistics).toEqual({ count: 8, sum: 32, mean: 4, min: -4, max: 9, std: Math.sqrt(13) });
  expect(meanMagnitude).toBe(5);
  expect(rootMeanSquare).toBe(Math.sqrt(29));
});

test('a single value deviates by nothing', () => {
  expect(askOracle(Float64Array.of(7)).statistics).toEqual({
    count: 1,
    sum: 7,
    mean: 7,
    min: 7,
    max: 7,
    std: 0,
  });
});

test('smallest and largest are those of the uploaded floats, the others those of the values', () => {
  const { min, max, mean } = askOracle(Float64Array.of(0.1, 0.3)).statistics;
  expect([min, max]).toEqual([Math.fround(0.1), Math.fround(0.3)]);
  expect(mean).toBe(0.2);
});
