// The reference answers: the same two passes on the host, in float64, over the values as they were read.
import type { Statistics } from './statistics.ts';

export interface Oracle {
  readonly statistics: Statistics;
  /** The mean of |x|, which the error of a sum is measured by. */
  readonly meanMagnitude: number;
  /** The root of the mean of x ** 2, which the error of converting to f32 is measured by. */
  readonly rootMeanSquare: number;
}

/**
 * `values` must not be empty. Smallest and largest are those of the uploaded f32, so that a backend can match
 * them exactly: rounding keeps the order.
 */
export function askOracle(values: Float64Array): Oracle {
  const count = values.length;
  let sum = 0;
  let magnitudes = 0;
  let squares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    sum += value;
    magnitudes += Math.abs(value);
    squares += value * value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const mean = sum / count;
  let deviations = 0;
  for (const value of values) deviations += (value - mean) ** 2;
  return {
    statistics: {
      count,
      sum,
      mean,
      min: Math.fround(min),
      max: Math.fround(max),
      std: Math.sqrt(deviations / count),
    },
    meanMagnitude: magnitudes / count,
    rootMeanSquare: Math.sqrt(squares / count),
  };
}
