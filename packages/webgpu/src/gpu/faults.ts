import { HeddleError, OutOfMemoryError } from '@heddle/core/backend';
import { COPY_DST } from './usage.ts';

/** What the device found wrong with the calls in an error scope. */
export interface Fault {
  readonly filter: GPUErrorFilter;
  readonly message: string;
}

/** Innermost last; an error goes to the innermost scope of its kind. */
const FILTERS: readonly GPUErrorFilter[] = ['internal', 'out-of-memory', 'validation'];

/**
 * Runs `body` in error scopes. `fault` resolves, when the device has got that far, with the first error in
 * it; it never rejects: what a lost device does to it, `device.lost` tells.
 */
export function guarded<R>(
  device: GPUDevice,
  body: () => R,
): { readonly result: R; readonly fault: Promise<Fault | undefined> } {
  for (const filter of FILTERS) device.pushErrorScope(filter);
  let fault: Promise<Fault | undefined> | undefined;
  try {
    const result = body();
    fault = popScopes(device);
    return { result, fault };
  } finally {
    if (!fault) void popScopes(device);
  }
}

async function popScopes(device: GPUDevice): Promise<Fault | undefined> {
  const popped = [...FILTERS].reverse().map(filter => popScope(device, filter));
  const found = (await Promise.all(popped)).find(fault => fault !== undefined);
  if (!found || !(await refusesAll(device))) return found;
  await device.lost;
  return undefined;
}

/** Firefox tells what a lost device refuses, and only then of the loss, up to 100 ms later. */
function refusesAll(device: GPUDevice): Promise<boolean> {
  device.pushErrorScope('validation');
  const buffer = device.createBuffer({ label: 'is it lost?', size: 4, usage: COPY_DST });
  device.queue.writeBuffer(buffer, 0, new Uint32Array(1));
  buffer.destroy();
  return popScope(device, 'validation').then(fault => fault !== undefined);
}

async function popScope(device: GPUDevice, filter: GPUErrorFilter): Promise<Fault | undefined> {
  const error = await device.popErrorScope().catch(() => null);
  return error ? { filter, message: error.message } : undefined;
}

/** An exception of a call that found no memory on the host, as a fault. */
export function faultOf(exception: unknown): Fault {
  return {
    filter: exception instanceof RangeError ? 'out-of-memory' : 'validation',
    message: String(exception),
  };
}

export function errorOf({ filter, message }: Fault): HeddleError {
  const text = `WebGPU reports: ${message.trim()}`;
  return filter === 'out-of-memory'
    ? new OutOfMemoryError(text, {
        remedy: 'Dispose buffers that are no longer needed, or work on the data in pieces.',
      })
    : new HeddleError('HEDDLE_NOT_SUPPORTED', text);
}
