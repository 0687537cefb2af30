import { expect, test } from 'vitest';
import { F32 } from '../../ir/types.ts';
import { pruneShader } from './prune-shader.ts';
import type { ShaderBlock } from './shader.ts';

test('what is stored to a local that nothing reads is left out, unless the local is a result', () => {
  const place = (index: number) => ({ root: { kind: 'local', index }, path: [], type: F32 }) as const;
  const body: ShaderBlock = [
    { op: 'call', id: 1, type: F32, callee: 0, args: [] },
    { op: 'store', id: 2, place: place(0), value: 1 },
    { op: 'call', id: 3, type: F32, callee: 0, args: [] },
    { op: 'store', id: 4, place: place(1), value: 3 },
  ];
  const pruned = pruneShader({ locals: [{ type: F32 }, { type: F32, isResult: true }], body });
  expect(pruned.body.map(({ id }) => id)).toEqual([3, 4]);
});
