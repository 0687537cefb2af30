import { F32, type Param, U32 } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { launchUniforms, writeLaunchUniforms } from './launch-uniforms.ts';

const params: readonly Param[] = [
  { name: 'a', access: 'value', type: F32 },
  { name: 'x', access: 'read', type: F32 },
  { name: 'n', access: 'value', type: U32 },
  { name: 'y', access: 'readWrite', type: F32 },
];

test('every word goes where the layout says', () => {
  const uniforms = launchUniforms(params);
  const words = writeLaunchUniforms(uniforms, {
    extent: [3, 4, 5],
    widthLog2: 11,
    views: [
      { param: 1, offset: 10, step: 11, length: 12, width: 13, height: 14, depth: 15 },
      { param: 3, offset: 20, step: 21, length: 22, width: 23, height: 24, depth: 25 },
    ],
    words: Uint32Array.of(100, 101, 102, 103, 104, 105, 106, 107),
  });
  expect([...words]).toEqual([
    ...[3, 4, 5, 0],
    ...[60, 11, 10, 11],
    ...[12, 13, 14, 15],
    ...[20, 21, 22, 23],
    ...[24, 25, 0, 0],
    ...[100, 101, 102, 103],
    ...[104, 105, 106, 107],
  ]);
  expect(words).toHaveLength(4 * uniforms.vectors);
});
