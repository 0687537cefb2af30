import { describe, expect, test } from 'vitest';
import { agrees, errorBounds, refuseOverflow, summationDepth } from './bounds.ts';
import { InputError } from './input-error.ts';
import { askOracle } from './oracle.ts';
import type { Statistics } from './statistics.ts';

describe('the depth of a summation', () => {
  test.each([
    [65_536, 1, 3 * 41],
    [65_536, 65_536, 3 * 41],
    [65_536, 65_537, 2 * 3 * 41],
    [65_536, 200_000, 2 * 3 * 41],
    [1_000, 1_000_001, 3 * 3 * 10],
    [64, 4_096, 2 * 70],
    [1, 1_024, 10 * 8],
  ])('with grains of %i, of %i elements: %i', (grain, count, depth) => {
    expect(summationDepth(grain, count)).toBe(depth);
  });
});

/** The same computation in f32 in the worst order there is: one element after the other, depth = count. */
function naive(values: Float64Array): Statistics {
  const floats = Float32Array.from(values);
  const sum = floats.reduce((total, value) => Math.fround(total + value), 0);
  const mean = sum / floats.length;
  const squares = floats.reduce((total, value) => {
    const deviation = Math.fround(value - Math.fround(mean));
    return Math.fround(total + Math.fround(deviation * deviation));
  }, 0);
  return {
    count: floats.length,
    sum,
    mean,
    min: Math.min(...floats),
    max: Math.max(...floats),
    std: Math.sqrt(squares / floats.length),
  };
}

/** Reproducible, in [0, 1). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('f32 results stay within the bounds', () => {
  const shapes: [string, (next: () => number) => number][] = [
    ['tenths', () => 0.1],
    ['uniform', next => next()],
    ['of both signs', next => next() - 0.5],
    ['large, close together', next => 1e7 + next()],
    ['over many magnitudes', next => (next() - 0.5) * 10 ** (20 * next() - 10)],
    ['small enough to underflow', next => next() * 1e-22],
    ['subnormal', next => next() * 1e-40],
    ['large enough to nearly overflow', next => next() * 1e15],
    ['constant', () => 1 / 3],
  ];
  test.each(shapes)('%s', (_, draw) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const next = random(seed);
      const values = Float64Array.from({ length: seed * 250 }, () => draw(next));
      const oracle = askOracle(values);
      refuseOverflow(oracle);
      const bounds = errorBounds(oracle, values.length);
      const results = naive(values);
      expect({ seed, results, oracle, agrees: agrees(results, oracle.statistics, bounds) }).toMatchObject({
        agrees: true,
      });
    }
  });

  test('a bound of the sum is not a thousand times what is needed', () => {
    const values = new Float64Array(5_000).fill(0.1);
    const oracle = askOracle(values);
    const error = Math.abs(naive(values).sum - oracle.statistics.sum);
    expect(error).toBeGreaterThan(errorBounds(oracle, values.length).sum / 1_000);
  });
});

describe('agreement', () => {
  const { statistics, ...rest } = askOracle(Float64Array.of(1, 2, 3, 4));
  const bounds = errorBounds({ statistics, ...rest }, 6);

  test('of equals', () => expect(agrees(statistics, statistics, bounds)).toBe(true));
  test.each(Object.keys(statistics) as (keyof Statistics)[])('not with %s off by a thousandth', name => {
    expect(agrees({ ...statistics, [name]: statistics[name] * 1.001 }, statistics, bounds)).toBe(false);
  });
  test('not with a NaN', () => {
    expect(agrees({ ...statistics, std: Number.NaN }, statistics, bounds)).toBe(false);
  });
  test('a zero has no sign', () => {
    const zeros = askOracle(Float64Array.of(0, 0));
    expect(agrees({ ...zeros.statistics, min: -0 }, zeros.statistics, errorBounds(zeros, 3))).toBe(true);
  });
});

describe('what would overflow is refused', () => {
  test('a sum', () => {
    const refusal = () => refuseOverflow(askOracle(Float64Array.of(3e38, -3e38)));
    expect(refusal).toThrow(InputError);
    expect(refusal).toThrow(
      'the sum may overflow a 32-bit float, which ends at 3.40e+38: the magnitudes of the values add up to 6.00e+38',
    );
  });
  test('a sum of squares', () => {
    expect(() => refuseOverflow(askOracle(Float64Array.of(-1e20, 1e20)))).toThrow(
      'the standard deviation may overflow a 32-bit float, which ends at 3.40e+38: the squared deviations',
    );
  });
});
