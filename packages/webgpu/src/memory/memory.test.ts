import { describe, expect, test } from 'vitest';
import { Memory } from './memory.ts';

function made(): { readonly memory: Memory; readonly destroyed: () => boolean } {
  let destroyed = false;
  const gpu = { size: 16, destroy: () => (destroyed = true) } as unknown as GPUBuffer;
  return { memory: new Memory(gpu), destroyed: () => destroyed };
}

describe('Memory', () => {
  test('that nothing uses goes at once', () => {
    const { memory, destroyed } = made();
    let told = 0;
    memory.onDestroyed = () => told++;
    memory.free();
    expect([destroyed(), told]).toEqual([true, 1]);
  });

  test('that batches have pinned goes with the last of them', () => {
    const { memory, destroyed } = made();
    memory.pin();
    memory.pin();
    memory.free();
    memory.unpin();
    expect(destroyed()).toBe(false);
    memory.unpin();
    expect(destroyed()).toBe(true);
  });

  test('that is unpinned and not freed stays', () => {
    const { memory, destroyed } = made();
    memory.pin();
    memory.unpin();
    expect(destroyed()).toBe(false);
  });

  test('has an id of its own', () => {
    expect(made().memory.id).not.toBe(made().memory.id);
  });
});
