// Parts of buffers, and their words in the replay on the host.
import type { Range } from './happens-before.ts';

export interface Place {
  readonly name: string;
  readonly width: 1 | 2 | 4;
  readonly words: Uint32Array<ArrayBuffer>;
}
/** Element i is element `first + i * step` of the place. */
export interface Part extends Range {
  readonly place: Place;
  readonly text: string;
}

export function each(
  { place: { width }, first, count, step }: Part,
  act: (at: number, i: number) => void,
): void {
  for (let i = 0; i < count; i++)
    for (let k = 0; k < width; k++) act((first + i * step) * width + k, i * width + k);
}
export function wordsOf(part: Part): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(part.count * part.place.width);
  each(part, (at, i) => {
    words[i] = part.place.words[at]!;
  });
  return words;
}

export const dataText = (length: number, width: number, seed: number): string =>
  width === 1
    ? `randomWords(${length}, ${seed})`
    : `elementsOf(randomWords(${length * width}, ${seed}), ${width})`;
