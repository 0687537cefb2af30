/**
 * What a launch hands to `run`, as words of the memory: three words of extent, one unused; eight words a view
 * parameter, in order (byte address of its element 0, words from one element to the next, length, width,
 * height, depth, two unused); the words of all value parameters (`valueOffsets`).
 */
const HEAD_WORDS = 4;
const VIEW_WORDS = 8;
const IN_VIEW = { address: 0, step: 1, length: 2, width: 3, height: 4, depth: 5 } as const;

/** The byte of the block at which it is found; `view` counts view parameters. */
export const extentAt = (axis: 0 | 1 | 2): number => 4 * axis;
export const viewAt = (view: number, member: keyof typeof IN_VIEW): number =>
  4 * (HEAD_WORDS + VIEW_WORDS * view + IN_VIEW[member]);
export const valueAt = (views: number, word: number): number => 4 * (HEAD_WORDS + VIEW_WORDS * views + word);

/** How large the block is with that many views and words of value parameters. */
export const blockBytes = (views: number, words: number): number => valueAt(views, words);

/** What a launch operation has of this. */
export interface BlockLaunch<Buffer> {
  readonly shape: { readonly extent: readonly [number, number, number] };
  readonly views: readonly BlockView<Buffer>[];
  readonly words: Uint32Array;
}
export interface BlockView<Buffer> {
  readonly param: number;
  readonly buffer: Buffer;
  /** In elements, as the step. */
  readonly offset: number;
  readonly step: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
}

/**
 * Writes the block to where word `at` is. `strideWords`: of an element of a parameter. `addressOf`: the byte
 * at which a buffer begins.
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
