import { createAccelerator } from '@heddle/core';
import { cpu } from '@heddle/cpu';
import { describe, expect, test } from 'vitest';
import { agrees, errorBounds } from './bounds.ts';
import { measure } from './measure.ts';
import { askOracle } from './oracle.ts';
import { computeStatistics } from './statistics.ts';

async function statisticsOf(...values: number[]) {
  const accelerator = await createAccelerator([cpu()]);
  const statistics = await computeStatistics(accelerator, Float32Array.from(values));
  await accelerator.disposeAsync();
  return statistics;
}

test('of a small column', async () => {
  expect(await statisticsOf(2, -4, 4, 4, 5, 5, 7, 9)).toEqual({
    count: 8,
    sum: 32,
    mean: 4,
    min: -4,
    max: 9,
    std: Math.sqrt(13),
  });
});

test('of a single value', async () => {
  expect(await statisticsOf(7)).toEqual({ count: 1, sum: 7, mean: 7, min: 7, max: 7, std: 0 });
});

test('a NaN is not counted', async () => {
  expect((await statisticsOf(1, Number.NaN, 2)).count).toBe(2);
});

describe('a measured backend', () => {
  test('has results within the bounds, a time, and its steps', async () => {
    const values = Float64Array.from({ length: 100_000 }, (_, i) => Math.sin(i));
    const steps: string[] = [];
    const outcome = await measure(cpu(), Float32Array.from(values), step => steps.push(step));
    expect(outcome).toMatchObject({ available: true, depth: 2 * 3 * 41 });
    if (!outcome.available || !outcome.results) throw new Error(outcome.reason);
    const oracle = askOracle(values);
    expect(agrees(outcome.results, oracle.statistics, errorBounds(oracle, outcome.depth))).toBe(true);
    expect(outcome.milliseconds).toBeGreaterThan(0);
    expect(steps).toEqual([
      'opening',
      'uploading',
      'first pass: count, sum, min, max',
      'second pass: deviations from the mean',
    ]);
  });

  test('that is not there says why', async () => {
    const backend = {
      ...cpu(),
      isSupported: async () => ({ ok: false, reason: 'there is no adapter' }) as const,
    };
    const outcome = await measure(backend, Float32Array.of(1));
    expect(outcome).toEqual({ available: false, reason: expect.stringContaining('there is no adapter') });
  });

  test('that cannot do it says why', async () => {
    const outcome = await measure(cpu(), new Float32Array(0));
    expect(outcome).toEqual({ available: true, reason: expect.stringContaining('at least one element') });
  });

  test('that computes what no number is says so', async () => {
    const outcome = await measure(cpu(), Float32Array.of(3e38, 3e38));
    expect(outcome).toEqual({ available: true, reason: 'expected finite results, found sum = Infinity' });
  });
});
