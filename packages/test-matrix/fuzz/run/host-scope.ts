// The names in scope in a host program, besides @heddle/core and the accelerator.
import { StreamRaceError, type StructArray } from '@heddle/core';

export { randomWords } from '../../harness/random.ts';
export { blend, mix, tiny } from '../../harness/steps.ts';

type Element<N> = N extends 2 ? [number, number] : [number, number, number, number];

export const elementsOf = <N extends 2 | 4>(words: Uint32Array, width: N): Element<N>[] =>
  Array.from(
    { length: words.length / width },
    (_, i) => [...words.subarray(i * width, (i + 1) * width)] as Element<N>,
  );

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
