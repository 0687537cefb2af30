import type { ByteRange } from './protocol.ts';
import type { PoolKernel, RunCommand } from './task.ts';

/** The kernels with which workers move memory (`emit/memory-operations.ts`). */
export interface MemoryKernels {
  readonly fill: PoolKernel;
  readonly copy: PoolKernel;
}

/** The bytes that a worker moves at a time, unless the pieces of a span demand another unit. */
const UNIT_BYTES = 2 ** 16;

export const rangeBytes = ({ pieceBytes, count }: ByteRange): number => pieceBytes * count;
export const denseRange = (address: number, bytes: number): ByteRange => ({
  address,
  pieceBytes: bytes,
  strideBytes: bytes,
  count: 1,
});

export function copyCommand({ copy }: MemoryKernels, source: ByteRange, target: ByteRange): RunCommand {
  const total = rangeBytes(source);
  const pieces = [source, target].filter(({ count }) => count > 1).map(({ pieceBytes }) => pieceBytes);
  const unit = Math.min(UNIT_BYTES, ...pieces);
  const block = new Uint32Array([total, unit, ...words(source), ...words(target)]);
  return run(copy, block, total, unit);
}

export function fillCommand({ fill }: MemoryKernels, target: ByteRange, pattern: Uint8Array): RunCommand {
  const total = rangeBytes(target);
  const unit =
    target.count > 1
      ? target.pieceBytes
      : Math.min(total, Math.max(1, Math.floor(UNIT_BYTES / pattern.length)) * pattern.length);
  const block = new Uint32Array(6 + Math.ceil(pattern.length / 4));
  block.set([total, unit, ...words(target), pattern.length]);
  new Uint8Array(block.buffer).set(pattern, 24);
  return run(fill, block, total, unit);
}

const words = ({ address, pieceBytes, strideBytes }: ByteRange): readonly number[] => [
  address,
  pieceBytes,
  strideBytes,
];

/** A call of `memory.copy` costs about 20 operations, and each 8 bytes another one. */
const run = (
  kernel: PoolKernel,
  block: Uint32Array<ArrayBuffer>,
  total: number,
  unit: number,
): RunCommand => ({ kind: 'run', kernel, block, units: Math.ceil(total / unit), cost: 20 + unit / 8 });
