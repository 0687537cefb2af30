import { expect, it } from 'vitest';
import { blockBytes, writeBlock } from './launch-block.ts';

it('writes extent, views and value words, and nothing else', () => {
  const words = new Uint32Array(32).fill(99);
  const launch = {
    shape: { extent: [5, 4, 3] as const },
    views: [
      { param: 0, buffer: 'a', offset: 2, step: 3, length: 10, width: 5, height: 2, depth: 1 },
      { param: 2, buffer: 'b', offset: 0, step: 1, length: 7, width: 7, height: 1, depth: 1 },
    ],
    words: Uint32Array.of(11, 12, 13, 14),
  };
  const addresses: Record<string, number> = { a: 1000, b: 2000 };
  writeBlock(
    words,
    4,
    launch,
    param => (param === 0 ? 4 : 1),
    buffer => addresses[buffer]!,
  );
  expect(blockBytes(2, 4)).toBe(96);
  expect([...words]).toEqual([
    ...[99, 99, 99, 99],
    ...[5, 4, 3, 0],
    // The view begins 2 elements of 4 words after address 1000, and its step is 3 elements of 4 words.
    ...[1032, 12, 10, 5, 2, 1, 0, 0],
    ...[2000, 1, 7, 7, 1, 1, 0, 0],
    ...[11, 12, 13, 14],
    ...[99, 99, 99, 99],
  ]);
});
