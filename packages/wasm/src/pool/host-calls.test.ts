// The exceptions of work that the host does by itself, and the errors they are reported as.
import { expect, test } from 'vitest';
import type { Heap } from '../memory/heap.ts';
import { webAssembly } from '../platform.ts';
import { HostCalls } from './host-calls.ts';

const heap = {
  bytes: () => new Uint8Array(64),
  words: () => new Uint32Array(16),
  memory: {},
} as unknown as Heap;
const run = (module: unknown, units = 1) =>
  new HostCalls(heap, 0).attempt(
    { kind: 'run', block: Uint32Array.of(1), units, kernel: { module, entry: 'r' } } as never,
    0,
  );

/** (module (func (export "r") unreachable)) */
const TRAP = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 114, 0, 0, 10, 5, 1, 3, 0, 0, 11,
];

test('a trap is a mistake in the body of the kernel', () => {
  const error = run(new (webAssembly().Module)(Uint8Array.from(TRAP)));
  expect([error?.code, error?.message]).toEqual(['HEDDLE_KERNEL', expect.stringContaining('unreachable')]);
});

test('any other exception of a launch says what it says, and no cause is guessed', () => {
  const error = run({});
  expect(error?.code).toBe('HEDDLE_OPERATION');
  expect(error?.cause).toBeInstanceOf(TypeError);
});
