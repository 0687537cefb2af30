/** Reproducible test data: the same seed gives the same numbers on every target. */
export function randomWords(length: number, seed: number): Uint32Array<ArrayBuffer> {
  let state = seed >>> 0;
  return Uint32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // the low bits of a linear congruential generator have short periods
    return Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
  });
}

/** Whole numbers from `least` to below `end`. */
export function randomIntegers(length: number, seed: number, least: number, end: number): number[] {
  return Array.from(randomWords(length, seed), word => least + (word % (end - least)));
}

/** f32 numbers from -1 to 1. */
export function randomFloats(length: number, seed: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(randomWords(length, seed), word => word / 2 ** 31 - 1);
}
