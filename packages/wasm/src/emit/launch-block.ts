/**
 * The arguments of a launch, which `run` reads from memory, in words: three words of extent, one unused;
 * eight words for each view parameter, in order (byte address of its element 0, words from one element to the
 * next, length, width, height, depth, two unused); the words of all value parameters (`valueOffsets`).
 */
const HEAD_WORDS = 4;
const VIEW_WORDS = 8;
const IN_VIEW = { address: 0, step: 1, length: 2, width: 3, height: 4, depth: 5 } as const;

/** The byte offset in the block. `view` counts view parameters. */
export const extentAt = (axis: 0 | 1 | 2): number => 4 * axis;
export const viewAt = (view: number, member: keyof typeof IN_VIEW): number =>
  4 * (HEAD_WORDS + VIEW_WORDS * view + IN_VIEW[member]);
export const valueAt = (views: number, word: number): number => 4 * (HEAD_WORDS + VIEW_WORDS * views + word);

/** The size of the block for this number of views and words of value parameters. */
export const blockBytes = (views: number, words: number): number => valueAt(views, words);

/** The members of a launch operation that the block needs. */
export interface BlockLaunch<Buffer> {
  readonly shape: { readonly extent: readonly [number, number, number] };
  readonly views: readonly BlockView<Buffer>[];
  readonly words: Uint32Array;
}
export interface BlockView<Buffer> {
  readonly param: number;
  readonly buffer: Buffer;
  /** The offset in elements, and so is the step. */
  readonly offset: number;
  readonly step: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
}

/**
 * Writes the block from word `at` on. `strideWords` gives the words from one element of a parameter to the
 * next, `addressOf` the byte address of a buffer.
 */
export function writeBlock<Buffer>(
  target: Uint32Array,
  at: number,
  { shape, views, words }: BlockLaunch<Buffer>,
  strideWords: (param: number) => number,
  addressOf: (buffer: Buffer) => number,
): void {
  target.set(shape.extent, at);
  target[at + 3] = 0;
  for (const [i, { param, buffer, offset, step, length, width, height, depth }] of views.entries()) {
    const stride = strideWords(param);
    const address = addressOf(buffer) + 4 * offset * stride;
    target.set([address, step * stride, length, width, height, depth, 0, 0], at + viewAt(i, 'address') / 4);
  }
  target.set(words, at + valueAt(views.length, 0) / 4);
}
