// What host programs know besides @heddle/core and the accelerator.
import { StreamRaceError, type StructArray } from '@heddle/core';

export { randomWords } from '../../src/random.ts';
export { blend, mix, tiny } from '../../src/steps.ts';

export const elementsOf = (words: Uint32Array, width: number): any =>
  Array.from({ length: words.length / width }, (_, i) => [...words.subarray(i * width, (i + 1) * width)]);

export const wordsOf = (array: Uint32Array | StructArray<unknown>): Uint32Array =>
  array instanceof Uint32Array ? array : new Uint32Array(array.bytes.buffer);

export function races(operation: () => unknown): void {
  try {
    operation();
  } catch (error) {
    if (error instanceof StreamRaceError) return;
    throw error;
  }
  throw new Error('expected a StreamRaceError');
}
