const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

export function fromBits(bits: number): number {
  word[0] = bits;
  return float[0]!;
}

/** A sequence that is evenly distributed in an interval: multiples of the golden ratio, mod 1. */
const even = (i: number): number => (i * 0.6180339887498949) % 1;

/**
 * `count` numbers for each exponent, subnormals included, and each sign: the first, the last and some between
 * them.
 */
export function ofAllExponents(count: number): Float32Array {
  const significand = (i: number): number => (i < 2 ? i * 0x7fffff : Math.floor(even(i) * 2 ** 23));
  const magnitudes = Array.from({ length: 255 * count }, (_, i) =>
    fromBits((Math.floor(i / count) << 23) + significand(i % count)),
  );
  return Float32Array.from([...magnitudes, ...magnitudes.map(x => -x)]);
}

/** Numbers at equal distances from `low` to `high`, both included. */
export const between = (low: number, high: number, count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/** The f32 nearest to each point, with both signs, and `reach` neighbours on either side. */
export function around(points: readonly number[], reach = 4): Float32Array {
  const neighbours = points.flatMap(point => {
    float[0] = Math.abs(point);
    const [middle] = word as unknown as [number];
    return Array.from({ length: 2 * reach + 1 }, (_, i) => fromBits(Math.max(0, middle + i - reach)));
  });
  return Float32Array.from([...neighbours, ...neighbours.map(x => -x)]);
}

export const multiples = (of: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i + 1) * of);

export const joined = (...arrays: readonly (Float32Array | readonly number[])[]): Float32Array =>
  Float32Array.from(arrays.flatMap(array => [...array]));

/** Edge cases of number formats and functions. */
export const edges: Float32Array = joined(
  [0, -0, Infinity, -Infinity, NaN],
  around([2 ** -149, 2 ** -126, 1, 2, 2 ** 23, 2 ** 24, 2 ** 31, 2 ** 127, (2 - 2 ** -23) * 2 ** 127]),
);

/** At least 20 000 arguments, with which every function is tested. */
export const everywhere: Float32Array = joined(ofAllExponents(40), edges);

/** All pairs of an argument of each. */
export function pairs(a: Float32Array, b: Float32Array): readonly [Float32Array, Float32Array] {
  const count = a.length * b.length;
  return [
    Float32Array.from({ length: count }, (_, i) => a[i % a.length]!),
    Float32Array.from({ length: count }, (_, i) => b[Math.floor(i / a.length)]!),
  ];
}
