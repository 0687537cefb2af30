// Bounds on the distance of a correct f32 computation from the float64 reference. They follow from the data and from
// the shape of the summation, before anything has run. Count, min and max must be equal.
//
// With u = 2^-24, n chained roundings cost a factor within 1 ± gamma(n), gamma(n) = n u / (1 - n u). (Higham,
// Accuracy and Stability of Numerical Algorithms, 3.1 and 4.2.)
//
//   sum   Converting an element to f32 is one rounding, `depth` additions are the others:
//         |error| <= gamma(depth + 1) * sum |x|
// mean  the same, divided by the count (on the host, in float64) std   Let e be the error of the mean that
// the deviations are taken from, its rounding to f32 included. The squares about
//         it sum to n * (variance + e^2), exactly; subtracting, squaring and adding them up make that
//         n * (variance + e^2) * (1 ± gamma(depth + 3)).
//         Converting moves each element by u |x| at most, and the deviation, a norm, by u * rms(x) at most.
//
// A device may flush what is below 2^-126 to zero, at each operation: less than 4 operations an element. The
// oracle has errors as well, of the same form with u = 2^-53 and a depth of n.
import { InputError } from './input-error.ts';
import type { Oracle } from './oracle.ts';
import type { Statistics } from './statistics.ts';

const F32_ROUNDOFF = 2 ** -24;
const F64_ROUNDOFF = 2 ** -53;
const F32_LEAST_NORMAL = 2 ** -126;
export const F32_MAX = (2 - 2 ** -23) * 2 ** 127;

const FLUSHED = 4 * F32_LEAST_NORMAL;
/** Covers the roundings of the arithmetic below, and of the oracle's magnitudes. */
const SLACK = 1 + 1e-6;

const gamma = (roundings: number, roundoff = F32_ROUNDOFF) =>
  (roundings * roundoff) / (1 - roundings * roundoff);

/**
 * The shape that `reduceInto` documents: passes over runs of at least `grain` elements. An invocation that folds a run
 * nests three sums of ceil(cbrt(grain)) terms; where grains are short, a group may add them in a row instead,
 * then its lanes in a tree of 6 levels.
 */
export function summationDepth(preferredGrain: number, count: number): number {
  const grain = Math.max(2, preferredGrain);
  const nested = 3 * Math.ceil(Math.cbrt(grain));
  const perPass = grain < 256 ? Math.max(nested, grain + 6) : nested;
  let passes = 1;
  for (let reach = grain; reach < count; reach *= grain) passes += 1;
  return perPass * passes;
}

export function errorBounds(
  { statistics, meanMagnitude, rootMeanSquare }: Oracle,
  depth: number,
): Statistics {
  const { count, mean, std } = statistics;
  const ofHostMean = gamma(count, F64_ROUNDOFF) * meanMagnitude;
  const ofMean = gamma(depth + 1) * meanMagnitude + FLUSHED + ofHostMean;

  const shift = ofMean + F32_ROUNDOFF * (Math.abs(mean) + ofMean) + F32_LEAST_NORMAL;
  const conversion = F32_ROUNDOFF * rootMeanSquare + 2 * F32_LEAST_NORMAL;
  const relative = gamma(depth + 3);
  const least = Math.max(0, std - conversion) ** 2 * (1 - relative) - 2 * FLUSHED;
  const most = ((std + conversion) ** 2 + shift ** 2) * (1 + relative) + 2 * FLUSHED;
  const ofDeviceStd = Math.max(std - Math.sqrt(Math.max(0, least)), Math.sqrt(most) - std);
  const ofHostStd = gamma(count + 3, F64_ROUNDOFF) * std + ofHostMean;

  return {
    count: 0,
    sum: count * ofMean * SLACK,
    mean: ofMean * SLACK,
    min: 0,
    max: 0,
    std: (ofDeviceStd + ofHostStd) * SLACK,
  };
}

/**
 * Refuses what an f32 sum might not hold. One part in a hundred is more than any summation of the depths
 * above can gain.
 */
export function refuseOverflow({ statistics: { count, std }, meanMagnitude }: Oracle): void {
  const refuse = (sum: string, terms: string, total: number) => {
    if (total * 1.01 <= F32_MAX) return;
    const limit = F32_MAX.toPrecision(3);
    throw new InputError(
      `${sum} may overflow a 32-bit float, which ends at ${limit}: ${terms} add up to ${total.toPrecision(3)}`,
    );
  };
  refuse('the sum', 'the magnitudes of the values', count * meanMagnitude);
  refuse(
    'the standard deviation',
    'the squared deviations from the mean',
    count * (std + 0.01 * meanMagnitude) ** 2,
  );
}

export const agrees = (results: Statistics, expected: Statistics, bounds: Statistics): boolean =>
  (Object.keys(bounds) as (keyof Statistics)[]).every(
    name => Math.abs(results[name] - expected[name]) <= bounds[name],
  );
