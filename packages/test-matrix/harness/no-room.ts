// Allocations of more than there is room for, and the errors that they end in.
import { type Accelerator, f32, i32, OutOfMemoryError } from '@heddle/core';
import { expect, vi } from 'vitest';
import type { Fixtures } from './conformance.ts';
import { refusal, rejection } from './refusal.ts';

const allocateBig = (accelerator: Accelerator) => accelerator.allocate(f32, 2 ** 20, { label: 'big' });

/** The error of a backend that refuses at the call. */
export const refusedAllocation = (accelerator: Accelerator): OutOfMemoryError =>
  refusal(() => allocateBig(accelerator), OutOfMemoryError);

/** The same where the JavaScript engine has no room for an array buffer. */
export function withoutHostMemory({ accelerator }: Fixtures): OutOfMemoryError {
  const { ArrayBuffer: Real } = globalThis;
  vi.stubGlobal(
    'ArrayBuffer',
    class extends Real {
      constructor(byteLength: number) {
        if (byteLength > 2 ** 20) throw new RangeError('Array buffer allocation failed');
        super(byteLength);
      }
    },
  );
  try {
    return refusedAllocation(accelerator);
  } finally {
    vi.unstubAllGlobals();
  }
}

/**
 * The error of a device that allocates after the call has returned. The allocation precedes all queued work, so
 * the first wait rejects, and no later one.
 */
export async function allocatedBehind(accelerator: Accelerator): Promise<OutOfMemoryError> {
  const small = accelerator.allocate(i32, [1, 2]);
  allocateBig(accelerator);
  const error = await rejection(() => accelerator.synchronizeAsync(), OutOfMemoryError);
  expect([...(await small.copyToCPUAsync())]).toEqual([1, 2]);
  return error;
}
