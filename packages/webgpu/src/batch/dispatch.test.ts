import type { LaunchOperation } from '@heddle/core/backend';
import { describe, expect, test } from 'vitest';
import type { EmittedKernel } from '../emit/emit.ts';
import { dispatchesOf } from './dispatch.ts';

const dispatches = (
  kind: 'range' | 'group',
  extent: readonly [number, number, number],
  workgroupSize: readonly [number, number, number],
  dimensions: 1 | 2 | 3 = 1,
) =>
  dispatchesOf(
    { program: { program: { kind, dimensions } }, shape: { extent } } as unknown as LaunchOperation,
    { workgroupSize } as EmittedKernel,
    100,
  );

describe('dispatchesOf', () => {
  test('one row, the last workgroup partly beyond the extent', () => {
    expect(dispatches('range', [65, 1, 1], [64, 1, 1])).toEqual([{ groups: [2, 1, 1], first: [0, 0, 0] }]);
    expect(dispatches('range', [64, 1, 1], [64, 1, 1])).toEqual([{ groups: [1, 1, 1], first: [0, 0, 0] }]);
  });

  test('more workgroups than an axis has go on along y', () => {
    expect(dispatches('range', [64 * 101, 1, 1], [64, 1, 1])).toEqual([
      { groups: [100, 2, 1], first: [0, 0, 0] },
    ]);
    expect(dispatches('group', [250, 1, 1], [32, 1, 1])).toEqual([{ groups: [100, 3, 1], first: [0, 0, 0] }]);
  });

  test('a larger extent of two dimensions is cut into tiles that cover it once', () => {
    const tiles = dispatches('range', [8 * 150 + 1, 8 * 100, 1], [8, 8, 1], 2);
    expect(tiles).toEqual([
      { groups: [100, 100, 1], first: [0, 0, 0] },
      { groups: [51, 100, 1], first: [800, 0, 0] },
    ]);
  });

  test('and of three', () => {
    const tiles = dispatches('range', [4, 4 * 101, 4 * 201], [4, 4, 4], 3);
    expect(tiles.map(({ first }) => first)).toEqual([
      [0, 0, 0],
      [0, 400, 0],
      [0, 0, 400],
      [0, 400, 400],
      [0, 0, 800],
      [0, 400, 800],
    ]);
    const invocations = tiles.reduce((sum, { groups: [x, y, z] }) => sum + x * y * z, 0);
    expect(invocations).toBe(1 * 101 * 201);
  });
});
